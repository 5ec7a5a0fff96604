"""Reads of claims: what is visible to whom, lists, certificates."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from ledgerstone.access.actions import Action
from ledgerstone.contracts import visibility
from ledgerstone.contracts.models import Contract, ReleaseEvent
from ledgerstone.contracts.retention import retention_release
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from . import policy
from .models import DRAFT, Certificate, Claim, Submission
from .record import read_claim
from .sheets.as_claimed import without_answers
from .sheets.frozen import frozen
from .sheets.sheet import ClaimSheet
from .sheets.valuation import value
from .told import is_kept_back
from .transitions import State


@dataclass(frozen=True, slots=True)
class Released:
    """What a certified claim released because of an event."""

    claim_id: int
    number: int
    amount: Decimal


def visible_to(actor: Actor) -> QuerySet[Claim]:
    """The claims that the person may see, with contract, project, company, period, certificate."""
    found = Claim.objects.filter(
        visibility.with_schedule(actor, "contract__")
        & visibility.with_right(actor, Action.VIEW_CLAIM, "contract__"),
        account_id=actor.account_id,
    ).select_related("contract", "contract__project", "contract__company", "period", "certificate")
    if actor.is_outside:
        is_ours = Q(is_upstream=True, status=DRAFT)
        found = found.filter(
            ~is_ours | visibility.with_right(actor, Action.EDIT_CLAIM, "contract__")
        )
    # The position has every line of the claim; who wants it reads it by ``rows.position_of``.
    return found.defer("certificate__position")


def get_claim(actor: Actor, claim_id: int) -> Claim:
    """One claim; NotThere where the person may not see it."""
    claim = read_claim(actor.account_id, claim_id)
    if claim is None or not policy.may_see(actor, claim):
        raise NotThere
    return claim


def sheet(actor: Actor, claim_id: int, *, live: bool = False) -> ClaimSheet:
    """The claim valued: from its certificate where it has one, unless asked live.

    While another answer of the owner is being entered the sheet is live as well.
    """
    claim = get_claim(actor, claim_id)
    if is_kept_back(actor, claim):
        return without_answers(claim)
    return sheet_of(claim, live=live)


def sheet_of(claim: Claim, *, live: bool = False) -> ClaimSheet:
    """As ``sheet``, of a claim that came from a query of this room."""
    if claim.certificate is None or live or is_answered_anew(claim):
        return value(claim)
    return frozen(claim, claim.certificate)


def sheet_for(actor: Actor, claim: Claim) -> ClaimSheet:
    """As ``sheet_of``, as far as the person may see it: as claimed while the answer is made."""
    return without_answers(claim) if is_kept_back(actor, claim) else sheet_of(claim)


def is_answered_anew(claim: Claim) -> bool:
    """Whether the owner's answer to a certified claim is being replaced: it was edited since."""
    state = State.of(claim)
    return state.is_certified and claim.version > (claim.certified_in or claim.version)


def of_contract(actor: Actor, contract_id: int) -> QuerySet[Claim]:
    """The claims of a contract, latest first."""
    return visible_to(actor).filter(contract_id=contract_id).order_by("-number")


def released_by(actor: Actor, contract: Contract) -> dict[str, Released]:
    """By the name of an event, what certified claims released because of it. One query.

    A release that the assessment refused is none.
    """
    found = (
        _released(visible_to(actor), contract)
        .order_by("number")
        .values_list("release_event", "pk", "number", "certificate__retention_released_this_period")
    )
    return {event: Released(pk, number, amount) for event, pk, number, amount in found}


def planned_releases(claim: Claim) -> list[ReleaseEvent]:
    """The planned events of a claim's contract that no other certified claim released, in their
    order. Two queries at most."""
    events = retention_release.of_contract(claim.contract)
    if not events:
        return []
    certified = _released(Claim.objects.filter(account_id=claim.account_id), claim.contract)
    done = set(certified.exclude(pk=claim.pk).values_list("release_event", flat=True))
    return [event for event in events if event.name not in done]


def _released(found: QuerySet[Claim], contract: Contract) -> QuerySet[Claim]:
    return (
        found.filter(contract_id=contract.pk, certificate__isnull=False)
        .filter(Q(release_share__isnull=False) | Q(release_amount__isnull=False))
        .exclude(release_event="")
        .exclude(assessed_release_share=0)
        .exclude(assessed_release_amount=0)
    )


def last_certificate(contract: Contract) -> Certificate | None:
    """The last standing certificate of a contract."""
    return (
        _certificates(contract.account_id)
        .filter(contract_id=contract.pk, withdrawals=None)
        .order_by("-claim__number")
        .first()
    )


def certificate_of(claim: Claim) -> Certificate | None:
    """The standing certificate of a claim."""
    return claim.certificate


def certificates(claim: Claim) -> QuerySet[Certificate]:
    """All certificates of a claim with their withdrawals, latest first."""
    return (
        _certificates(claim.account_id)
        .filter(claim_id=claim.pk)
        .prefetch_related("withdrawals", "withdrawals__withdrawn_by")
        .select_related("issued_by")
        .order_by("-id")
    )


def _certificates(account_id: int) -> QuerySet[Certificate]:
    return Certificate.objects.filter(account_id=account_id).select_related("claim")


def submissions(claim: Claim) -> QuerySet[Submission]:
    """What was handed in, first to last, each with its received time."""
    return (
        Submission.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
        .select_related("submitted_by")
        .order_by("sequence")
    )
