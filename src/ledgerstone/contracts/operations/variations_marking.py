"""The markup lines of a variation, beside the lines that they mark up, before any of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledgerstone import core
from ledgerstone.contracts.models import Contract, Markup, Variation
from ledgerstone.contracts.variations import variations
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats

Row = dict[str, Any]
# What a markup of a line has from the line; one of the sum has none of it.
_OF_ITS_LINE: Row = {
    "section": "",
    "budget_code_id": None,
    "retention_work": None,
    "retention_materials": None,
    "is_exempt_from_retention": False,
    "tax_rate": None,
    "tax_code_id": None,
}
_NO_UNIT: Row = {"quantity": None, "unit": "", "unit_price": None}
_LONGEST_ITEM = 34  # of 40, so that the number of a markup fits behind it


def with_markups(
    contract: Contract, variation: Variation, rows: Sequence[Row], taken: set[str]
) -> list[Row]:
    """Rows of lines with the contract's markups behind them; the rows alone where it has none.

    ``taken`` are items elsewhere on the contract. At most one query.
    """
    markups = variations.markups_of(contract) if contract.markups_enabled and rows else []
    if not markups:
        return list(rows)
    amounts = [row["scheduled_value"] for row in rows]
    rules = [core.MarkupRule(core.MarkupKind(m.kind), m.rate, m.compounds) for m in markups]
    _words, formats = projects.words(contract.project)
    used = {*taken, *(row["item"] for row in rows)}
    behind: list[list[Row]] = [[] for _ in rows]
    on_sum: list[Row] = []
    for found in core.mark_up(amounts, rules):
        of = None if found.line is None else rows[found.line]
        row = _row(markups[found.rule], found, of, formats)
        row["item"] = _item(variation.number if of is None else of["item"], found.rule + 1, used)
        (on_sum if found.line is None else behind[found.line]).append(row)
    return [
        row for line, marks in zip(rows, behind, strict=True) for row in (line, *marks)
    ] + on_sum


def _row(markup: Markup, found: core.MarkedUp, of: Row | None, formats: Formats) -> Row:
    share = f"{markup.name}, {formats.rate(markup.rate)}"
    copied = _OF_ITS_LINE if of is None else {name: of[name] for name in _OF_ITS_LINE}
    return {
        **copied,
        **_NO_UNIT,
        "description": share if of is None else f"{share} on {of['item']}",
        "scheduled_value": found.amount,
        "markup_id": markup.pk,
    }


def _item(base: str, number: int, used: set[str]) -> str:
    """The item of the line that is marked up, with the number of the markup behind it."""
    wanted = item = f"{base[:_LONGEST_ITEM]}.M{number}"
    again = 1
    while item in used:
        again += 1
        item = f"{wanted}-{again}"
    used.add(item)
    return item
