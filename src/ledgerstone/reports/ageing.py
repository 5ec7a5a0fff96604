"""What is owed on a day, by how long it is overdue: to those we pay, or by those who pay us.

A certified claim is owed from its certificate on, as far as payments until that day do not cover
it. What was paid beyond claims, or for none, is credit: it stands in a column of its own. So is
what was paid by that day for a claim that was certified after it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from ledgerstone.core.rounding import ZERO
from ledgerstone.payments.due import DUE_ON, ISSUED_ON
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from . import ledger
from .asked import CLAIM, CONTRACT
from .scope import About, Scope
from .tables import DAY, NAME, TEXT, Chart, Column, Headline, Report, Row, Series, amount, summed

# By the days since it fell due: from each of these on, up to the next.
_FROM = ((1, "days_1", "1 to 30"), (31, "days_31", "31 to 60"), (61, "days_61", "61 to 90"))
_BUCKETS = ("undated", "coming", "days_1", "days_31", "days_61", "days_91")
_OVERDUE = _BUCKETS[2:]

_OWED = f"""
WITH {ledger.ABOUT},
shares AS (
    SELECT share.claim_id, sum(share.amount) AS paid
      FROM payments_paymentshare share
      JOIN payments_payment payment
        ON payment.account_id = share.account_id AND payment.id = share.payment_id
     WHERE share.account_id = %(account)s AND NOT share.is_reversed
       AND payment.contract_id = ANY (%(contracts)s) AND payment.paid_on <= %(on)s
     GROUP BY share.claim_id
),
owed AS (
    SELECT claim.id, claim.contract_id, claim.number, claim.reference,
           {ISSUED_ON} AS issued_on, {DUE_ON} AS due_on,
           CASE WHEN {ISSUED_ON} <= %(on)s
                THEN certificate.payable ELSE 0 END - coalesce(shares.paid, 0) AS amount
      FROM claims_claim claim
      JOIN about ON about.contract_id = claim.contract_id
      JOIN claims_certificate certificate
        ON certificate.account_id = claim.account_id AND certificate.id = claim.certificate_id
      LEFT JOIN shares ON shares.claim_id = claim.id
     WHERE claim.account_id = %(account)s AND claim.contract_id = ANY (%(contracts)s)
       AND claim.status IN ('approved', 'approved_as_noted')
)
SELECT id, contract_id, number, reference, issued_on, due_on, amount
  FROM owed WHERE amount <> 0
 ORDER BY due_on NULLS LAST, contract_id, number
"""  # noqa: S608
_CREDIT = f"""
WITH {ledger.PAYMENTS}
SELECT contract_id, sum(amount - allocated) FROM paid
 WHERE paid_on <= %(on)s AND amount <> allocated GROUP BY contract_id
"""  # noqa: S608


class Owed(NamedTuple):
    """A claim with what is left to pay on it; below 0 where more was paid."""

    claim_id: int
    contract_id: int
    number: int
    reference: str
    issued_on: dt.date
    due_on: dt.date | None
    amount: Decimal


def ageing(scope: Scope, terms: Terms, formats: Formats) -> Report:
    """The report. Two queries."""
    on = scope.asked.on or scope.today
    given = scope.given(scope.of_side) | {"on": on}
    owed = [Owed._make(row) for row in ledger.rows(_OWED, given)]
    credit: dict[int, Decimal] = dict(ledger.rows(_CREDIT, given))
    rows = _rows(scope, owed, credit, on, terms)
    table = summed(_columns(scope, terms), rows)
    totals = table.totals
    late = sum((amount(totals[key]) for key in _OVERDUE), ZERO)
    return Report(
        key="ageing",
        title="Aged receivables" if scope.asked.is_above else "Aged payables",
        table=table,
        chart=_chart([amount(totals[key]) for key in _BUCKETS]),
        headlines=[
            Headline("Owed to you" if scope.asked.is_above else "You owe", totals["total"],
                     f"on {formats.day(on)}"),
            Headline("Overdue", late),
            Headline("Not due yet", totals["coming"]),
            Headline("Credit", totals["credit"], "paid beyond what is owed"),
        ],
        notes=_notes(terms),
        currency=scope.currency,
        summary="What is owed by how many days it is overdue.",
    )  # fmt: skip


def _columns(scope: Scope, terms: Terms) -> list[Column]:
    by = scope.asked.by
    named = [Column("company", "Company", NAME)]
    if by in (CONTRACT, CLAIM):
        named = [
            Column("contract", "Contract", TEXT),
            Column("title", "Title", NAME),
            Column("company", "Company", NAME),
        ]
        if scope.is_account:
            named.append(Column("project", "Project", TEXT))
    if by == CLAIM:
        named[1:1] = [Column("claim", terms.claim_short.capitalised, TEXT)]
        named += [Column("issued", "Certified", DAY), Column("due", "Due", DAY)]
    return [
        *named,
        Column("undated", "No due date", spare=True),
        Column("coming", "Not due yet"),
        *(Column(key, f"{days} days") for _, key, days in _FROM),
        Column("days_91", "Over 90 days"),
        Column("credit", "Credit", spare=True),
        Column("total", "Total"),
    ]


def bucket(due_on: dt.date | None, on: dt.date) -> str:
    """Where an amount stands that falls due on a day."""
    if due_on is None:
        return "undated"
    days = (on - due_on).days
    if days <= 0:
        return "coming"
    if days > 90:
        return "days_91"
    return next(key for first, key, _ in reversed(_FROM) if days >= first)


def _rows(
    scope: Scope, owed: Iterable[Owed], credit: dict[int, Decimal], on: dt.date, terms: Terms
) -> list[Row]:
    """One row for each company, contract or claim, with what is owed in its place."""
    by = scope.asked.by
    named: dict[tuple[int, int], tuple[About, Owed | None]] = {}
    sums: dict[tuple[int, int], dict[str, Decimal]] = {}

    def add(about: About, one: Owed | None, key: str, owed_there: Decimal) -> None:
        place = (
            (about.id, 0 if one is None else one.claim_id) if by == CLAIM
            else (about.id, 0) if by == CONTRACT else (0, about.company_id)
        )  # fmt: skip
        named.setdefault(place, (about, one))
        sums.setdefault(place, dict.fromkeys((*_BUCKETS, "credit"), ZERO))[key] += owed_there

    for one in owed:
        about = scope.by_id[one.contract_id]
        add(about, one, "credit" if one.amount < 0 else bucket(one.due_on, on), one.amount)
    for contract_id, beyond in credit.items():
        add(scope.by_id[contract_id], None, "credit", -beyond)
    rows = [_row(by, *named[place], sums[place], terms) for place in named]
    if by == CLAIM:
        return rows
    return sorted(rows, key=lambda row: (-amount(row.cells["total"]), str(row.cells["company"])))


def _row(by: str, about: About, one: Owed | None, sums: dict[str, Decimal], terms: Terms) -> Row:
    cells: dict[str, object] = {
        "company": about.company, "contract": about.number, "title": about.title,
        "project": about.project_number, **sums, "total": sum(sums.values(), ZERO),
    }  # fmt: skip
    of = ("company", about.company_id) if by not in (CONTRACT, CLAIM) else ("contract", about.id)
    if by == CLAIM:
        cells |= {
            "claim": "Credit" if one is None else str(one.number),
            "issued": None if one is None else one.issued_on,
            "due": None if one is None else one.due_on,
        }
        of = of if one is None else ("claim", one.claim_id)
    return Row(cells, of)  # type: ignore[arg-type]


def _chart(sums: Sequence[Decimal]) -> Chart:
    """Two colours: what is not late, and what is."""
    names = ["No due date", "Not due yet", "1 to 30", "31 to 60", "61 to 90", "Over 90 days"]
    fresh = [value if place < 2 else None for place, value in enumerate(sums)]
    late = [None if place < 2 else value for place, value in enumerate(sums)]
    return Chart(
        names, [Series("Not due", "second", fresh, stack="sum"),
                Series("Overdue", "late", late, stack="sum")],
    )  # fmt: skip


def _notes(terms: Terms) -> list[str]:
    return [
        f"With {terms.tax}. Due is the day of the {terms.certificate} and the contract's days "
        "until payment; where a contract says none, there is no due date. As the records stand "
        "now: what was reversed or withdrawn since is not counted."
    ]
