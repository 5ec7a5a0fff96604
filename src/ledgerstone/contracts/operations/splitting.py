"""Splitting a line of a schedule into several, and moving an amount from line to line.

Neither changes what the schedule comes to. What is billed of a line stays on it: a part that goes
elsewhere is of what is not billed yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.schedules.schedule_edits import AddedLine, CellChange, SavedLines
from ledgerstone.contracts.schedules.schedule_lines import (
    StoredLine,
    cells_of,
    of_contract,
    read_lines,
)
from ledgerstone.core.rounding import ZERO, cents
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import FigureError, parse_figure
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import one_line

from .editing import change_lines, editable_contract

_INHERITED = (
    "section", "budget_code", "unit", "unit_price", "tax_code", "retention_work",
    "retention_materials", "exempt",
)  # fmt: skip
_MOST_PARTS = 50


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a line as typed: ``figure`` is its amount; of a line by quantity, its quantity.

    Empty texts of the first part stand for what the line has already.
    """

    figure: str
    description: str = ""
    item: str = ""
    budget_code: str = ""


def split_line(
    *,
    actor: Actor,
    contract_id: int,
    line_id: int,
    parts: Sequence[Part],
    since: int,
    create_codes: bool = False,
) -> SavedLines:
    """Divide a line: the first part is what it keeps, the others are new lines behind it.

    The parts come to the line's amount (a line by quantity: to its quantity and its amount). What
    is billed stays on the first. Problems of parts are at ``part:<number>:<field>``.
    """
    with acting(actor):
        contract = editable_contract(actor, contract_id)
        line = _line(contract, line_id, "line")
        figures = _figures(contract, line, parts)
        _refuse_unless_whole(contract, line, figures)
        first, *others = parts
        changes = _kept(line, first, figures[0])
        added = _others(line, others, figures[1:], _free_items(contract, line))
        try:
            return change_lines(
                actor=actor,
                contract_id=contract_id,
                since=since,
                changes=changes,
                added=added,
                create_codes=create_codes,
            )
        except Invalid as refusal:
            raise Invalid(refusal.message, fields=_at_parts(refusal, line_id)) from refusal


def move_amount(
    *,
    actor: Actor,
    contract_id: int,
    from_id: int,
    to_id: int,
    amount: str,
    since: int,
) -> SavedLines:
    """Take an amount off a line and put it on another one of the same contract."""
    with acting(actor):
        contract = editable_contract(actor, contract_id)
        giver, taker = _line(contract, from_id, "from"), _line(contract, to_id, "to")
        if from_id == to_id:
            sentence = "Choose another line to move it to."
            raise Invalid(sentence, fields={"to": sentence})
        for line, field in ((giver, "from"), (taker, "to")):
            if line.quantity is not None:
                sentence = f"Line {line.item} goes by quantity. Change its quantity instead."
                raise Invalid(sentence, fields={field: sentence})
        moved = _figure(contract, amount, "amount", decimals=2)
        if moved == 0:
            sentence = "Type an amount other than nil."
            raise Invalid(sentence, fields={"amount": sentence})
        values = ((giver, giver.scheduled_value - moved), (taker, taker.scheduled_value + moved))
        try:
            return change_lines(
                actor=actor,
                contract_id=contract_id,
                since=since,
                changes=[
                    CellChange(line.line_id, "scheduled_value", f"{value:f}")
                    for line, value in values
                ],
            )
        except Invalid as refusal:
            raise Invalid(refusal.message, fields={"amount": refusal.message}) from refusal


def _line(contract: Contract, line_id: int, field: str) -> StoredLine:
    """An own line of the contract."""
    found = [line for line in read_lines(contract, [line_id]) if line.variation_id is None]
    if not found:
        sentence = "This line is no longer here. Load the page again."
        raise Invalid(sentence, fields={field: sentence})
    return found[0]


def _figure(contract: Contract, text: str, field: str, *, decimals: int) -> Decimal:
    """An amount or a quantity as typed."""
    sentence = f"“{one_line(text)[:60]}” is not {'an amount' if decimals == 2 else 'a quantity'}."
    try:
        parsed = parse_figure(text, contract.project.terminology)
    except FigureError as error:
        raise Invalid(sentence, fields={field: sentence}) from error
    if parsed is None:
        sentence = "Type a figure."
    elif parsed.kind != "percent" and parsed.value == round(parsed.value, decimals):
        return parsed.value
    raise Invalid(sentence, fields={field: sentence})


def _figures(contract: Contract, line: StoredLine, parts: Sequence[Part]) -> list[Decimal]:
    if not 2 <= len(parts) <= _MOST_PARTS:
        sentence = f"Divide it into 2 to {_MOST_PARTS} parts."
        raise Invalid(sentence, fields={"parts": sentence})
    decimals = 2 if line.quantity is None else 3
    return [
        _figure(contract, part.figure, f"part:{number}:figure", decimals=decimals)
        for number, part in enumerate(parts, 1)
    ]


def _refuse_unless_whole(contract: Contract, line: StoredLine, figures: Sequence[Decimal]) -> None:
    """The parts come to the line, to the cent."""
    _words, formats = projects.words(contract.project)
    total = sum(figures, ZERO)
    if line.quantity is None or line.unit_price is None:
        _refuse_difference(line.scheduled_value - total, line.scheduled_value, total, formats.money)
        return
    _refuse_difference(line.quantity - total, line.quantity, total, formats.quantity)
    amounts = sum((cents(figure * line.unit_price) for figure in figures), ZERO)
    if amounts != line.scheduled_value:
        sentence = (
            f"At {formats.unit_price(line.unit_price)} these quantities come to "
            f"{formats.money(amounts)}, not {formats.money(line.scheduled_value)}: the cents do "
            "not come out. Divide it otherwise."
        )
        raise Invalid(sentence, fields={"parts": sentence})


def _refuse_difference(difference: Decimal, whole: Decimal, total: Decimal, said: Any) -> None:
    if not difference:
        return
    left = f"{said(difference)} is left" if abs(total) < abs(whole) else "that is too much"
    sentence = f"The parts come to {said(total)} of {said(whole)}; {left}."
    raise Invalid(sentence, fields={"parts": sentence})


def _kept(line: StoredLine, first: Part, figure: Decimal) -> list[CellChange]:
    """What becomes of the line itself."""
    column = "scheduled_value" if line.quantity is None else "quantity"
    typed = {
        "item": first.item,
        "description": first.description,
        "budget_code": first.budget_code,
        column: f"{figure:f}",
    }
    return [CellChange(line.line_id, name, text) for name, text in typed.items() if one_line(text)]


def _others(
    line: StoredLine, others: Sequence[Part], figures: Sequence[Decimal], items: Iterator[str]
) -> list[AddedLine]:
    """The new lines behind it; they have what it has where nothing else is typed."""
    column = "scheduled_value" if line.quantity is None else "quantity"
    base = {name: text for name, text in cells_of(line).items() if name in _INHERITED}
    added = []
    after: int | str = line.line_id
    for number, (part, figure) in enumerate(zip(others, figures, strict=True), 2):
        ref = f"part-{number}"
        cells = {
            **base,
            "item": one_line(part.item) or next(items),
            "description": part.description or line.description,
            "budget_code": part.budget_code or base["budget_code"],
            column: f"{figure:f}",
        }
        added.append(AddedLine(ref, cells, after))
        after = ref
    return added


def _free_items(contract: Contract, line: StoredLine) -> Iterator[str]:
    """Items for parts without one: that of the line, a point, and numbers that are free."""
    start = line.item[:36]
    lines = of_contract(contract).filter(item__startswith=f"{start}.")
    taken = set(lines.values_list("item", flat=True))
    return (item for number in count(1) if (item := f"{start}.{number}") not in taken)


def _at_parts(refusal: Invalid, line_id: int) -> dict[str, str]:
    """Problems of lines, at the parts that they come from."""
    moved = {}
    for place, sentence in refusal.fields.items():
        _line_word, _mark, rest = place.partition(":")
        ref, _mark, column = rest.rpartition(":")
        number = 1 if ref == str(line_id) else int(ref.removeprefix("part-"))
        field = "figure" if column in ("scheduled_value", "quantity") else column
        moved[f"part:{number}:{field}"] = sentence
    return moved
