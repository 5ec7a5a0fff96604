"""What is to be paid and to be received on many projects, and what is held as retention there.

Of claims it is what their certificates make payable and payments do not cover, from the day of the
certificate on; what waits for the owner's approval is not payable yet. What was paid beyond that is
credit. Money below is what we pay, money above what we are paid. What is owed does not depend on
whether a contract shows its payments: the list of payments and the reports count it too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import (
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from ledgerstone.claims import queries as claims
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts import visibility
from ledgerstone.contracts.models import HEAD_CONTRACT
from ledgerstone.core.rounding import ZERO
from ledgerstone.payments.due import due_of_rows
from ledgerstone.payments.models import Payment, PaymentShare
from ledgerstone.payments.paid_states import PAYABLE_STATUSES
from ledgerstone.payments.queries import seen_by
from ledgerstone.tenancy.actor import Actor

from .projects import Held

SOON = dt.timedelta(days=14)
_MONEY = DecimalField(max_digits=18, decimal_places=2)


@dataclass(frozen=True, slots=True)
class Side:
    """One direction: what is owed and not credited, what of it is overdue or due soon, what was
    paid beyond, what is held as retention, and the sum of the contracts."""

    owed: Decimal = ZERO
    overdue: Decimal = ZERO
    soon: Decimal = ZERO
    credit: Decimal = ZERO
    retained: Decimal = ZERO
    contract_sum: Decimal = ZERO

    def __add__(self, other: Side) -> Side:
        return Side(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Money:
    """Both directions of a project, or of all projects of one currency."""

    below: Side = Side()
    above: Side = Side()

    def __add__(self, other: Money) -> Money:
        return Money(self.below + other.below, self.above + other.above)

    @property
    def net_retained(self) -> Decimal:
        """What is held from us beyond what we hold."""
        return self.above.retained - self.below.retained


def total(of: Iterable[Money]) -> Money:
    """The sum of many of one currency."""
    return sum(of, Money())


class OpenClaim(NamedTuple):
    """A certified claim on which something is left to be paid, or more was paid: then below 0."""

    claim_id: int
    project_id: int
    is_above: bool
    open: Decimal
    due: dt.date | None


def open_claims(actor: Actor, held: Sequence[Held]) -> list[OpenClaim]:
    """Of these projects, what is first due first. One query."""
    shares = PaymentShare.objects.filter(
        account_id=actor.account_id, claim_id=OuterRef("pk"), is_reversed=False
    )
    paid = shares.order_by().values("claim_id").annotate(sum=Sum("amount")).values("sum")
    found: QuerySet[Any] = (
        claims.visible_to(actor)
        .filter(
            contract__project_id__in=[one.project.pk for one in held],
            certificate__isnull=False,
            status__in=PAYABLE_STATUSES,
        )
        .annotate(
            open=ExpressionWrapper(
                F("certificate__payable") - Coalesce(Subquery(paid), Value(ZERO)),
                output_field=_MONEY,
            ),
            due=due_of_rows(),
        )
        .exclude(open=0)
        .order_by("due", "pk")
    )
    rows = found.values_list("pk", "contract__project_id", "is_upstream", "open", "due")
    return [OpenClaim._make(row) for row in rows]


def money_of(actor: Actor, held: Sequence[Held], opened: Iterable[OpenClaim]) -> dict[int, Money]:
    """By project, with what is open of their claims. Two queries, however many there are."""
    ids = [one.project.pk for one in held]
    sums: dict[tuple[int, bool], dict[str, Decimal]] = {}
    for found in (_owed(held, opened), _credit(actor, ids), _retained(actor, ids)):
        for project_id, is_above, figures in found:
            there = sums.setdefault((project_id, is_above), {})
            for name, figure in figures.items():
                there[name] = there.get(name, ZERO) + (ZERO if figure is None else figure)
    return {
        pk: Money(Side(**sums.get((pk, False), {})), Side(**sums.get((pk, True), {}))) for pk in ids
    }


Sums = Iterable[tuple[int, bool, dict[str, Decimal | None]]]


def is_overdue(one: OpenClaim, today: dt.date) -> bool:
    """Whether something should have been paid on it by now."""
    return one.open > 0 and one.due is not None and one.due < today


def _owed(held: Sequence[Held], opened: Iterable[OpenClaim]) -> Sums:
    today = {one.project.pk: one.today for one in held}
    for one in opened:
        here = today[one.project_id]
        figures: dict[str, Decimal | None] = {"owed": one.open}
        if one.open < 0:
            figures = {"credit": -one.open}
        elif is_overdue(one, here):
            figures["overdue"] = one.open
        elif one.due is not None and one.due <= here + SOON:
            figures["soon"] = one.open
        yield one.project_id, one.is_above, figures


def _credit(actor: Actor, project_ids: Sequence[int]) -> Sums:
    """What of payments is for no claim."""
    found = (
        Payment.objects.filter(
            seen_by(actor, "contract__"),
            account_id=actor.account_id,
            contract__project_id__in=project_ids,
            reversed_at__isnull=True,
        )
        .exclude(amount=F("allocated"))
        .order_by()
        .values_list("contract__project_id", "contract__kind")
        .annotate(beyond=Sum(F("amount") - F("allocated")))
    )
    for project_id, kind, credit in found:
        yield project_id, kind == HEAD_CONTRACT, {"credit": credit}


def _retained(actor: Actor, project_ids: Sequence[int]) -> Sums:
    """What contracts come to, as they keep it themselves."""
    found: QuerySet[Any, tuple[int, str, Decimal | None, Decimal | None]] = (
        contracts.visible_to(actor)
        .filter(visibility.with_schedule(actor), project_id__in=project_ids)
        .order_by()
        .values_list("project_id", "kind")
        .annotate(
            retained=Sum("figures__retained"),
            contract_sum=Sum(
                F("figures__original") + F("figures__approved"), filter=~Q(status="void")
            ),
        )
    )
    for project_id, kind, retained, contract_sum in found:
        figures = {"retained": retained, "contract_sum": contract_sum}
        yield project_id, kind == HEAD_CONTRACT, figures
