"""Checks a schedule of values as typed, pasted or read from a file, before any of it is kept.

Rows come as text. What can be taken becomes lines, what cannot becomes problems, each with its row,
its column and a sentence that says what would be accepted. Nothing is skipped silently:

blank rows            are left out; they hold nothing.
items                 Where no row has one, lines are numbered 1, 2, 3 … in their order. Where some
                      have, each needs its own.
rows that are totals  "Total", "Subtotal", "Grand total …" without an item of their own are a
                      problem of the kind `total`, which says whether the figure agrees with the
                      lines above. ``leave_out_totals`` leaves them out.
rows that are heads   Text without any figure is a problem of the kind `heading`.
                      ``headings_as_sections`` takes its text as the section of the lines below.
budget codes          Compared in any case. One that the project does not have is a problem of the
                      kind `new_code`, unless ``create_codes``; then it is among ``new_codes``.
units                 Quantity, unit and unit price stand together or not at all. The value may then
                      be blank; where it is given it must be their product in cents.

One pass, linear in the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ledgerstone.projects.formats import Formats
from ledgerstone.tenancy.typed_text import one_line

from .schedule_pass import SchedulePass
from .schedule_rows import CheckedSchedule, NewLine, RawRow, RowProblem

__all__ = ["CheckedSchedule", "NewLine", "RawRow", "RowProblem", "check_lines", "check_rows"]


def check_rows(
    rows: Sequence[RawRow],
    *,
    method: str,
    codes: Mapping[str, int],
    locale: str,
    create_codes: bool = False,
    leave_out_totals: bool = False,
    headings_as_sections: bool = False,
    taken_items: Collection[str] = (),
) -> CheckedSchedule:
    """Check rows against the accounting method and the project's codes.

    ``taken_items`` are items of the contract that the rows must not use again.
    """
    check = SchedulePass(
        method=method,
        codes={code.casefold(): code for code in codes},
        formats=Formats(locale, "XXX"),
        create_codes=create_codes,
        leave_out_totals=leave_out_totals,
        headings_as_sections=headings_as_sections,
        numbers_items=not any(one_line(row.item) for row in rows),
        taken=dict.fromkeys(taken_items, 0),
    )
    for number, row in enumerate(rows, 1):
        check.take(number, row)
    return CheckedSchedule(
        lines=tuple(check.lines),
        problems=tuple(check.problems),
        total=check.total,
        new_codes=tuple(check.new_codes.values()),
    )


def check_lines(
    lines: Sequence[NewLine],
    *,
    method: str,
    codes: Mapping[str, int],
    create_codes: bool = False,
    taken_items: Collection[str] = (),
) -> CheckedSchedule:
    """Check lines that a program made by the same rules; their rates stay as they are."""
    checked = check_rows(
        [_as_row(line) for line in lines],
        method=method,
        codes=codes,
        locale="en-AU",
        create_codes=create_codes,
        taken_items=taken_items,
    )
    if checked.problems:
        return checked
    kept = tuple(
        replace(
            line,
            retention_work=given.retention_work,
            retention_materials=given.retention_materials,
            is_exempt_from_retention=given.is_exempt_from_retention,
            tax_rate=given.tax_rate,
        )
        for line, given in zip(checked.lines, lines, strict=True)
    )
    return replace(checked, lines=kept)


def _as_row(line: NewLine) -> RawRow:
    def text(figure: Decimal | None) -> str:
        return "" if figure is None else f"{figure:f}"

    return RawRow(
        item=line.item,
        description=line.description,
        section=line.section,
        budget_code=line.budget_code,
        scheduled_value=text(line.scheduled_value),
        quantity=text(line.quantity),
        unit=line.unit,
        unit_price=text(line.unit_price),
    )
