"""Reads a claim's entries over the sheet: claimed figures, and assessed ones beside them.

Where nothing on a line is assessed, its claimed and assessed figures are one and the same
object, and where no line is, the second pass over the sheet is not needed at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledgerstone.core.claim_check import check_line
from ledgerstone.core.entering import Figures, enter, moved, standing
from ledgerstone.core.entry import AssessedEntry, ClaimEntry, ClaimType, LineEntry
from ledgerstone.core.position import LinePosition
from ledgerstone.core.refusals import EntryRefused
from ledgerstone.core.rounding import ZERO
from ledgerstone.core.schedule import Sheet
from ledgerstone.core.terms import ScheduledLine, Terms
from ledgerstone.core.valuation import Warning_


@dataclass(slots=True)
class Entered:
    """Per line: ``before`` (the standing after a move), claimed and assessed figures."""

    before: Sequence[Figures | LinePosition]
    claimed: list[Figures]
    assessed: list[Figures]
    reasons: dict[int, str | None]
    warnings: list[Warning_]

    @property
    def differ(self) -> bool:
        return self.assessed is not self.claimed


def read_entries(terms: Terms, sheet: Sheet, entry: ClaimEntry) -> Entered:
    """Figures to date of every line; EntryRefused names the line and the field."""
    entries, kind = entry.lines, entry.type
    closed = kind is ClaimType.RETENTION_RELEASE
    before: Sequence[Figures | LinePosition] = sheet.at
    if entry.move_stored_to_work:
        before = [moved(at) for at in sheet.at]
    claimed: list[Figures] = []
    answers: dict[int, Figures] = {}
    read = Entered(before, claimed, claimed, {}, [])
    if not entries.keys() <= sheet.keys:
        _refuse_unknown(sheet, entry)
    for index, (line, own, now) in enumerate(zip(sheet.lines, sheet.own, before, strict=True)):
        said = entries.get(line.key)
        if said is None:
            claimed.append(standing(now))
            continue
        figures = enter(line, own, said, now, now, ZERO)
        if closed or said.retention_adjustment or said.retention_released:
            check_line(terms, kind, line, said, now, figures)
        claimed.append(figures)
        if said.assessed is not None or not line.counts:
            answers[index] = _answer(terms, sheet, entry, index, said, now, figures, read)
    if answers:
        read.assessed = [answers.get(index, figure) for index, figure in enumerate(claimed)]
    return read


def _answer(
    terms: Terms,
    sheet: Sheet,
    entry: ClaimEntry,
    index: int,
    said: LineEntry,
    before: Figures | LinePosition,
    claimed: Figures,
    read: Entered,
) -> Figures:
    """The assessed figures of a line on which something was entered."""
    line, answer = sheet.lines[index], said.assessed
    absent = claimed if line.counts else standing(before)
    if not line.counts and (_claims(said) or (answer is not None and _claims(answer))):
        read.warnings.append(
            Warning_(
                line.key,
                "unapproved_variation",
                f"The variation of line {line.key} is not approved: what is claimed on it is "
                "certified only as far as it is assessed.",
            )
        )
    if answer is None:
        return absent
    try:
        assessed = enter(line, sheet.own[index], answer, before, absent, absent.released)
        check_line(terms, entry.type, line, answer, before, assessed)
    except EntryRefused as refusal:
        raise EntryRefused(
            refusal.sentence, field=f"assessed.{refusal.field}", line=line.key
        ) from None
    read.reasons[index] = answer.reason
    if _is_less(assessed, claimed) and not (answer.reason or "").strip():
        read.warnings.append(_reason_missing(line))
    return assessed


def _claims(said: LineEntry | AssessedEntry) -> bool:
    return bool(
        said.figure or said.materials_stored or said.retention_adjustment or said.retention_released
    )


def _is_less(assessed: Figures, claimed: Figures) -> bool:
    return (
        assessed.work < claimed.work
        or assessed.stored < claimed.stored
        or assessed.released < claimed.released
    )


def _reason_missing(line: ScheduledLine) -> Warning_:
    return Warning_(
        line.key,
        "reason_missing",
        f"Line {line.key} is assessed below what was claimed, without a reason.",
    )


def _refuse_unknown(sheet: Sheet, entry: ClaimEntry) -> None:
    raise EntryRefused(
        "the schedule has no such item; an item of a line or a variation is expected",
        field="item",
        line=next(key for key in entry.lines if key not in sheet.keys),
    )
