"""The contracts of a project as a list: found, filtered, sorted and added up in the database.

Figures come from ``ContractFigures``, so that neither the number of lines nor what the page shows
makes a list slower. Where a reader does not see a contract's schedule of values its figures are
unknown: they are not shown, not added up, and they do not tell by the order of the rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower, NullIf

from ledgerstone.access.actions import Action
from ledgerstone.tenancy.actor import Actor

from . import visibility
from .models import STATUSES, Contract
from .queries import visible_to

# What is added up below a list: columns of amounts.
SUMMED = (
    "original", "approved", "revised", "pending", "draft", "pending_revised", "claimed",
    "certified", "retained", "paid", "outstanding",
)  # fmt: skip
TEXTS = ("number", "title", "company", "kind", "status", "executed", "private", "contract_date")
SORTED_BY = (*TEXTS, *SUMMED, "percent_paid")

_KEPT = ("original", "approved", "pending", "draft", "claimed", "certified", "retained", "paid")
_MONEY = DecimalField(max_digits=20, decimal_places=2)
_NIL = Value(Decimal("0.00"))
_SHARE = DecimalField(max_digits=30, decimal_places=10)
_ORDERS: dict[str, Any] = {
    "number": F("number"),
    "title": Lower("title"),
    "company": Lower("company__name"),
    "kind": F("kind"),
    "status": Case(
        *(
            When(status=status, then=Value(place))
            for place, status in enumerate(
                dict.fromkeys(one for several in STATUSES.values() for one in several)
            )
        )
    ),
    "executed": F("executed_date"),
    "private": F("is_private"),
    "contract_date": F("contract_date"),
}
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for. ``is_executed`` and ``is_private``: None asks for both."""

    words: str = ""
    kind: str = ""
    statuses: tuple[str, ...] = ()
    company_id: int | None = None
    is_executed: bool | None = None
    is_private: bool | None = None
    sort: str = "number"
    is_descending: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for less than all."""
        return bool(self.words or self.kind or self.statuses or self.company_id) or not (
            self.is_executed is None and self.is_private is None
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """What one contract comes to, in its currency and to date."""

    original: Decimal
    approved: Decimal
    revised: Decimal
    pending: Decimal
    draft: Decimal | None  # for those who may see drafts of variations
    pending_revised: Decimal
    claimed: Decimal
    certified: Decimal
    retained: Decimal
    paid: Decimal
    outstanding: Decimal
    percent_paid: Decimal | None  # a fraction of the revised sum; None where that is nil


@dataclass(frozen=True, slots=True)
class ListedContract:
    """A row of the list; without figures where the reader does not see the schedule."""

    pk: int
    kind: str
    number: str
    title: str
    company_id: int
    company: str
    status: str
    is_executed: bool
    executed_date: dt.date | None
    is_private: bool
    contract_date: dt.date | None
    version: int
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What a whole list comes to, whatever page of it is looked at."""

    count: int = 0
    unseen: int = 0  # without figures, and so not in the sums
    sums: dict[str, Decimal] = field(default_factory=dict)


def find_contracts(
    actor: Actor, project_id: int, kinds: Sequence[str], asked: Asked
) -> QuerySet[Contract, int]:
    """The ids of the contracts asked for, in order. What they show is read a page at a time."""
    found = _filtered(actor, project_id, kinds, asked)
    order = _ORDERS.get(asked.sort) or F(asked.sort)
    placed = order.desc(nulls_last=True) if asked.is_descending else order.asc(nulls_last=True)
    if asked.sort not in _ORDERS:
        found = _with_figures(actor, found)
    return found.order_by(placed, "number", "id").values_list("id", flat=True)


def read_contracts(actor: Actor, contract_ids: Sequence[int]) -> list[ListedContract]:
    """These contracts as rows of the list, in the order of their ids. One query."""
    found = _with_figures(actor, visible_to(actor).filter(pk__in=contract_ids)).values(
        "id", "kind", "number", "title", "company_id", "company__name", "status",
        "is_executed", "executed_date", "is_private", "contract_date", "version",
        *SUMMED, "percent_paid",
    )  # fmt: skip
    rows = {row["id"]: _listed(row) for row in found}
    return [rows[pk] for pk in contract_ids if pk in rows]


def _listed(row: dict[str, Any]) -> ListedContract:
    figures = None
    if row["original"] is not None:
        figures = Figures(**{name: row[name] for name in (*SUMMED, "percent_paid")})
    return ListedContract(
        pk=row["id"],
        kind=row["kind"],
        number=row["number"],
        title=row["title"],
        company_id=row["company_id"],
        company=row["company__name"],
        status=row["status"],
        is_executed=row["is_executed"],
        executed_date=row["executed_date"],
        is_private=row["is_private"],
        contract_date=row["contract_date"],
        version=row["version"],
        figures=figures,
    )


def add_up(actor: Actor, project_id: int, kinds: Sequence[str], asked: Asked) -> Totals:
    """How many contracts are asked for, and what they come to. Two queries."""
    found = _filtered(actor, project_id, kinds, asked)
    seen = found.filter(visibility.with_schedule(actor))
    summed = {name: Coalesce(Sum(f"figures__{name}"), _NIL) for name in _KEPT}
    drafts = visibility.with_right(actor, Action.VIEW_DRAFT_VARIATION)
    summed["draft"] = Coalesce(Sum("figures__draft", filter=drafts), _NIL)
    told = seen.aggregate(count=Count("id"), **summed)
    count, sums = found.count(), {name: told[name] for name in _KEPT}
    sums["revised"] = sums["original"] + sums["approved"]
    sums["pending_revised"] = sums["revised"] + sums["pending"]
    sums["outstanding"] = sums["revised"] - sums["paid"]
    return Totals(count=count, unseen=count - told["count"], sums=sums)


def companies_of(actor: Actor, project_id: int, kinds: Sequence[str]) -> list[tuple[int, str]]:
    """The companies of the contracts that the person sees, by name. One query."""
    found = visible_to(actor).filter(project_id=project_id, kind__in=kinds)
    pairs = found.order_by().values_list("company_id", "company__name").distinct()
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def _filtered(
    actor: Actor, project_id: int, kinds: Sequence[str], asked: Asked
) -> QuerySet[Contract]:
    found = visible_to(actor).filter(project_id=project_id, kind__in=kinds)
    for word in asked.words.split()[:_MOST_WORDS]:
        found = found.filter(
            Q(number__icontains=word) | Q(title__icontains=word) | Q(company__name__icontains=word)
        )
    given = {
        "kind": asked.kind or None,
        "status__in": asked.statuses or None,
        "company_id": asked.company_id,
        "is_executed": asked.is_executed,
        "is_private": asked.is_private,
    }
    return found.filter(**{name: value for name, value in given.items() if value is not None})


def _with_figures(actor: Actor, found: QuerySet[Contract]) -> QuerySet[Contract]:
    sees = visibility.with_schedule(actor)
    kept = {
        name: Case(When(sees, then=F(f"figures__{name}")), output_field=_MONEY) for name in _KEPT
    }
    drafts = sees & visibility.with_right(actor, Action.VIEW_DRAFT_VARIATION)
    kept["draft"] = Case(When(drafts, then=F("figures__draft")), output_field=_MONEY)
    revised = F("original") + F("approved")
    return (
        found.annotate(**kept)
        .annotate(revised=ExpressionWrapper(revised, _MONEY))
        .annotate(
            pending_revised=ExpressionWrapper(F("revised") + F("pending"), _MONEY),
            outstanding=ExpressionWrapper(F("revised") - F("paid"), _MONEY),
            percent_paid=ExpressionWrapper(
                F("paid") * Decimal("1.0000000000") / NullIf(F("revised"), Value(Decimal(0))),
                _SHARE,
            ),
        )
    )
