"""What claims say when what is held back under their contract changes: certificates are facts, and
claims that were started before hold by the terms of then.

The contract is locked by the operation that is heard, so no claim on it changes meanwhile.
"""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Max, Q, QuerySet

from ledgerstone import core
from ledgerstone.claims.models import WITHDRAWN, Claim
from ledgerstone.claims.sheets.sheet import ClaimSheet
from ledgerstone.claims.sheets.valuation import value
from ledgerstone.claims.sheets.writing import keep_figures, touch
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.retention.retention_events import (
    ReleasesPlanned,
    SecurityRecorded,
    TermsSet,
)
from ledgerstone.contracts.retention.retention_kept import as_json
from ledgerstone.contracts.retention.retention_words import rates_stand
from ledgerstone.projects.queries import words
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.events import subscribe
from ledgerstone.tenancy.refusals import Invalid


def listen() -> None:
    """Hear what happens to retention."""
    subscribe(TermsSet, keep_certified_rates)
    subscribe(TermsSet, keep_terms)
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


def keep_terms(event: TermsSet) -> None:
    """New terms are for new claims: those that are there keep the terms that they were started
    under, also certified ones, which may be reopened.

    Rates that change from a claim on were set for it by its number: it takes the new terms, and so
    do those after it, also where they were started already.
    """
    there = _of_contract(event)
    first = min((number for number, _field in event.from_claims), default=None)
    named = there.none()
    if first is not None:
        named = _undecided(event).filter(number__gte=first)
        there = there.exclude(pk__in=list(named.values_list("pk", flat=True)))
    there.filter(kept_retention__isnull=True).update(kept_retention=as_json(event.before))
    named.update(kept_retention=None)
    contract = Contract.objects.get(account_id=event.actor.account_id, pk=event.contract_id)
    now = as_json(contracts.retention_of(contract))
    there.filter(kept_retention=now).update(kept_retention=None)
    _hold_anew(event, named)


def hold_anew(event: SecurityRecorded) -> None:
    """Security counts at once for whatever is not certified."""
    _hold_anew(event, _undecided(event))


def _undecided(event: TermsSet | SecurityRecorded) -> QuerySet[Claim]:
    return _of_contract(event).filter(certificate=None).exclude(status=WITHDRAWN)


def _hold_anew(event: TermsSet | SecurityRecorded, claims: QuerySet[Claim]) -> None:
    """Bring what lists show of these claims up to date; refuse what they could not stand on."""
    for claim in claims.select_related("contract", "contract__project").order_by("number"):
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
