"""What waits for an owner's representative: claims to certify, approvals, papers to sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from ledgerstone.claims import policy
from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import (
    APPROVED,
    APPROVED_AS_NOTED,
    PENDING_OWNER_APPROVAL,
    Claim,
    ClaimAttachment,
)
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.queries import words
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.claims.head import Status

from .who import represented

# Papers that stand on a card, and claims that were dealt with.
_PAPERS, _DONE = 4, 12


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim with what is awaited, its papers and the signed copy where there is one."""

    claim: Claim
    status: Status
    what: str
    when: str
    amount: Decimal
    papers: Sequence[ClaimAttachment]
    signed: ClaimAttachment | None
    may_export: bool
    terms: Terms
    formats: Formats

    @property
    def href(self) -> str:
        return reverse("web:claim", args=[self.claim.pk])

    @property
    def shown_papers(self) -> Sequence[ClaimAttachment]:
        return self.papers[:_PAPERS]

    @property
    def more_papers(self) -> int:
        return max(0, len(self.papers) - _PAPERS)


@dataclass(frozen=True, slots=True)
class Desk:
    """All of it: what waits, by what for; and what was certified and signed."""

    to_certify: Sequence[Waiting]
    to_approve: Sequence[Waiting]
    to_sign: Sequence[Waiting]
    done: Sequence[Waiting]

    @property
    def waiting(self) -> int:
        return len(self.to_certify) + len(self.to_approve) + len(self.to_sign)

    @property
    def sections(self) -> list[tuple[str, str, Sequence[Waiting]]]:
        """The parts of the page that hold something: key, heading, claims."""
        every = (
            ("certify", "To certify", self.to_certify),
            ("approve", "To approve", self.to_approve),
            ("sign", "To sign", self.to_sign),
        )
        return [part for part in every if part[2]]


def certifying_desk(actor: Actor) -> Desk | None:
    """The desk of whoever represents an owner; None for everybody else. Four queries."""
    contracts = list(represented(actor).only("id", "project_id", "account_id"))
    if not contracts:
        return None
    above, below = _claims(actor, contracts)
    papers = _papers(actor, [*above, *below])
    told = [_told(actor, one, papers.get(one.pk, [])) for one in above]
    to_certify = [one for one in told if one.claim.certificate_id is None]
    certified = [one for one in told if one.claim.certificate_id is not None]
    return Desk(
        to_certify=to_certify,
        to_approve=[_told(actor, one, papers.get(one.pk, [])) for one in below],
        to_sign=[one for one in certified if one.signed is None],
        done=[one for one in reversed(certified) if one.signed is not None][:_DONE],
    )


def _claims(actor: Actor, contracts: Sequence[Contract]) -> tuple[list[Claim], list[Claim]]:
    """Issued claims of these head contracts, and claims below them that wait for the owner: what
    came first comes first."""
    seen = claims.visible_to(actor).order_by("submitted_at", "pk")
    above = seen.filter(
        contract_id__in=[one.pk for one in contracts], status__in=[APPROVED, APPROVED_AS_NOTED]
    )
    below = seen.filter(
        contract__project_id__in={one.project_id for one in contracts},
        is_upstream=False,
        status=PENDING_OWNER_APPROVAL,
    )
    return list(above), list(below)


def _papers(actor: Actor, found: Iterable[Claim]) -> dict[int, list[ClaimAttachment]]:
    """The files of these claims. One query."""
    rows: dict[int, list[ClaimAttachment]] = {}
    attached = ClaimAttachment.objects.filter(
        account_id=actor.account_id, claim_id__in=[one.pk for one in found]
    )
    for paper in attached.order_by("claim_id", "pk"):
        rows.setdefault(paper.claim_id, []).append(paper)
    return rows


def _told(actor: Actor, claim: Claim, papers: Sequence[ClaimAttachment]) -> Waiting:
    terms, formats = words(claim.contract.project)
    signed = _signed(claim, papers)
    status, what = _awaited(claim, signed, terms)
    certificate = claim.certificate
    moment = claim.submitted_at if certificate is None else certificate.issued_at
    when = "" if moment is None else formats.short_day(formats.local(moment).date())
    said = "received" if certificate is None else "certified"
    return Waiting(
        claim=claim,
        status=status,
        what=what,
        when=f"{said} {when}" if when else "",
        amount=claim.claimed_payable if certificate is None else certificate.payable,
        papers=[one for one in papers if one.kind != ClaimAttachment.SIGNED_COPY],
        signed=signed,
        may_export=policy.may_export(actor, claim),
        terms=terms,
        formats=formats,
    )


def _signed(claim: Claim, papers: Sequence[ClaimAttachment]) -> ClaimAttachment | None:
    """The signed copy of the claim as it stands; one of an earlier version is none."""
    since = claim.submitted_at
    found = [
        one
        for one in papers
        if one.kind == ClaimAttachment.SIGNED_COPY and (since is None or one.added_at >= since)
    ]
    return found[-1] if found else None


def _awaited(claim: Claim, signed: ClaimAttachment | None, terms: Terms) -> tuple[Status, str]:
    if claim.status == PENDING_OWNER_APPROVAL:
        return Status("you", "Awaits approval"), f"Approve, so that the {terms.claim_short} is paid"
    if claim.certificate_id is None:
        what = f"Certify the {terms.claim_short}, and send your answer back"
        return Status("you", "Awaits certificate"), what
    if signed is None:
        return Status("you", "Awaits signature"), "Sign, and send the signed copy back"
    return Status("done", "Signed"), "Certified and signed"
