"""The contracts at a glance: agreed, claimed, certified, held, paid, and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ledgerstone.contracts.models import ContractFigures
from ledgerstone.core.rounding import HUNDRED, ZERO, cents
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from .scope import About, Scope
from .tables import (
    NAME,
    SHARE,
    TEXT,
    Chart,
    Column,
    Headline,
    Report,
    Row,
    Series,
    Table,
    amount,
    summed,
)

# More bars than this are no picture.
BARS = 25
_KEPT = (
    "contract_id", "original", "approved", "pending", "claimed", "certified", "retained", "earned",
    "paid",
)  # fmt: skip


def contracts(scope: Scope, terms: Terms, formats: Formats) -> Report:
    """The report. One query."""
    listed = scope.of_side
    kept = ContractFigures.objects.filter(
        account_id=scope.account_id, contract_id__in=[one.id for one in listed]
    )
    figures = {row[0]: row[1:] for row in kept.values_list(*_KEPT)}
    rows = [
        _row(one, figures[one.id])
        for one in listed
        if one.id in figures and (one.status != "void" or any(figures[one.id][4:]))
    ]
    table = summed(_columns(scope, terms), rows)
    totals = dict(table.totals)
    totals["complete"] = _share(totals["certified"], totals["agreed"])
    table = Table(table.columns, table.rows, totals)
    word = terms.head_contract if scope.asked.is_above else terms.commitment
    return Report(
        key="contracts",
        title=f"{word.plural_capitalised} at a glance",
        table=table,
        chart=_chart(rows, terms),
        headlines=[
            Headline(
                terms.contract_sum.plural_capitalised,
                totals["agreed"],
                f"{len(rows)} {word if len(rows) == 1 else word.plural}",
            ),
            Headline("Certified to date", totals["certified"]),
            Headline(f"{terms.retention.capitalised} held", totals["held"]),
            Headline("To finish", totals["left"], f"with {terms.retention}"),
        ],
        notes=[
            f"Before {terms.tax}. To finish is the {terms.contract_sum} less what was certified "
            f"after {terms.retention}."
        ],
        currency=scope.currency,
        summary=_summary(rows, terms),
    )


def _columns(scope: Scope, terms: Terms) -> list[Column]:
    return [
        Column("number", "No.", TEXT),
        Column("title", "Contract", NAME),
        Column("company", "Company", NAME),
        *([Column("project", "Project", TEXT)] if scope.is_account else []),
        Column("original", "Original sum"),
        Column("approved", f"Approved {terms.variation.plural}", spare=True),
        Column("agreed", terms.contract_sum.capitalised),
        Column("pending", f"Pending {terms.variation.plural}", spare=True),
        Column("claimed", "Claimed"),
        Column("certified", "Certified"),
        Column("complete", "Complete", SHARE),
        Column("held", f"{terms.retention.capitalised} held"),
        Column("paid", "Paid"),
        Column("left", "To finish"),
    ]


def _row(one: About, figures: Sequence[Decimal]) -> Row:
    original, approved, pending, claimed, certified, held, earned, paid = figures
    agreed = original + approved
    return Row(
        {
            "number": one.number, "title": one.title, "company": one.company,
            "project": one.project_number, "original": original, "approved": approved,
            "agreed": agreed, "pending": pending, "claimed": claimed, "certified": certified,
            "complete": _share(certified, agreed), "held": held, "paid": paid,
            "left": agreed - earned,
        },
        ("contract", one.id),
    )  # fmt: skip


def _share(certified: object, agreed: object) -> Decimal | None:
    """As a fraction that prints as a percentage; none of nothing."""
    if not isinstance(certified, Decimal) or not isinstance(agreed, Decimal) or not agreed:
        return None
    return cents(certified * HUNDRED / agreed) / HUNDRED


def _chart(rows: Sequence[Row], terms: Terms) -> Chart:
    """The largest contracts: what is paid, what else is certified, what is left."""
    shown = sorted(rows, key=lambda row: -abs(amount(row.cells["agreed"])))[:BARS]
    paid = [min(amount(row.cells["paid"]), amount(row.cells["certified"])) for row in shown]
    certified = [amount(row.cells["certified"]) for row in shown]
    left = [
        max(amount(row.cells["agreed"]) - amount(row.cells["certified"]), ZERO) for row in shown
    ]
    unpaid = [one - other for one, other in zip(certified, paid, strict=True)]
    return Chart(
        [str(row.cells["number"]) for row in shown],
        [
            Series("Paid", "third", paid, stack="sum"),
            Series("Certified, not paid", "second", unpaid, stack="sum"),
            Series("Not certified yet", "rest", left, stack="sum"),
        ],
        is_lying=True,
    )


def _summary(rows: Sequence[Row], terms: Terms) -> str:
    said = f"Paid, certified and left of each {terms.contract_sum}"
    return f"{said}, the {BARS} largest of {len(rows)}." if len(rows) > BARS else f"{said}."
