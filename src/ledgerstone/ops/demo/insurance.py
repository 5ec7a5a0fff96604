"""What the demonstration's subcontractors are insured for, with dates around today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledgerstone.directory import operations as directory
from ledgerstone.directory.operations.insurance import add_policy
from ledgerstone.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Cover:
    """A policy of the company of one commitment. ``ends_in``: days from today."""

    number: str
    kind: str
    provider: str
    policy_number: str
    limit: str
    ends_in: int
    received: bool = True
    for_project: bool = False


COVERS = (
    Cover("SC-001", "Public liability", "Ostrava Mutual", "PL-4402187", "20000000", 210),
    Cover("SC-001", "Contract works", "Ostrava Mutual", "CW-4402188", "8500000", 302,
          for_project=True),
    Cover("SC-002", "Public liability", "Kelso and Wray", "KW 88 1204", "20000000", 9),
    Cover("SC-003", "Public liability", "Tern Assurance", "TA-2219-31", "20000000", 148),
    Cover("SC-003", "Workers compensation", "Tern Assurance", "TA-2219-77", "", 61,
          received=False),
    Cover("SC-005", "Public liability", "Kelso and Wray", "KW 90 3377", "10000000", -6),
)  # fmt: skip


def record_covers(
    actor: Actor, *, company_of: Callable[[str], int], project_id: int, today: dt.date
) -> None:
    """Record them, and who looks after them."""
    for cover in COVERS:
        ends = today + dt.timedelta(days=cover.ends_in)
        given: dict[str, Any] = {
            "provider": cover.provider,
            "policy_number": cover.policy_number,
            "limit_amount": Decimal(cover.limit) if cover.limit else None,
            "information_received": cover.received,
            "effective_date": ends - dt.timedelta(days=365),
            "expiration_date": ends,
        }
        add_policy(
            actor=actor,
            company_id=company_of(cover.number),
            kind=cover.kind,
            project_id=project_id if cover.for_project else None,
            **given,
        )
    directory.change_person(
        actor=actor,
        person_id=directory.person_of(actor=actor).pk,
        is_insurance_manager=True,
    )
