"""The contracts that a report is made of: those whose claims the person may see, in one currency.

Read once for every report; figures are then read by the ids that are here, so that no report can
count what its reader may not see. Amounts of two currencies are never added.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from ledgerstone.access.actions import Action
from ledgerstone.contracts import visibility
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor

from .asked import Asked


class About(NamedTuple):
    """What reports say of a contract."""

    id: int
    kind: str
    number: str
    title: str
    status: str
    currency: str
    payment_days: int | None
    start: dt.date | None
    completion: dt.date | None
    company_id: int
    company: str
    project_id: int
    project_number: str
    project: str
    zone: str

    @property
    def is_above(self) -> bool:
        return self.kind == HEAD_CONTRACT


_ABOUT = (
    "id", "kind", "number", "title", "status", "currency", "payment_days", "start_date",
    "estimated_completion_date", "company_id", "company__name", "project_id", "project__number",
    "project__name", "project__time_zone",
)  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """``known`` are all contracts that the person has reports of, ``contracts`` those asked for.

    ``currency`` is theirs; empty where there are none.
    """

    actor: Actor
    asked: Asked
    known: Sequence[About]
    currency: str
    is_account: bool

    @property
    def account_id(self) -> int:
        return self.actor.account_id

    @cached_property
    def currencies(self) -> list[str]:
        """Those that contracts are in, the most frequent first."""
        return _by_frequency(self.known)

    @cached_property
    def contracts(self) -> list[About]:
        """Of both directions."""
        asked = self.asked
        return [
            one
            for one in self.known
            if one.currency == self.currency
            and asked.project_id in (None, one.project_id)
            and asked.company_id in (None, one.company_id)
            and asked.contract_id in (None, one.id)
        ]

    @cached_property
    def by_id(self) -> Mapping[int, About]:
        return {one.id: one for one in self.contracts}

    @cached_property
    def of_side(self) -> list[About]:
        """Of the direction that is asked for."""
        return [one for one in self.contracts if one.is_above == self.asked.is_above]

    @property
    def sees_both(self) -> bool:
        """Whether there are contracts of both directions."""
        return len({one.is_above for one in self.known}) == 2

    def given(self, contracts: Iterable[About]) -> dict[str, Any]:
        """What the statements of ``ledger`` take of these contracts."""
        listed = list(contracts)
        return {
            "account": self.account_id,
            "contracts": [one.id for one in listed],
            "days": [one.payment_days for one in listed],
            "zones": [one.zone for one in listed],
        }

    @cached_property
    def today(self) -> dt.date:
        """The latest day that it is anywhere on these projects."""
        zones = {one.zone for one in self.contracts} or {"UTC"}
        return max(clock.today(zone) for zone in zones)


def read_scope(
    actor: Actor, project_ids: Sequence[int], asked: Asked, *, is_account: bool = False
) -> Scope:
    """The contracts of these projects that the person has reports of. One query."""
    found = Contract.objects.filter(
        visibility.with_schedule(actor) & visibility.with_right(actor, Action.VIEW_CLAIM),
        account_id=actor.account_id,
        project_id__in=project_ids,
    )
    rows = found.order_by("project__number", "project_id", "number", "id").values_list(*_ABOUT)
    known = [About._make(row) for row in rows]
    within = [one for one in known if asked.project_id in (None, one.project_id)]
    frequent = _by_frequency(within)
    currency = asked.currency if asked.currency in frequent else (frequent or [""])[0]
    return Scope(actor, asked, known, currency, is_account)


def _by_frequency(contracts: Iterable[About]) -> list[str]:
    counted = Counter(one.currency for one in contracts)
    return sorted(counted, key=lambda currency: (-counted[currency], currency))
