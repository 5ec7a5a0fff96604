"""A claim at the figures that somebody certified, where these are not ours.

What a document gives of a certificate is taken; what follows from it is worked out; where it gives
a figure that does not follow, it is refused. So every certificate ties, whoever made it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from ledgerstone.claims.sheets.sheet import ClaimSheet, SheetLine
from ledgerstone.core import Cover, ValuedLine
from ledgerstone.core.document import DocumentRefused
from ledgerstone.core.document.form import Stated
from ledgerstone.core.rounding import ZERO, percent

# What a certificate may say of the cover by itself; the rest of it follows.
_OF_COVER = (
    "original_contract_sum", "net_change_by_variations", "retention_on_work",
    "retention_on_materials", "less_previous_certificates", "retention_this_period",
    "retention_released_this_period", "deductions_this_period", "deductions_to_date", "tax",
)  # fmt: skip
_OF_LINE = ("scheduled_value", "work_previous", "materials_stored", "retention")


def as_certified(sheet: ClaimSheet, given: Stated) -> ClaimSheet:
    """The sheet at the figures of a certificate; DocumentRefused where these do not tie."""
    lines = tuple(
        line
        if line.item not in given.lines
        else _line(line, given.lines[line.item].figures, given.lines[line.item].place)
        for line in sheet.lines
    )
    return replace(
        sheet, lines=lines, cover=_cover(sheet, lines, given.cover, f"{given.place}.cover")
    )


def _line(line: SheetLine, figures: Mapping[str, Decimal], place: str) -> SheetLine:
    valued = line.valued
    own = {key: figures.get(key, getattr(valued, key)) for key in _OF_LINE}
    earned = figures.get("completed_and_stored", valued.completed_and_stored)
    changed = replace(
        valued,
        **own,
        work_this_period=earned - own["materials_stored"] - own["work_previous"],
        completed_and_stored=earned,
        percent=percent(earned, own["scheduled_value"]),
        balance_to_finish=own["scheduled_value"] - earned,
        movement_this_period=earned - line.completed_previous,
        assessed=earned,
        difference=earned - valued.claimed,
    )
    _refuse_what_differs(changed, figures, place, besides=("claimed", "difference"))
    return line._replace(valued=changed)


def _cover(
    sheet: ClaimSheet, lines: tuple[SheetLine, ...], figures: Mapping[str, Decimal], place: str
) -> Cover:
    ours = sheet.cover
    own = {key: figures.get(key, getattr(ours, key)) for key in _OF_COVER}
    held = _held(lines, own, figures)
    earned = sum((line.valued.completed_and_stored for line in lines), ZERO)
    total = own["original_contract_sum"] + own["net_change_by_variations"]
    due = earned - held - own["less_previous_certificates"]
    cover = Cover(
        **own,
        contract_sum_to_date=total,
        total_completed_and_stored=earned,
        total_retention=held,
        total_earned_less_retention=earned - held,
        current_payment_due=due,
        balance_to_finish_including_retention=total - earned + held,
        percent_complete=percent(earned, total),
        payable=due + own["deductions_this_period"] + own["tax"],
    )
    _refuse_what_differs(cover, figures, place)
    return cover


def _held(
    lines: tuple[SheetLine, ...], own: dict[str, Decimal], figures: Mapping[str, Decimal]
) -> Decimal:
    """What is held: as the lines say. Where the two parts are not given, work bears the rest."""
    held = sum((line.valued.retention for line in lines), ZERO)
    if "retention_on_work" not in figures:
        own["retention_on_work"] = held - own["retention_on_materials"]
    elif "retention_on_materials" not in figures:
        own["retention_on_materials"] = held - own["retention_on_work"]
    return held


def _refuse_what_differs(
    ours: Cover | ValuedLine,
    figures: Mapping[str, Decimal],
    place: str,
    besides: tuple[str, ...] = (),
) -> None:
    for key, figure in figures.items():
        if key not in besides and getattr(ours, key) != figure:
            raise DocumentRefused(
                f"{place}.{key}",
                f"the figures of the certificate do not tie: {getattr(ours, key)} follows from "
                f"the others, not {figure}",
            )
