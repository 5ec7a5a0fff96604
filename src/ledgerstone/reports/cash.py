"""Money in and out by month: what was paid, what falls due, and what is expected of open claims.

Certified claims fall due on their due dates; what is overdue stands in a row of its own. A claim
that waits for its answer is expected as if it were certified in full by the day that its answer is
due, or today where that has passed or no law says one, and paid by the contract's terms.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from ledgerstone.claims.answering_time import last_day
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms

from . import ledger
from .asked import month_of, months
from .scope import About, Scope
from .status import short_month
from .tables import (
    TEXT,
    Chart,
    Column,
    Headline,
    Report,
    Row,
    Series,
    amount,
    amounts,
    running,
    summed,
)

# In: from owners. Out: to subcontractors and suppliers.
RECEIVED, TO_RECEIVE, EXPECTED_IN = "received", "to_receive", "expected_in"
PAID, TO_PAY, EXPECTED_OUT = "paid", "to_pay", "expected_out"
IN, OUT = (RECEIVED, TO_RECEIVE, EXPECTED_IN), (PAID, TO_PAY, EXPECTED_OUT)

_PAID = f"""
WITH {ledger.PAYMENTS}
SELECT contract_id, date_trunc('month', paid_on)::date AS month, sum(amount),
       sum(amount - allocated)
  FROM paid GROUP BY contract_id, month
"""  # noqa: S608
# What is open on payable claims, and what is expected of those that wait for an answer or for the
# owner's approval. A claim that was returned is with its claimant.
_OPEN = f"""
WITH {ledger.ABOUT}, {ledger.BILLS}, {ledger.WAITING}
SELECT bill.contract_id, is_payable, bill.certificate_id IS NOT NULL, due_on, submitted_at,
       CASE WHEN is_payable THEN bill.payable - paid
            ELSE coalesce(waiting.payable, bill.payable) END
  FROM bill LEFT JOIN waiting ON waiting.id = bill.id
 WHERE is_payable AND bill.payable <> paid
    OR bill.status = 'pending_owner_approval'
    OR bill.status IN ('under_review', 'approved', 'approved_as_noted')
   AND bill.certificate_id IS NULL
"""  # noqa: S608


def _nothing() -> dict[str, Decimal]:
    return dict.fromkeys((*IN, *OUT), ZERO)


@dataclass
class _Plan:
    """Amounts by the month they belong to; ``None``: nobody knows when; ``late``: overdue."""

    by_month: dict[dt.date | None, dict[str, Decimal]] = field(
        default_factory=lambda: defaultdict(_nothing)
    )
    late: dict[str, Decimal] = field(default_factory=_nothing)

    def add(self, key: str, month: dt.date | None, due: Decimal) -> None:
        self.by_month[month][key] += due


def cash(scope: Scope, terms: Terms, formats: Formats) -> Report:
    """The report. Three queries."""
    plan, credit = _read(scope)
    rows = _rows(scope, plan, formats)
    rows = running(rows, "balance", lambda cells: amount(cells["net"]))
    table = summed(_columns(terms), rows)
    totals = table.totals
    return Report(
        key="cash",
        title="Cash in and out",
        table=table,
        chart=_chart(rows, scope, formats),
        headlines=[
            Headline("Received", totals[RECEIVED], f"{formats.money(str(totals[PAID]))} paid"),
            Headline("To receive", totals[TO_RECEIVE], f"certified by the {terms.owner}"),
            Headline("To pay", totals[TO_PAY], "certified"),
            Headline(
                "Expected",
                amount(totals[EXPECTED_IN]) - amount(totals[EXPECTED_OUT]),
                f"in less out, of {terms.claim_short.plural} without an answer",
            ),
        ],
        notes=_notes(terms, credit, formats),
        currency=scope.currency,
        summary="Money in and out by month, and what all of it comes to.",
    )


def _read(scope: Scope) -> tuple[_Plan, Mapping[bool, Decimal]]:
    plan, given = _Plan(), scope.given(scope.contracts)
    credit: dict[bool, Decimal] = {False: ZERO, True: ZERO}
    for contract_id, month, paid, beyond in ledger.rows(_PAID, given):
        plan.add(_key(scope, contract_id, 0), month, paid)
        credit[scope.by_id[contract_id].is_above] += beyond
    answered = _answers(scope)
    for contract_id, is_payable, is_certified, due_on, sent, left in ledger.rows(_OPEN, given):
        about = scope.by_id[contract_id]
        if not is_payable:
            when = None
            if about.payment_days is not None:
                day = scope.today if is_certified else answered(about, sent)
                when = month_of(day + dt.timedelta(days=about.payment_days))
            plan.add(_key(scope, contract_id, 2), when, left)
        elif left < 0:
            credit[about.is_above] -= left
        elif due_on is not None and due_on < scope.today:
            plan.late[_key(scope, contract_id, 1)] += left
        else:
            plan.add(
                _key(scope, contract_id, 1), None if due_on is None else month_of(due_on), left
            )
    return plan, credit


def _key(scope: Scope, contract_id: int, place: int) -> str:
    return (IN if scope.by_id[contract_id].is_above else OUT)[place]


def _answers(scope: Scope) -> Callable[[About, dt.datetime], dt.date]:
    """By when a claim is taken to be answered. One query."""
    projects = Project.objects.filter(account_id=scope.account_id).in_bulk(
        {one.project_id for one in scope.contracts}
    )

    @cache
    def answered(project_id: int, received: dt.date) -> dt.date:
        due = last_day(projects[project_id], received)
        return scope.today if due is None else max(due[0], scope.today)

    def of(about: About, sent: dt.datetime) -> dt.date:
        return answered(about.project_id, sent.astimezone(ZoneInfo(about.zone)).date())

    return of


def _rows(scope: Scope, plan: _Plan, formats: Formats) -> list[Row]:
    """What is earlier than asked, the months, later, and what has no day. What is overdue stands
    before the month of today."""
    asked, here = scope.asked, month_of(scope.today)
    known = [month for month in plan.by_month if month is not None]
    first = asked.first or min([*known, here])
    last = asked.last or max([*known, here])
    rows = _beyond(plan, "Earlier", [one for one in known if one < first])
    for month in months(first, last):
        if month == here and any(plan.late.values()):
            rows.append(_row("Overdue", plan.late))
        rows.append(_row(formats.month(month), plan.by_month.get(month, _nothing()), month))
    if not first <= here <= last and any(plan.late.values()):
        rows.append(_row("Overdue", plan.late))
    rows += _beyond(plan, "Later", [one for one in known if one > last])
    if None in plan.by_month:
        rows.append(_row("No due date", plan.by_month[None]))
    return rows


def _beyond(plan: _Plan, label: str, of: Sequence[dt.date]) -> list[Row]:
    sums = _nothing()
    for month in of:
        for key, part in plan.by_month[month].items():
            sums[key] += part
    return [_row(label, sums)] if any(sums.values()) else []


def _row(label: str, sums: Mapping[str, Decimal], month: dt.date | None = None) -> Row:
    into, out = (sum((sums[key] for key in keys), ZERO) for keys in (IN, OUT))
    return Row(
        {"month": label, "first_day": month, **sums, "in": into, "out": out, "net": into - out},
        is_quiet=month is None,
    )


def _columns(terms: Terms) -> list[Column]:
    return [
        Column("month", "Month", TEXT),
        Column(RECEIVED, "Received"),
        Column(TO_RECEIVE, "To receive"),
        Column(EXPECTED_IN, "Expected in", spare=True),
        Column("in", "In"),
        Column(PAID, "Paid"),
        Column(TO_PAY, "To pay"),
        Column(EXPECTED_OUT, "Expected out", spare=True),
        Column("out", "Out"),
        Column("net", "In less out"),
        Column("balance", "Reached", sums=False),
    ]


def _chart(rows: Sequence[Row], scope: Scope, formats: Formats) -> Chart:
    """In above the line, out below it; the line is what all of it comes to."""

    def values(key: str, sign: int = 1) -> list[Decimal | None]:
        return [amount(row.cells[key]) * sign or None for row in rows]

    names, today = [], None
    for place, row in enumerate(rows):
        day = row.cells["first_day"]
        names.append(short_month(day) if isinstance(day, dt.date) else str(row.cells["month"]))
        if day == month_of(scope.today):
            today = place
    return Chart(
        names,
        [
            Series("Received", "in", values(RECEIVED), stack="cash"),
            Series("To receive", "in-due", values(TO_RECEIVE), stack="cash"),
            Series("Expected in", "in-expected", values(EXPECTED_IN), stack="cash"),
            Series("Paid", "out", values(PAID, -1), stack="cash"),
            Series("To pay", "out-due", values(TO_PAY, -1), stack="cash"),
            Series("Expected out", "out-expected", values(EXPECTED_OUT, -1), stack="cash"),
            Series("Reached", "line", amounts(rows, "balance"), "line"),
        ],
        today=today,
    )


def _notes(terms: Terms, credit: Mapping[bool, Decimal], formats: Formats) -> list[str]:
    notes = [
        f"With {terms.tax}. Received and paid are the {terms.payment.plural} recorded; to receive "
        "and to pay are certified and not yet paid, by due date; expected are "
        f"{terms.claim_short.plural} that wait for their answer, in full.",
    ]
    if credit[False]:
        notes.append(f"You have paid {formats.money(credit[False])} beyond what is owed: credit.")
    if credit[True]:
        notes.append(f"You were paid {formats.money(credit[True])} beyond what is owed: credit.")
    return notes
