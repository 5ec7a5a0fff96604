"""Asks for packages of a claim (which files, in which order, as what), and for compiled backups of
the claims of a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.access.levels import Tool
from ledgerstone.claims import policy
from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import (
    APPROVED,
    APPROVED_AS_NOTED,
    PENDING_OWNER_APPROVAL,
    UNDER_REVIEW,
    Claim,
    ClaimAttachment,
)
from ledgerstone.claims.papers import papers
from ledgerstone.contracts import policy as contracts
from ledgerstone.documents import queries
from ledgerstone.documents.kinds.backups import backed_by, compilable, in_order
from ledgerstone.documents.kinds.packages import PDF, ZIP
from ledgerstone.documents.models import BACKUPS, PACKAGE, Document
from ledgerstone.documents.operations import make_document, queue
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState

from .compiling import safe_name

MOST_FILES = 300
_LONGEST = 200
_READY = ("ready", "failed")
_BACKED = (UNDER_REVIEW, APPROVED, APPROVED_AS_NOTED, PENDING_OWNER_APPROVAL)
# Earlier compilations of a period that are offered.
_SHOWN = 20
_BROKEN_OFF_AFTER = dt.timedelta(hours=1)


def offered(actor: Actor, claim: Claim) -> list[ClaimAttachment]:
    """The files of a claim that a package can have, those of the claim itself first, in the order
    in which they were added. One query."""
    found = papers.of_claim(claim).order_by("origin__contract__number", "origin__number", "id")
    own = [one for one in found if one.origin_id is None]
    return own + [one for one in found if one.origin_id is not None]


def request_package(
    *,
    actor: Actor,
    claim_id: int,
    paper_ids: Sequence[int],
    is_signed: bool = False,
    has_cover: bool = True,
    form: str = PDF,
) -> Document:
    """A claim with these of its files, in this order. Ready when returned if it is short; else the
    worker makes it. It takes the place of what the same person had made of the claim before.

    ``is_signed``: it begins with the signed copy in place of our document of the claim.
    """
    with transaction.atomic():
        claim = claims.get_claim(actor, claim_id)
        if not policy.may_export(actor, claim):
            raise NotAllowed("Ask an administrator of the project for this document.")
        if form not in (PDF, ZIP):
            raise Invalid("Choose one PDF or a ZIP.", fields={"form": "Choose one of these."})
        chosen = _chosen(claim, paper_ids)
        if is_signed and papers.signed_by_hand(claim) is None:
            raise Invalid("There is no signed copy of it as it stands.")
        _forget(actor, claim)
        document = Document.objects.create(
            account_id=actor.account_id,
            kind=PACKAGE,
            claim_id=claim.pk,
            name=_name(claim, form),
            options={
                "papers": [{"id": one.pk, "name": one.name} for one in chosen],
                "signed": is_signed,
                "cover": has_cover,
                "form": form,
            },
            requested_by_id=actor.user_id,
        )
        is_ours = queue(actor, document)
    if is_ours:
        make_document(account_id=actor.account_id, document_id=document.pk, user_id=actor.user_id)
    return queries.get_document(actor, document.pk)


def _chosen(claim: Claim, paper_ids: Sequence[int]) -> list[ClaimAttachment]:
    if len(paper_ids) > MOST_FILES:
        raise Invalid(f"Choose at most {MOST_FILES} files.")
    found = {one.pk: one for one in papers.of_claim(claim).filter(pk__in=list(paper_ids))}
    missing = [pk for pk in paper_ids if pk not in found]
    if missing:
        raise Invalid("A file that was chosen is no longer attached. Look at the list again.")
    return [found[pk] for pk in dict.fromkeys(paper_ids)]


def _forget(actor: Actor, claim: Claim) -> None:
    """Earlier packages of the same person, but those that are still being made."""
    Document.objects.filter(
        account_id=actor.account_id,
        kind=PACKAGE,
        claim_id=claim.pk,
        requested_by_id=actor.user_id,
        status__in=_READY,
    ).delete()


def _name(claim: Claim, form: str) -> str:
    terms, _formats = projects.words(claim.contract.project)
    named = f"{claim.contract.number} {terms.claim_short} {claim.number} with attachments"
    return f"{safe_name(named)[: _LONGEST - 5]}.{form}"


# --- backups of a period -------------------------------------------------------------------------


def may_compile(actor: Actor, project_id: int) -> bool:
    """Whether the actor may put together the backups of the project's claims."""
    return access.may_with(actor, Tool.COMMITMENTS, Action.COMPILE_BACKUP, project_id)


def backed_claims(actor: Actor, period: BillingPeriod) -> list[Claim]:
    """The claims of a period's commitments that a compilation can have, in its order: those that
    are with the administrators or certified. One query."""
    found = claims.visible_to(actor).filter(
        period_id=period.pk, is_upstream=False, status__in=_BACKED
    )
    return in_order(
        [one for one in found if contracts.may(actor, one.contract, Action.COMPILE_BACKUP)]
    )


@dataclass(frozen=True, slots=True)
class Papers:
    """How many files a claim has attached, and whether it is in a compilation as signed."""

    attached: int
    is_signed: bool


def papers_of(actor: Actor, found: Sequence[Claim]) -> dict[int, Papers]:
    """What claims that the actor sees have beside their documents. One query for all."""
    attached: dict[int, int] = dict.fromkeys((one.pk for one in found), 0)
    signed: set[int] = set()
    by_id = {one.pk: one for one in found}
    rows = ClaimAttachment.objects.filter(account_id=actor.account_id, claim_id__in=list(by_id))
    for claim_id, kind, added_at in rows.values_list("claim_id", "kind", "added_at"):
        handed_in = by_id[claim_id].submitted_at
        if kind == ClaimAttachment.ATTACHMENT:
            attached[claim_id] += 1
        elif kind == ClaimAttachment.SIGNED_COPY and handed_in and added_at >= handed_in:
            signed.add(claim_id)
    return {pk: Papers(count, pk in signed) for pk, count in attached.items()}


def compilations(actor: Actor, period: BillingPeriod) -> list[Document]:
    """What was compiled of a period that the actor may see, the latest first. Two queries."""
    found = Document.objects.filter(
        account_id=actor.account_id, kind=BACKUPS, period_id=period.pk
    ).select_related("file", "requested_by", "period__project")
    latest = _without_broken_off(list(found.order_by("-id")[:_SHOWN]))
    seen = compilable(actor, {pk for one in latest for pk in backed_by(one)})
    return [one for one in latest if seen.issuperset(backed_by(one))]


def request_backups(
    *,
    actor: Actor,
    period_id: int,
    claim_ids: Sequence[int],
    has_attachments: bool = True,
) -> Document:
    """The documents of these claims of a closed period in one PDF, made by the worker."""
    with transaction.atomic():
        period = projects.get_period(actor, period_id)
        if not may_compile(actor, period.project_id):
            raise NotThere
        terms, formats = projects.words(period.project)
        if period.status != BillingPeriod.CLOSED:
            raise WrongState(
                f"Backups are compiled of a closed {terms.billing_period}. Close it first: its "
                f"{terms.claim_short.plural} can still change."
            )
        wanted = set(claim_ids)
        chosen = [one for one in backed_claims(actor, period) if one.pk in wanted]
        if not chosen:
            raise Invalid(f"Tick the {terms.claim_short.plural} to compile.")
        if len(chosen) < len(wanted):
            raise Invalid(
                f"A {terms.claim_short} that was ticked is not there any more. Look at the list "
                "again."
            )
        document = Document.objects.create(
            account_id=actor.account_id,
            kind=BACKUPS,
            period_id=period.pk,
            name=_backups_name(period.project, terms, formats),
            options={"claims": [one.pk for one in chosen], "attachments": has_attachments},
            requested_by_id=actor.user_id,
        )
        queue(actor, document)
    return document


def _backups_name(project: Project, terms: Terms, formats: Formats) -> str:
    """As ``Subcontractor progress claim backup - Marlow Road Depot - 24-017 - 2026-11-22 -
    16.05.pdf``, in the project's time."""
    now = formats.local(clock.now())
    end = f" - {now:%Y-%m-%d} - {now:%H.%M}.pdf"
    number = safe_name(project.number)[:60]
    start = f"{terms.commitment_claim.capitalised} backup - "
    room = _LONGEST - len(start) - len(number) - len(end) - 3
    return f"{start}{safe_name(project.name)[:room].strip()} - {number}{end}"


# --- telling that it is done ---------------------------------------------------------------------


def unseen(actor: Actor, *, since: dt.timedelta) -> list[Document]:
    """What the actor asked for lately that takes long, and was not told the end of, the latest
    first."""
    found = Document.objects.filter(
        account_id=actor.account_id,
        kind__in=[PACKAGE, BACKUPS],
        requested_by_id=actor.user_id,
        requested_at__gte=clock.now() - since,
    ).exclude(options__contains={"seen": True})
    return _without_broken_off(list(found.order_by("-id")[:_SHOWN]))


def _without_broken_off(found: list[Document]) -> list[Document]:
    """These documents; one whose making was broken off, as by a power cut, is known to have failed.

    Should the worker take it up again after all, it is made.
    """
    long_ago = (clock.now() - _BROKEN_OFF_AFTER).isoformat()
    for one in found:
        if one.status == "running" and one.options.get("begun", long_ago) < long_ago:
            one.status, one.problem = "failed", "It was broken off. Ask for it again."
            Document.objects.filter(account_id=one.account_id, pk=one.pk, status="running").update(
                status=one.status, problem=one.problem
            )
    return found


def mark_seen(actor: Actor, document: Document) -> None:
    """The actor knows that a document that they asked for is done."""
    if document.requested_by_id != actor.user_id or document.status not in _READY:
        return
    if document.kind in (PACKAGE, BACKUPS) and not document.options.get("seen"):
        document.options = {**document.options, "seen": True}
        Document.objects.filter(account_id=actor.account_id, pk=document.pk).update(
            options=document.options
        )
