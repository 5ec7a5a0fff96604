"""What claims say when what is held back under their contract changes: certificates are facts, and
claims that are not decided yet hold what the contract asks for now.

The contract is locked by the operation that is heard, so no claim on it changes meanwhile.
"""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Max, Q, QuerySet

from ledgerstone import core
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.retention_events import ReleasesPlanned, SecurityRecorded, TermsSet
from ledgerstone.contracts.retention_words import rates_stand
from ledgerstone.projects.queries import words
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.events import subscribe
from ledgerstone.tenancy.refusals import Invalid

from .models import WITHDRAWN, Claim
from .sheet import ClaimSheet
from .valuation import value
from .writing import keep_figures, touch


def listen() -> None:
    """Hear what happens to retention."""
    subscribe(TermsSet, keep_certified_rates)
    subscribe(TermsSet, hold_anew)
    subscribe(SecurityRecorded, hold_anew)
    subscribe(ReleasesPlanned, keep_released_events)


def keep_certified_rates(event: TermsSet) -> None:
    """Rates change from a claim on that is not certified."""
    if not event.from_claims:
        return
    certified = _of_contract(event).filter(certificate__isnull=False)
    last = certified.aggregate(last=Max("number"))["last"]
    for number, field in event.from_claims:
        if last is not None and number <= last:
            sentence = rates_stand(last, _words(event))
            raise Invalid(sentence, fields={field: sentence})


def keep_released_events(event: ReleasesPlanned) -> None:
    """What a certified claim released stays planned as it was."""
    fields = dict(event.dropped)
    if not fields:
        return
    released = Q(release_share__isnull=False) | Q(release_amount__isnull=False)
    claim = (
        _of_contract(event)
        .filter(released, certificate__isnull=False, release_event__in=list(fields))
        .order_by("number")
        .first()
    )
    if claim is not None:
        sentence = (
            f"“{claim.release_event}” was released in {_words(event).claim_short} "
            f"{claim.number}, so it stays as it is."
        )
        field = fields[claim.release_event]
        raise Invalid(sentence, fields={field: sentence} if field else {})


def hold_anew(event: TermsSet | SecurityRecorded) -> None:
    """Bring what lists show of undecided claims up to date; refuse what they could not stand on."""
    undecided = (
        _of_contract(event)
        .filter(certificate=None)
        .exclude(status=WITHDRAWN)
        .select_related("contract", "contract__project")
    )
    for claim in undecided.order_by("number"):
        try:
            sheet = value(claim)
        except core.Refusal as refusal:
            raise Invalid(
                f"{_words(event).claim_short.capitalised} {claim.number} could not stand on it: "
                f"{refusal.sentence}."
            ) from refusal
        if _payable(sheet) != (claim.claimed_payable, claim.assessed_payable):
            # Whoever looks at the claim, or is about to decide it, is to see it as it is now.
            touch(claim)
            keep_figures(claim, sheet)


def _payable(sheet: ClaimSheet) -> tuple[Decimal, Decimal]:
    return sheet.claimed_cover.payable, sheet.cover.payable


def _of_contract(event: TermsSet | SecurityRecorded | ReleasesPlanned) -> QuerySet[Claim]:
    return Claim.objects.filter(account_id=event.actor.account_id, contract_id=event.contract_id)


def _words(event: TermsSet | SecurityRecorded | ReleasesPlanned) -> Terms:
    contract = Contract.objects.select_related("project").get(pk=event.contract_id)
    return words(contract.project)[0]
