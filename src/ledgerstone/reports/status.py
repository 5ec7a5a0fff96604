"""Claims by billing period: how many are where, what was claimed, certified and paid.

Across projects the periods are put together by the month that they end in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from . import ledger
from .scope import Scope
from .tables import COUNT, TEXT, Chart, Column, Headline, Report, Row, Series, amounts, summed

_COUNTS = ("claims", "draft", "review", "returned", "certified", "pending", "withdrawn")
_SUMS = (
    "claimed", "gross", "retention", "net", "deductions", "tax", "payable", "waiting", "paid",
    "open", "credit",
)  # fmt: skip
# A claim to the owner that was issued waits for the owner's answer, as one under review does.
_FIGURES = """
       count(*) AS claims,
       count(*) FILTER (WHERE bill.status = 'draft') AS draft,
       count(*) FILTER (WHERE bill.status = 'under_review'
                        OR bill.status IN ('approved', 'approved_as_noted') AND NOT is_payable),
       count(*) FILTER (WHERE bill.status = 'revise_and_resubmit'),
       count(*) FILTER (WHERE is_payable),
       count(*) FILTER (WHERE bill.status = 'pending_owner_approval'),
       count(*) FILTER (WHERE bill.status = 'withdrawn'),
       sum(coalesce(waiting.claimed, claimed_this_period))
           FILTER (WHERE bill.status NOT IN ('draft', 'withdrawn')),
       sum(net + withheld - released), sum(released - withheld), sum(net), sum(deductions),
       sum(bill.tax), sum(bill.payable), sum(bill.payable) FILTER (WHERE NOT is_payable), sum(paid),
       sum(greatest(bill.payable - paid, 0)) FILTER (WHERE is_payable),
       sum(greatest(paid - bill.payable, 0)) FILTER (WHERE is_payable)
"""
_BY_PERIOD = f"""
WITH {ledger.ABOUT}, {ledger.BILLS}, {ledger.WAITING}
SELECT period.id, period.start, period.end, {_FIGURES}
  FROM bill
  LEFT JOIN waiting ON waiting.id = bill.id
  JOIN projects_billingperiod period
    ON period.account_id = %(account)s AND period.id = bill.period_id
 WHERE (%(first)s::date IS NULL OR period.end >= %(first)s)
   AND (%(until)s::date IS NULL OR period.end < %(until)s)
 GROUP BY period.id, period.start, period.end
 ORDER BY period.end, period.start, period.id
"""  # noqa: S608
_BY_MONTH = f"""
WITH {ledger.ABOUT}, {ledger.BILLS}, {ledger.WAITING}
SELECT 0, date_trunc('month', period.end)::date AS month, NULL, {_FIGURES}
  FROM bill
  LEFT JOIN waiting ON waiting.id = bill.id
  JOIN projects_billingperiod period
    ON period.account_id = %(account)s AND period.id = bill.period_id
 WHERE (%(first)s::date IS NULL OR period.end >= %(first)s)
   AND (%(until)s::date IS NULL OR period.end < %(until)s)
 GROUP BY month ORDER BY month
"""  # noqa: S608


def status(scope: Scope, terms: Terms, formats: Formats) -> Report:
    """The report. One query."""
    asked = scope.asked
    given = scope.given(scope.of_side) | {"first": asked.first, "until": asked.until}
    found = ledger.rows(_BY_MONTH if scope.is_account else _BY_PERIOD, given)
    rows = [_row(one, scope.is_account, formats) for one in found]
    table = summed(_columns(scope, terms), rows)
    totals = table.totals
    claims = terms.claim_short.plural
    return Report(
        key="status",
        title=f"{terms.claim_short.plural_capitalised} by {terms.billing_period}",
        table=table,
        chart=_chart(found, rows, formats),
        headlines=[
            Headline("Claimed", totals["claimed"], f"{totals['claims']} {claims}"),
            Headline("Certified", totals["gross"], f"work and materials, before {terms.retention}"),
            Headline("Paid", totals["paid"], f"of {formats.money(str(totals['payable']))} payable"),
            Headline("Still to be paid", totals["open"], f"on certified {claims}"),
        ],
        notes=_notes(scope, terms),
        currency=scope.currency,
        summary=f"Claimed, certified and paid by {terms.billing_period}.",
    )


def _columns(scope: Scope, terms: Terms) -> list[Column]:
    above = scope.asked.is_above
    period = "Month" if scope.is_account else terms.billing_period.capitalised
    return [
        Column("period", period, TEXT),
        Column("claims", terms.claim_short.plural_capitalised, COUNT),
        Column("draft", "Draft", COUNT, spare=True),
        Column("review", f"With the {terms.owner}" if above else "Under review", COUNT, spare=True),
        Column("returned", "Returned", COUNT, spare=True),
        Column("certified", "Approved", COUNT, spare=True),
        *([] if above else [Column("pending", f"Pending {terms.owner}", COUNT, spare=True)]),
        Column("withdrawn", "Withdrawn", COUNT, spare=True),
        Column("claimed", "Claimed"),
        Column("gross", "Certified"),
        Column("retention", terms.retention.capitalised),
        Column("net", f"Less {terms.retention}"),
        Column("deductions", terms.deduction.plural_capitalised, spare=True),
        Column("tax", terms.tax.capitalised, spare=True),
        Column("payable", "Payable"),
        *([] if above else [Column("waiting", "Not payable yet", spare=True)]),
        Column("paid", "Paid"),
        Column("open", "To be paid"),
        Column("credit", "Credit", spare=True),
    ]


def _row(found: tuple[Any, ...], is_account: bool, formats: Formats) -> Row:
    period_id, start, end, *figures = found
    counts = dict(zip(_COUNTS, figures[: len(_COUNTS)], strict=True))
    sums = {
        key: ZERO if value is None else value
        for key, value in zip(_SUMS, figures[len(_COUNTS) :], strict=True)
    }
    name = formats.month(start) if is_account else formats.period(start, end)
    return Row(
        {"period": name, **counts, **sums}, None if is_account else ("period", int(period_id))
    )


def _chart(found: Iterable[tuple[Any, ...]], rows: list[Row], formats: Formats) -> Chart:
    """The months are said short: a year of them stands below the axis."""
    days: list[dt.date] = [one[2] or one[1] for one in found]
    return Chart(
        categories=[short_month(day) for day in days],
        series=[
            Series("Claimed", "first", amounts(rows, "claimed")),
            Series("Certified", "second", amounts(rows, "gross")),
            Series("Paid", "third", amounts(rows, "paid")),
        ],
    )


def short_month(day: dt.date) -> str:
    """A month below an axis: `Oct 26`."""
    return f"{day:%b %y}"


def _notes(scope: Scope, terms: Terms) -> list[str]:
    notes = [
        f"Claimed and certified are before {terms.retention} and {terms.tax}; payable is what the "
        f"{terms.certificate.plural} say, with {terms.tax}. Drafts and what was withdrawn count "
        "only among their states.",
    ]
    notes.append(
        f"Credit is what was paid beyond what is payable, and what {terms.certificate.plural} "
        "take back."
    )
    if not scope.asked.is_above:
        notes.append(
            f"What waits for the {terms.owner} is certified and payable once it is approved."
        )
    return notes
