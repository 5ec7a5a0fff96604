"""The position: all that the last certificate leaves behind for the next claim.

This is the engine's one trick. A claim is valued from the terms, the lines, what was
entered, and this value alone; so the work is linear in the lines and flat in history, and
an earlier certificate is never computed again. The position travels as JSON with every
figure a decimal string, without loss: ``Position.from_json(p.to_json()) == p``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Self

ZERO = Decimal("0.00")
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a ``new_work`` change of retention keeps, and from which base it counts on.

    ``work`` and ``materials`` are the rule's rounded figures at the last certificate before
    the change; ``work_base`` and ``materials_base`` are what had been earned then.
    """

    work: Decimal
    materials: Decimal
    work_base: Decimal
    materials_base: Decimal


@dataclass(frozen=True, slots=True)
class LinePosition:
    """One line at the last certificate.

    ``work`` and ``stored``: amounts to date. ``quantity`` and ``stored_quantity``: of a unit
    line, None where unknown. ``retention``: as printed. ``adjustment``: the signed adjustment
    in force. ``released``: one-off releases on this line, unrounded. ``rule_work`` and
    ``rule_materials``: the rule's own rounded figures before cap and adjustments (per line
    basis). ``kept``: what a change for new work keeps on this line.
    """

    work: Decimal = ZERO
    stored: Decimal = ZERO
    quantity: Decimal | None = None
    stored_quantity: Decimal | None = None
    retention: Decimal = ZERO
    adjustment: Decimal = ZERO
    released: Decimal = ZERO
    rule_work: Decimal = ZERO
    rule_materials: Decimal = ZERO
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """The sheet at the last certificate, and its lines by key.

    ``number``: of that certificate, None before the first. ``earned_less_retention``: what
    the next claim subtracts as previous certificates. ``total_retention``: held. ``k``: what
    shares released on an event leave to be held, 1 at first. ``released``: the sum of one-off
    releases, unrounded. ``rule_work``, ``rule_materials`` and ``kept``: as on a line, for the
    cover basis.
    """

    number: int | None = None
    lines: Mapping[str, LinePosition] = field(default_factory=dict)
    earned_less_retention: Decimal = ZERO
    total_retention: Decimal = ZERO
    deductions_to_date: Decimal = ZERO
    k: Decimal = ONE
    released: Decimal = ZERO
    rule_work: Decimal = ZERO
    rule_materials: Decimal = ZERO
    kept: Kept | None = None

    @classmethod
    def empty(cls) -> Self:
        """The position before any certificate: nothing earned, nothing held."""
        return cls()

    def to_json(self) -> dict[str, Any]:
        """A JSON object of strings, integers and nulls; figures are decimal strings."""
        sheet = _written(self)
        sheet["lines"] = {key: _written(line) for key, line in self.lines.items()}
        return sheet

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Self:
        """Read back what ``to_json`` wrote; KeyError or TypeError on anything else."""
        lines = {
            key: LinePosition(**_read(LinePosition, line)) for key, line in written["lines"].items()
        }
        return cls(**{**_read(cls, written), "lines": lines})


def _written(value: Position | LinePosition | Kept) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for spec in fields(value):
        figure = getattr(value, spec.name)
        if isinstance(figure, Decimal):
            found[spec.name] = format(figure, "f")
        elif isinstance(figure, Kept):
            found[spec.name] = _written(figure)
        elif spec.name != "lines":
            found[spec.name] = figure
    return found


def _read(shape: type[Position] | type[LinePosition], written: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(written) - {spec.name for spec in fields(shape)}
    if unknown:
        raise TypeError(f"not part of a position: {', '.join(sorted(unknown))}")
    found: dict[str, Any] = {}
    for name, figure in written.items():
        if isinstance(figure, str):
            found[name] = Decimal(figure)
        elif isinstance(figure, Mapping) and name == "kept":
            found[name] = Kept(**{part: Decimal(text) for part, text in figure.items()})
        else:
            found[name] = figure
    return found
