"""Keeps lines of a schedule: from rows or lines as given to rows of the table, in one statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ledgerstone import core
from ledgerstone.contracts import queries
from ledgerstone.contracts.models import Contract, ScheduleLine, Variation
from ledgerstone.contracts.retention import retention
from ledgerstone.contracts.schedules.schedule import (
    CheckedSchedule,
    NewLine,
    RawRow,
    check_lines,
    check_rows,
)
from ledgerstone.core.schedule import lay_out
from ledgerstone.projects.operations import add_budget_codes
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows
from ledgerstone.tenancy.refusals import Invalid

# A page shows problems at their places; past this many it says how many more there are.
_SHOWN = 200


def checked_lines(
    contract: Contract,
    given: Sequence[RawRow] | Sequence[NewLine],
    *,
    terms: core.Terms,
    create_codes: bool = False,
    taken_items: Collection[str] = (),
) -> tuple[NewLine, ...]:
    """Lines that may be kept under the contract's terms; Invalid with every problem at its place.

    Problems of rows are at ``row:<number>:<column>``.
    """
    checked = _checked(contract, given, create_codes, taken_items)
    if checked.problems:
        first, more = checked.problems[0], len(checked.problems) - 1
        message = first.message if not more else f"{first.message} {more} more to correct."
        shown = {problem.place: problem.message for problem in checked.problems[:_SHOWN]}
        raise Invalid(message, fields=shown)
    _refuse_what_the_engine_refuses(terms, checked.lines)
    return checked.lines


def _checked(
    contract: Contract,
    given: Sequence[RawRow] | Sequence[NewLine],
    create_codes: bool,
    taken_items: Collection[str],
) -> CheckedSchedule:
    """Check rows, or lines, by what the contract allows."""
    allowed: dict[str, Any] = {
        "method": contract.accounting_method,
        "codes": queries.budget_codes(contract),
        "create_codes": create_codes,
        "taken_items": taken_items,
    }
    rows = [row for row in given if isinstance(row, RawRow)]
    lines = [line for line in given if isinstance(line, NewLine)]
    if rows and lines:
        raise TypeError("Give rows or lines, not both.")
    if rows:
        return check_rows(rows, locale=contract.project.terminology, **allowed)
    return check_lines(lines, **allowed)


def _refuse_what_the_engine_refuses(terms: core.Terms, lines: Sequence[NewLine]) -> None:
    try:
        lay_out(terms, [queries.scheduled_line(line) for line in lines], core.Position())
    except core.Refusal as refusal:
        row = next((n for n, line in enumerate(lines, 1) if line.item == refusal.line), 0)
        sentence = f"Line {row}: {refusal.sentence}."
        place = f"row:{row}:{refusal.field}"
        raise Invalid(sentence, fields={place: sentence}) from refusal


def refuse_terms(contract: Contract, terms: core.Terms, *, field: str) -> None:
    """Refuse terms that the engine refuses, by themselves or with the lines that are there."""
    retention.check(terms)
    try:
        lay_out(terms, queries.scheduled_lines(contract), core.Position())
    except core.Refusal as refusal:
        sentence = f"Line {refusal.line}: {refusal.sentence}."
        raise Invalid(sentence, fields={field: sentence}) from refusal


def keep_lines(
    actor: Actor,
    contract: Contract,
    lines: Sequence[NewLine],
    *,
    after: int = 0,
    variation: Variation | None = None,
    variation_ids: Sequence[int] = (),
) -> list[int]:
    """Insert lines that were checked, at the places after ``after``; their ids in order.

    They are of one ``variation``, or each of the one that ``variation_ids`` names for it.
    """
    one = None if variation is None else variation.pk
    codes = budget_code_ids(actor, contract, lines)
    return insert_rows(
        ScheduleLine,
        [
            {
                "account_id": contract.account_id,
                "contract_id": contract.pk,
                "variation_id": variation_ids[place - after - 1] if variation_ids else one,
                "position": place,
                **line_columns(line, codes),
            }
            for place, line in enumerate(lines, after + 1)
        ],
    )


def line_columns(line: NewLine, codes: Mapping[str, int]) -> dict[str, Any]:
    """The columns that a line gives of itself, with the id of its budget code."""
    return {
        "item": line.item,
        "description": line.description,
        "section": line.section,
        "budget_code_id": codes[line.budget_code] if line.budget_code else None,
        "scheduled_value": line.scheduled_value,
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_price": line.unit_price,
        "retention_work": line.retention_work,
        "retention_materials": line.retention_materials,
        "is_exempt_from_retention": line.is_exempt_from_retention,
        "tax_rate": line.tax_rate,
    }


def budget_code_ids(actor: Actor, contract: Contract, lines: Sequence[NewLine]) -> dict[str, int]:
    """The ids of all budget codes of the lines; what the project lacks is made."""
    if not any(line.budget_code for line in lines):
        return {}
    codes = queries.budget_codes(contract)
    missing = {line.budget_code: "" for line in lines if line.budget_code not in codes}
    missing.pop("", None)
    if missing:
        made = add_budget_codes(actor=actor, project_id=contract.project_id, codes=missing)
        codes |= {code: made[code].pk for code in missing}
    return codes
