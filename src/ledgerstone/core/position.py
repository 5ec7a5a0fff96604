"""The position: all that the last certificate leaves behind for the next claim.

This is the engine's one trick. A claim is valued from the terms, the lines, what was
entered, and this value alone; so the work is linear in the lines and flat in history, and
an earlier certificate is never computed again. The position travels as JSON with every
figure a decimal string, without loss: ``Position.from_json(p.to_json()) == p``.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Self

from ledgerstone.core.rows import open_twin

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


OpenLinePosition = open_twin(LinePosition)
# A line that no certificate knows.
NOTHING_YET = LinePosition()


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
        """A JSON object of strings, integers and nulls; figures are decimal strings.

        On a line, what is absent is zero, and an absent quantity is unknown.
        """
        sheet: dict[str, Any] = {"number": self.number}
        for name in _SHEET_FIGURES:
            sheet[name] = format(getattr(self, name), "f")
        sheet["kept"] = None if self.kept is None else _kept_written(self.kept)
        sheet["lines"] = {key: _line_written(line) for key, line in self.lines.items()}
        return sheet

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Self:
        """Read back what ``to_json`` wrote; KeyError or TypeError on anything else."""
        _refuse_unknown(written, {"number", "kept", "lines", *_SHEET_FIGURES})
        figures = {name: Decimal(written[name]) for name in _SHEET_FIGURES}
        kept = written["kept"]
        lines = {key: _line_read(line) for key, line in written["lines"].items()}
        return cls(
            number=written["number"],
            lines=lines,
            kept=None if kept is None else _kept_read(kept),
            **figures,
        )


_SHEET_FIGURES = (
    "earned_less_retention",
    "total_retention",
    "deductions_to_date",
    "k",
    "released",
    "rule_work",
    "rule_materials",
)
_KEPT_FIGURES = tuple(spec.name for spec in fields(Kept))
_QUANTITIES = ("quantity", "stored_quantity")
_LINE_AMOUNTS = (
    "work",
    "stored",
    "retention",
    "adjustment",
    "released",
    "rule_work",
    "rule_materials",
)
_LINE_KEYS = frozenset({*_LINE_AMOUNTS, *_QUANTITIES, "kept"})


def _line_written(line: LinePosition) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in _LINE_AMOUNTS:
        amount = getattr(line, name)
        if amount:
            found[name] = format(amount, "f")
    for name in _QUANTITIES:
        quantity = getattr(line, name)
        if quantity is not None:
            found[name] = format(quantity, "f")
    if line.kept is not None:
        found["kept"] = _kept_written(line.kept)
    return found


def _line_read(written: Mapping[str, Any]) -> LinePosition:
    _refuse_unknown(written, _LINE_KEYS)
    read = {name: Decimal(text) for name, text in written.items() if name != "kept"}
    given, kept = read.get, written.get("kept")
    row = OpenLinePosition(
        given("work", ZERO),
        given("stored", ZERO),
        given("quantity"),
        given("stored_quantity"),
        given("retention", ZERO),
        given("adjustment", ZERO),
        given("released", ZERO),
        given("rule_work", ZERO),
        given("rule_materials", ZERO),
        None if kept is None else _kept_read(kept),
    )
    row.__class__ = LinePosition
    return row  # type: ignore[no-any-return]


def _kept_written(kept: Kept) -> dict[str, str]:
    return {name: format(getattr(kept, name), "f") for name in _KEPT_FIGURES}


def _kept_read(written: Mapping[str, str]) -> Kept:
    return Kept(**{name: Decimal(text) for name, text in written.items()})


def _refuse_unknown(written: Mapping[str, Any], known: Set[str]) -> None:
    if not written.keys() <= known:
        unknown = sorted(set(written) - known)
        raise TypeError(f"not part of a position: {', '.join(unknown)}")
