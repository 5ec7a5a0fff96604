"""What is to be paid and to be received on many projects, and what is held as retention there.

Of claims it is what their certificates make payable and payments do not cover, from the day of the
certificate on; what waits for the owner's approval is not payable yet. What was paid beyond that is
credit. Money below is what we pay, money above what we are paid. Contracts whose payments are not
recorded here say nothing of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db.models import (
    DateField,
    DateTimeField,
    DecimalField,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from ledgerstone.claims import queries as claims
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts import visibility
from ledgerstone.contracts.models import HEAD_CONTRACT
from ledgerstone.core.rounding import ZERO
from ledgerstone.payments.models import Payment, PaymentShare
from ledgerstone.payments.paid_states import PAYABLE_STATUSES
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor

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


def money_of(actor: Actor, project_ids: Sequence[int]) -> dict[int, Money]:
    """By project. Three queries, however many projects, contracts and claims there are."""
    sums: dict[tuple[int, bool], dict[str, Decimal]] = {}
    for found in (
        _owed(actor, project_ids),
        _credit(actor, project_ids),
        _retained(actor, project_ids),
    ):
        for project_id, is_above, figures in found:
            there = sums.setdefault((project_id, is_above), {})
            for name, figure in figures.items():
                there[name] = there.get(name, ZERO) + (ZERO if figure is None else figure)
    return {
        pk: Money(Side(**sums.get((pk, False), {})), Side(**sums.get((pk, True), {})))
        for pk in project_ids
    }


Sums = Iterable[tuple[int, bool, dict[str, Decimal | None]]]


def payable_claims(actor: Actor, project_ids: Sequence[int]) -> QuerySet[Any]:
    """The claims of these projects that are certified and payable, each with ``open``, what is
    left to be paid on it, ``due``, by when, and ``here``, what day it is there."""
    shares = PaymentShare.objects.filter(
        account_id=actor.account_id, claim_id=OuterRef("pk"), is_reversed=False
    )
    paid = shares.order_by().values("claim_id").annotate(sum=Sum("amount")).values("sum")
    zone = F("contract__project__time_zone")
    issued_on = Cast(_at(zone, F("certificate__issued_at")), DateField())
    return (
        claims.visible_to(actor)
        .filter(
            contract__project_id__in=project_ids,
            contract__payments_enabled=True,
            certificate__isnull=False,
            status__in=PAYABLE_STATUSES,
        )
        .annotate(
            open=ExpressionWrapper(
                F("certificate__payable") - Coalesce(Subquery(paid), Value(ZERO)),
                output_field=_MONEY,
            ),
            due=ExpressionWrapper(
                issued_on + F("contract__payment_days"), output_field=DateField()
            ),
            here=Cast(_at(zone, Value(clock.now(), DateTimeField())), DateField()),
        )
    )


def _at(zone: F, moment: F | Value) -> Func:
    """A moment as the clocks of a time zone show it."""
    return Func(zone, moment, function="timezone", output_field=DateTimeField())


def _owed(actor: Actor, project_ids: Sequence[int]) -> Sums:
    soon = ExpressionWrapper(F("here") + Value(SOON), output_field=DateField())
    found = (
        payable_claims(actor, project_ids)
        .exclude(open=0)
        .order_by()
        .values_list("contract__project_id", "is_upstream")
        .annotate(
            owed=Sum("open", filter=Q(open__gt=0)),
            overdue=Sum("open", filter=Q(open__gt=0, due__lt=F("here"))),
            soon=Sum("open", filter=Q(open__gt=0, due__gte=F("here"), due__lte=soon)),
            beyond=Sum("open", filter=Q(open__lt=0)),
        )
    )
    for project_id, is_above, owed, overdue, coming, beyond in found:
        credit = None if beyond is None else -beyond
        figures = {"owed": owed, "overdue": overdue, "soon": coming, "credit": credit}
        yield project_id, is_above, figures


def _credit(actor: Actor, project_ids: Sequence[int]) -> Sums:
    """What of payments is for no claim."""
    found = (
        Payment.objects.filter(
            visibility.with_schedule(actor, "contract__"),
            account_id=actor.account_id,
            contract__project_id__in=project_ids,
            contract__payments_enabled=True,
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
