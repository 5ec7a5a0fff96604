"""Claimed, certified and paid to date, month by month, against what is agreed: the S-curve.

To-date figures are those of the last claim and the last certificate of each contract at a month's
end. Planned is the sum of each contract spread evenly over its days from start to completion; it is
drawn only for contracts that say both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate

from ledgerstone.contracts.models import ContractFigures
from ledgerstone.core.rounding import ZERO, cents
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from . import ledger
from .asked import month_after, month_of, months
from .scope import About, Scope
from .status import short_month
from .tables import TEXT, Chart, Column, Headline, Report, Row, Series, Table, amount

# What each claim and each certificate adds to those before it on the same contract.
_STEPS = f"""
WITH {ledger.ABOUT}, {ledger.BILLS}, {ledger.PAYMENTS},
step AS (
    SELECT period_end AS day,
           claimed_to_date - coalesce(lag(claimed_to_date) OVER of_contract, 0) AS claimed,
           0.00 AS certified, 0.00 AS paid
      FROM bill WHERE status NOT IN ('draft', 'withdrawn')
    WINDOW of_contract AS (PARTITION BY contract_id ORDER BY number)
    UNION ALL
    SELECT period_end, 0.00,
           certified_to_date - coalesce(lag(certified_to_date) OVER of_contract, 0), 0.00
      FROM bill WHERE certificate_id IS NOT NULL
    WINDOW of_contract AS (PARTITION BY contract_id ORDER BY number)
    UNION ALL
    SELECT paid_on, 0.00, 0.00, amount - tax FROM paid
)
SELECT date_trunc('month', day)::date AS month, sum(claimed), sum(certified), sum(paid)
  FROM step GROUP BY month ORDER BY month
"""  # noqa: S608

Steps = Mapping[dt.date, tuple[Decimal, Decimal, Decimal]]


def progress(scope: Scope, terms: Terms, formats: Formats) -> Report:
    """The report. Two queries."""
    contracts = scope.of_side
    found = ledger.rows(_STEPS, scope.given(contracts))
    steps: Steps = {month: (claimed, sure, paid) for month, claimed, sure, paid in found}
    agreed = _agreed(scope, contracts)
    planned = _planned(contracts, agreed)
    span = _span(steps, planned)
    rows = _rows(span, steps, _plan(span, planned), formats)
    shown = [
        (month, row)
        for month, row in zip(span, rows, strict=True)
        if (scope.asked.first is None or month >= scope.asked.first)
        and (scope.asked.last is None or month <= scope.asked.last)
    ]
    table = Table(_columns(terms, is_planned=bool(planned)), [row for _, row in shown])
    last = rows[-1].cells if rows else {}
    total = sum(agreed.values(), ZERO)
    certified = amount(last.get("certified"))
    return Report(
        key="progress",
        title="Progress over time",
        table=table,
        chart=_chart(shown, total, terms, scope.today, is_planned=bool(planned)),
        headlines=[
            Headline(
                terms.contract_sum.capitalised, total, f"with approved {terms.variation.plural}"
            ),
            Headline("Claimed to date", last.get("claimed", ZERO)),
            Headline("Certified to date", certified, _share(certified, total, formats)),
            Headline("Paid to date", last.get("paid", ZERO), f"without {terms.tax}"),
        ],
        notes=_notes(terms, len(planned), len([one for one in contracts if agreed.get(one.id)])),
        currency=scope.currency,
        summary="Claimed, certified and paid to date at the end of each month.",
    )


def _agreed(scope: Scope, contracts: Iterable[About]) -> dict[int, Decimal]:
    """The sum of each contract with its approved variations."""
    wanted = [one.id for one in contracts if one.status != "void"]
    rows = ContractFigures.objects.filter(account_id=scope.account_id, contract_id__in=wanted)
    return {
        contract_id: original + approved
        for contract_id, original, approved in rows.values_list(
            "contract_id", "original", "approved"
        )
    }


# The first and the last day of a contract's works, and what it comes to.
Planned = tuple[dt.date, dt.date, Decimal]


def _planned(contracts: Iterable[About], agreed: Mapping[int, Decimal]) -> list[Planned]:
    """The contracts that say when they begin and when they are to be complete."""
    return [
        (one.start, one.completion, agreed[one.id])
        for one in contracts
        if agreed.get(one.id)
        and one.start is not None
        and one.completion is not None
        and one.start <= one.completion
    ]


def _span(steps: Steps, planned: Iterable[Planned]) -> list[dt.date]:
    """Every month that something happened or is planned in, and those between."""
    days = [*steps]
    for start, completion, _ in planned:
        days += [month_of(start), month_of(completion)]
    return months(min(days), max(days)) if days else []


def _plan(span: Sequence[dt.date], planned: Iterable[Planned]) -> list[Decimal]:
    """What is planned to be done by the end of each month."""
    reached = [ZERO] * len(span)
    for start, completion, total in planned:
        days = (completion - start).days + 1
        for place, month in enumerate(span):
            gone = min(max((month_after(month) - start).days, 0), days)
            reached[place] += total if gone == days else cents(total * gone / days)
    return reached


def _rows(
    span: Sequence[dt.date], steps: Steps, plan: Sequence[Decimal], formats: Formats
) -> list[Row]:
    nothing = (ZERO, ZERO, ZERO)
    each = [steps.get(month, nothing) for month in span]
    reached = zip(*(accumulate(column) for column in zip(*each, strict=True)), strict=True)
    return [
        Row(
            {
                "month": formats.month(month),
                "claimed_in": step[0], "certified_in": step[1], "paid_in": step[2],
                "claimed": to_date[0], "certified": to_date[1], "paid": to_date[2],
                "planned": planned,
            }
        )
        for month, step, to_date, planned in zip(span, each, reached, plan, strict=True)
    ]  # fmt: skip


def _columns(terms: Terms, *, is_planned: bool) -> list[Column]:
    found = [
        Column("month", "Month", TEXT),
        Column("claimed_in", "Claimed", sums=False),
        Column("certified_in", "Certified", sums=False),
        Column("paid_in", "Paid", sums=False),
        Column("claimed", "Claimed to date", sums=False),
        Column("certified", "Certified to date", sums=False),
        Column("paid", "Paid to date", sums=False),
    ]
    return [*found, Column("planned", "Planned to date", sums=False)] if is_planned else found


def _chart(
    shown: Sequence[tuple[dt.date, Row]],
    total: Decimal,
    terms: Terms,
    today: dt.date,
    *,
    is_planned: bool,
) -> Chart:
    """What has happened ends with today; what is planned goes on."""
    here = month_of(today)
    names = [("Claimed", "first", "claimed"), ("Certified", "second", "certified")]
    names.append(("Paid", "third", "paid"))
    series = [
        Series(
            name,
            tone,
            [amount(row.cells[key]) if month <= here else None for month, row in shown],
            "line",
        )
        for name, tone, key in names
    ]
    if is_planned:
        series.append(
            Series("Planned", "plan", [amount(row.cells["planned"]) for _, row in shown], "dashed")
        )
    if total:
        series.append(
            Series(terms.contract_sum.capitalised, "limit", [total] * len(shown), "limit")
        )
    months_shown = [month for month, _ in shown]
    return Chart(
        [short_month(month) for month in months_shown],
        series,
        today=months_shown.index(here) if here in months_shown else None,
    )


def _share(certified: Decimal, total: Decimal, formats: Formats) -> str:
    return f"{formats.page_percent(certified * 100 / total)} of it" if total else ""


def _notes(terms: Terms, planned: int, agreed: int) -> list[str]:
    notes = [
        f"Before {terms.retention}, without {terms.tax}. A {terms.claim_short} counts in the month "
        "that its period ends in, a payment on its day.",
        "What was cut and is claimed again counts once here; the report by billing period counts "
        "it in each of them.",
    ]
    if planned:
        notes.append(
            f"Planned spreads each contract sum evenly from start to completion: {planned} of "
            f"{agreed} contracts say both."
        )
    return notes
