"""Reads for lists of many claims: a period's, what each was handed in with, what was said of it.

What a list has in common is read once and not joined to every row: contracts with their project and
company, claims and certificates each come by themselves and are put together here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy as contract_policy
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.actor import Actor

from . import policy
from .claimable import why_not_claimable
from .models import OPEN_STATUSES, WITHDRAWN, Certificate, Claim, ClaimComment, Submission

# Texts and records of contracts and certificates that no list shows.
_LONG = ("description", "inclusions", "exclusions", "bill_to", "ship_to", "origin_data")


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A contract in the list of a period; ``claim`` None: it has none in this period.

    ``elsewhere`` is its draft or returned claim of another period: while there is one, no other can
    be started.
    """

    contract: Contract
    claim: Claim | None
    elsewhere: Claim | None
    claimable: bool
    why_not: str
    last_claim_number: int | None
    contract_sum: Decimal
    certified_to_date: Decimal


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Of a claim's cover as it was last handed in: what its row keeps no figure of."""

    retention: Decimal
    net: Decimal
    percent: Decimal


def of_period(
    actor: Actor, period: BillingPeriod, *, upstream: bool | None = None
) -> tuple[PeriodRow, ...]:
    """Every contract of the project that claims are made on, with its claims of the period.

    Five queries at most, however many there are. ``upstream`` limits it to one direction.
    """
    return of_periods(actor, [period], upstream=upstream)


def of_periods(
    actor: Actor, periods: Sequence[BillingPeriod], *, upstream: bool | None = None
) -> tuple[PeriodRow, ...]:
    """As ``of_period``, of periods of several projects, one of each; as many queries."""
    by_project = {period.project_id: period for period in periods}
    found = _contracts(actor, by_project, upstream)
    by_id = {one.pk: one for one in found}
    seen = [one.pk for one in found if _sees_claims(actor, one)]
    of_account = Claim.objects.filter(account_id=actor.account_id)
    here: dict[int, list[Claim]] = {}
    asked = {period.pk: period for period in periods}
    of_these = of_account.filter(period_id__in=asked, contract_id__in=seen)
    for claim in of_these.order_by("contract_id", "number"):
        claim.contract, claim.period = by_id[claim.contract_id], asked[claim.period_id]
        here.setdefault(claim.contract_id, []).append(claim)
    _certify([claim for several in here.values() for claim in several])
    elsewhere: dict[int, Claim] = {}
    beside = of_account.filter(contract_id__in=seen, status__in=OPEN_STATUSES)
    for claim in beside.exclude(period_id__in=asked):
        claim.contract = by_id[claim.contract_id]
        elsewhere[claim.contract_id] = claim
    return tuple(
        _row(contract, claim, elsewhere.get(contract.pk))
        for contract in found
        if contract.status != "void" or contract.pk in here
        for claim in here.get(contract.pk, [None])
    )


def _contracts(
    actor: Actor, by_project: Mapping[int, BillingPeriod], upstream: bool | None
) -> list[Contract]:
    """The contracts by number, commitments first, each with the number of its last claim."""
    last = Claim.objects.filter(account_id=actor.account_id, contract_id=OuterRef("pk"))
    number = Subquery(last.exclude(status=WITHDRAWN).order_by("-number").values("number")[:1])
    lists = []
    if upstream is not True:
        lists.append(contracts.commitments(actor, *by_project))
    if upstream is not False:
        lists.append(contracts.head_contracts(actor, *by_project))
    found: list[Contract] = []
    for each in lists:
        found.extend(each.annotate(last_number=number).defer(*_LONG))
    for one in found:
        one.project = by_project[one.project_id].project
    return found


def _sees_claims(actor: Actor, contract: Contract) -> bool:
    return contract_policy.may_see_schedule(actor, contract) and contract_policy.may(
        actor, contract, Action.VIEW_CLAIM
    )


def _certify(claims: Sequence[Claim]) -> None:
    """Give each of these claims its certificate, without what it says of lines. One query."""
    wanted = [one.certificate_id for one in claims if one.certificate_id is not None]
    if not wanted:
        return
    found = Certificate.objects.filter(account_id=claims[0].account_id, pk__in=wanted)
    by_id = {one.pk: one for one in found.defer("position", "claimed_cover")}
    for claim in claims:
        if claim.certificate_id is not None:
            claim.certificate = by_id[claim.certificate_id]


def _row(contract: Contract, claim: Claim | None, elsewhere: Claim | None) -> PeriodRow:
    why_not = why_not_claimable(contract, words(contract.project)[0], is_administrator=True)
    return PeriodRow(
        contract=contract,
        claim=claim,
        elsewhere=elsewhere,
        claimable=not why_not,
        why_not=why_not,
        last_claim_number=contract.last_number,  # type: ignore[attr-defined]
        contract_sum=contract.contract_sum,  # type: ignore[attr-defined]
        certified_to_date=contract.certified_sum,  # type: ignore[attr-defined]
    )


def handed_in(claims: Sequence[Claim]) -> dict[int, HandedIn]:
    """The claims that were handed in and are not certified, by id. One query at most."""
    wanted = [one.pk for one in claims if one.submitted_at and one.certificate_id is None]
    if not wanted:
        return {}
    latest = (
        Submission.objects.filter(account_id=claims[0].account_id, claim_id__in=wanted)
        .order_by("claim_id", "-sequence")
        .distinct("claim_id")
    )
    figures = latest.values_list(
        "claim_id",
        KeyTextTransform("retention_this_period", "cover"),
        KeyTextTransform("current_payment_due", "cover"),
        KeyTextTransform("percent_complete", "cover"),
    )
    return {
        claim_id: HandedIn(Decimal(retention), Decimal(net), Decimal(percent))
        for claim_id, retention, net, percent in figures
    }


def said_about(actor: Actor, claims: Sequence[Claim]) -> dict[int, str]:
    """What was said about each of these claims, which the person sees, as far as it is for them.

    One query at most.
    """
    if not claims:
        return {}
    internal = {one.pk for one in claims if policy.is_administrator(actor, one)}
    found: dict[int, list[str]] = {}
    said = ClaimComment.objects.filter(
        account_id=actor.account_id, claim_id__in=[one.pk for one in claims]
    )
    for claim_id, text, is_internal in said.values_list("claim_id", "text", "is_internal"):
        if not is_internal or claim_id in internal:
            found.setdefault(claim_id, []).append(text)
    return {claim_id: " ".join(texts) for claim_id, texts in found.items()}
