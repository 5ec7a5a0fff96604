"""Reads of what is kept beside a claim's figures: its files, the signed copy, and comments.

Files are for everybody who sees the claim. So are comments, but for those between administrators.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from ledgerstone.claims import policy, queries
from ledgerstone.claims.models import OPEN_STATUSES, WITHDRAWN, Claim, ClaimAttachment, ClaimComment
from ledgerstone.directory.models import Person
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

# Of a line: how many comments it has, and how many files.
Marks = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SignedByHand:
    """Who recorded the signed copy of a claim as it stands, when, and the file."""

    paper: ClaimAttachment
    recorded_by: str
    recorded_at: dt.datetime


def of_claim(claim: Claim) -> QuerySet[ClaimAttachment]:
    """The files of a claim that the person sees, the latest first, those of its lines too."""
    return (
        ClaimAttachment.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
        .select_related("file", "line", "added_by", "origin", "origin__contract")
        .order_by("-id")
    )


def get_paper(actor: Actor, paper_id: int) -> ClaimAttachment:
    """One file with its claim; NotThere where the person does not see the claim."""
    found = (
        ClaimAttachment.objects.filter(account_id=actor.account_id, pk=paper_id)
        .select_related("file", "claim", "claim__contract", "claim__contract__project")
        .first()
    )
    if found is None or not queries.visible_to(actor).filter(pk=found.claim_id).exists():
        raise NotThere
    return found


def comments(actor: Actor, claim: Claim) -> QuerySet[ClaimComment]:
    """What was said about a claim that the person sees, first to last, as far as it is for them."""
    said = ClaimComment.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
    if not policy.is_administrator(actor, claim):
        said = said.filter(is_internal=False)
    return said.select_related("line").order_by("id")


def line_marks(claim: Claim, *, actor: Actor | None = None) -> dict[int, Marks]:
    """By line, how many comments and how many files it has, for lines that have any. Two queries.

    Without an actor only what everybody sees is counted.
    """
    here = Q(account_id=claim.account_id, claim_id=claim.pk, line__isnull=False)
    said = ClaimComment.objects.filter(here)
    if actor is None or not policy.is_administrator(actor, claim):
        said = said.filter(is_internal=False)
    talked = dict(said.values_list("line_id").annotate(Count("pk")))
    papers = ClaimAttachment.objects.filter(here)
    attached = dict(papers.values_list("line_id").annotate(Count("pk")))
    return {
        line_id: (talked.get(line_id, 0), attached.get(line_id, 0))
        for line_id in sorted({*talked, *attached})
    }


def signed_by_hand(claim: Claim) -> SignedByHand | None:
    """The signed copy of a claim as it was last handed in; one of an earlier version is none.

    One query, none while the claim is with the claimant.
    """
    if claim.submitted_at is None or claim.status in OPEN_STATUSES:
        return None
    copy = (
        of_claim(claim)
        .filter(kind=ClaimAttachment.SIGNED_COPY, added_at__gte=claim.submitted_at)
        .first()
    )
    if copy is None:
        return None
    who = "" if copy.added_by is None else copy.added_by.name or copy.added_by.email
    return SignedByHand(copy, who, copy.added_at)


def may_attach(actor: Actor, claim: Claim) -> bool:
    """Whether the actor may attach files: who edits the claim, also after it was handed in.

    What comes later is further evidence. A withdrawn claim stays as it is.
    """
    return claim.status != WITHDRAWN and policy.may_speak(actor, claim)


def may_record_signature(actor: Actor, claim: Claim) -> bool:
    """Whether the actor may record the signed copy: administrators, of what was handed in."""
    is_handed_in = claim.status not in OPEN_STATUSES and claim.status != WITHDRAWN
    return is_handed_in and policy.is_administrator(actor, claim)


def may_remove(actor: Actor, paper: ClaimAttachment, fellows: Collection[int] = ()) -> bool:
    """Whether the actor may take a file off: administrators; others while the claim is theirs.

    Others take off what they added themselves, or what somebody did of ``fellows``, the people who
    claim with them; neither signed copies nor what came with prefilling.
    """
    claim = paper.claim
    if policy.is_administrator(actor, claim):
        return True
    if paper.kind != ClaimAttachment.ATTACHMENT or not policy.may_edit_claimed(actor, claim):
        return False
    return paper.added_by_id == actor.user_id or paper.added_by_id in fellows


def fellows_of(actor: Actor, claim: Claim) -> frozenset[int]:
    """The users who claim with the actor: the people of the contract company, where the actor is
    its contact. One query, none for others."""
    if claim.contract_id not in actor.contact_of:
        return frozenset()
    people = Person.objects.filter(
        account_id=claim.account_id, company_id=claim.contract.company_id, user__isnull=False
    )
    return frozenset(people.values_list("user_id", flat=True))
