"""Reads of claims: what is visible to whom, lists, certificates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from ledgerstone.contracts.models import Contract
from ledgerstone.tenancy.actor import Actor

from .models import Certificate, Claim, Submission
from .sheet import ClaimSheet


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A contract in the list of a period; ``claim`` None: it has none in this period."""

    contract: Contract
    claim: Claim | None
    claimable: bool
    why_not: str
    last_claim_number: int | None
    received_at: dt.datetime | None
    contract_sum: Decimal
    certified_to_date: Decimal


def visible_to(actor: Actor) -> QuerySet[Claim]:
    """The claims that the person may see, with contract, project, company, period, certificate."""
    raise NotImplementedError


def get_claim(actor: Actor, claim_id: int) -> Claim:
    """One claim; NotThere where the person may not see it."""
    raise NotImplementedError


def sheet(actor: Actor, claim_id: int, *, live: bool = False) -> ClaimSheet:
    """The claim valued: from its certificate where it has one, unless asked live."""
    raise NotImplementedError


def of_contract(actor: Actor, contract_id: int) -> QuerySet[Claim]:
    """The claims of a contract, latest first."""
    raise NotImplementedError


def of_period(actor: Actor, project_id: int, period_id: int) -> tuple[PeriodRow, ...]:
    """Every contract that can be claimed on, with its claims of a period."""
    raise NotImplementedError


def last_certificate(contract: Contract) -> Certificate | None:
    """The last standing certificate of a contract."""
    raise NotImplementedError


def submissions(claim: Claim) -> QuerySet[Submission]:
    """What was handed in, first to last, each with its received time."""
    raise NotImplementedError


def certificate_of(claim: Claim) -> Certificate | None:
    """The standing certificate of a claim."""
    raise NotImplementedError


def certificates(claim: Claim) -> QuerySet[Certificate]:
    """All certificates of a claim with their withdrawals, latest first."""
    raise NotImplementedError
