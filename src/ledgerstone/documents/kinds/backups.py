"""What backs the claims of a period: their documents with what is attached, in one PDF.

By the number of the contract, then by the claim. A claim that was signed by hand is in it as it was
signed. ``options``: ``claims`` (their ids, in order), ``attachments`` (whether they are in it);
once made, ``left_out``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import partial
from pathlib import Path

from ledgerstone.access.actions import Action
from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import Claim, ClaimAttachment
from ledgerstone.claims.papers import papers
from ledgerstone.claims.papers.papers import SignedByHand
from ledgerstone.contracts import policy as contracts
from ledgerstone.documents.claim_pages.claim_parts import file_of
from ledgerstone.documents.models import Document
from ledgerstone.documents.packages.compiled_events import BackupsCompiled
from ledgerstone.documents.packages.compiling import Item, one_pdf
from ledgerstone.documents.packages.package_covers import Backed, backups_cover
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import NotThere

from .kind import Kind, Progress
from .packages import begin, keep_left_out, stored

# A compilation is always left to the worker.
_LINES_OF_A_CLAIM = 1_000
_DIGITS = re.compile(r"(\d+)")


def period_of(document: Document) -> BillingPeriod:
    """The period whose claims are backed."""
    if document.period is None:
        raise NotThere
    return document.period


def in_order(found: list[Claim]) -> list[Claim]:
    """Claims by the number of their contract, as people count (2 before 10), then by their own."""

    def place(claim: Claim) -> tuple[list[tuple[int, str]], int, int]:
        parts = _DIGITS.split(claim.contract.number.casefold())
        key = [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
        return key, claim.contract_id, claim.number

    return sorted(found, key=place)


def _make(actor: Actor, document: Document, progress: Progress) -> Path:
    period = period_of(document)
    terms, formats = projects.words(period.project)
    found = in_order(list(claims.visible_to(actor).filter(pk__in=backed_by(document))))
    if len(found) < len(backed_by(document)):
        raise NotThere
    begin(document)
    items: list[Item] = []
    backed: list[Backed] = []
    with_attachments = bool(document.options.get("attachments"))
    for claim in found:
        signed = papers.signed_by_hand(claim)
        parts = _items(actor, claim, signed, terms, with_attachments=with_attachments)
        backed.append(Backed(claim, len(items), len(parts), is_signed=signed is not None))
        items += parts
    made = one_pdf(
        items,
        title=document.name.removesuffix(".pdf"),
        paper=period.project.paper,
        cover=partial(backups_cover, actor, period, terms, formats, backed),
        progress=progress,
    )
    keep_left_out(document, made)
    return made.path


def _items(
    actor: Actor, claim: Claim, signed: SignedByHand | None, terms: Terms, *, with_attachments: bool
) -> list[Item]:
    """The document of a claim, or its signed copy, and the files attached to it."""
    number = f"{terms.claim_short.capitalised} {claim.number}"
    chapter = f"{claim.contract.number} {claim.contract.company.name}, {number.lower()}"
    name = f"{claim.contract.number} {terms.claim_short} {claim.number}.pdf"
    if signed is None:
        items = [Item(number, name, partial(file_of, actor, claim), chapter, chapter)]
    else:
        title = f"{number}, signed copy"
        items = [Item(title, name, partial(stored, signed.paper), chapter, chapter)]
    if with_attachments:
        attached = papers.of_claim(claim).filter(kind=ClaimAttachment.ATTACHMENT).order_by("id")
        items += [
            Item(one.name, one.name, partial(stored, one), chapter, chapter) for one in attached
        ]
    return items


def backed_by(document: Document) -> list[int]:
    """The ids of the claims that are in it, in order."""
    return list(document.options.get("claims", ()))


def compilable(actor: Actor, claim_ids: Collection[int]) -> set[int]:
    """Those of these claims whose backups the actor may compile. One query."""
    found = claims.visible_to(actor).filter(pk__in=list(claim_ids))
    return {one.pk for one in found if contracts.may(actor, one.contract, Action.COMPILE_BACKUP)}


def _project(document: Document) -> Project:
    return period_of(document).project


def _may_see(actor: Actor, document: Document) -> bool:
    """Whoever may compile backups of every claim that is in it."""
    if document.period is None:
        return False
    ids = backed_by(document)
    return compilable(actor, ids).issuperset(ids)


def _length(document: Document) -> int:
    return _LINES_OF_A_CLAIM * max(1, len(backed_by(document)))


def _filename(document: Document) -> str:
    return document.name


def _announce(actor: Actor, document: Document) -> None:
    period = period_of(document)
    count = len(backed_by(document))
    terms, formats = projects.words(period.project)
    claims_word = terms.claim_short if count == 1 else terms.claim_short.plural
    publish(
        BackupsCompiled(
            actor=actor,
            project_id=period.project_id,
            document_id=document.pk,
            period_id=period.pk,
            claims=count,
            summary=f"compiled the backups of {count} {claims_word} of "
            f"{formats.period(period.start, period.end)}",
        )
    )


KIND = Kind(
    project_of=_project,
    may_see=_may_see,
    make=_make,
    length=_length,
    filename=_filename,
    announce=_announce,
)
