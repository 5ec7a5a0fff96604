"""The owner's answer to a claim as a list of lines: what it would change, and what is wrong in it.

An answer names lines by their item, with what is certified to date or in this period, and why it
differs. A line that it does not name stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.claims.models.claim import REASON_CODES
from ledgerstone.core.rounding import to_places
from ledgerstone.projects.formats import FigureError, parse_figure

from .edits import Column
from .reason_words import REASON_WORDS
from .saving import Saving
from .sheet import NOTHING, SheetLine
from .typed import with_entry

MOST_ROWS = 20_000
_LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A row as it was given; ``number`` is its place in the file."""

    number: int
    item: str
    to_date: str = ""
    this_period: str = ""
    reason: str = ""
    kind: str = ""  # of the reason, by its code or its word
    fault: str = ""  # why it cannot be read at all


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """A line as the answer would have it, to date."""

    row: int
    item: str
    description: str
    claimed: Decimal
    before: Decimal
    after: Decimal
    reason: str
    needs_reason: bool

    @property
    def change(self) -> Decimal:
        return self.after - self.before

    @property
    def difference(self) -> Decimal:
        """Certified beyond what was claimed."""
        return self.after - self.claimed


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """A row that cannot be taken, and why."""

    row: int
    item: str
    message: str


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """What an answer comes to. With any problem nothing of it is stored."""

    version: int
    lines: tuple[AnsweredLine, ...]
    problems: tuple[AnswerProblem, ...]
    unnamed: int

    @property
    def changed(self) -> tuple[AnsweredLine, ...]:
        return tuple(line for line in self.lines if line.change)

    @property
    def is_clean(self) -> bool:
        return not self.problems and bool(self.lines)


class RowRefused(Exception):  # noqa: N818 - a refusal is not an error of the program
    """A row that cannot be taken; the sentence is for whoever made the file."""


def enter_answer(saving: Saving, rows: list[AnswerRow]) -> AnswerPlan:
    """Enter an answer on the lines of a claim in memory, and say what it comes to."""
    places = {row.item.strip().casefold(): i for i, row in enumerate(saving.inputs.rows)}
    lines: list[AnsweredLine] = []
    problems: list[AnswerProblem] = []
    named: dict[int, int] = {}
    for row in rows:
        place = places.get(row.item.strip().casefold())
        try:
            lines.append(_enter(saving, row, place, named))
        except RowRefused as refused:
            problems.append(AnswerProblem(row.number, row.item, str(refused)))
    unnamed = len(saving.inputs.rows) - len(named)
    return AnswerPlan(saving.claim.version, tuple(lines), tuple(problems), unnamed)


def _enter(
    saving: Saving, row: AnswerRow, place: int | None, named: dict[int, int]
) -> AnsweredLine:
    if row.fault:
        raise RowRefused(row.fault)
    if place is None:
        raise RowRefused(
            f"No line of this claim has the item {row.item}." if row.item else "Name the item."
        )
    if place in named:
        raise RowRefused(f"Row {named[place]} answers the same line.")
    named[place] = row.number
    before = saving.line(place)
    text = _to_date(saving, row, before)
    if text is not None:
        _put(saving, place, before, text)
    code, reason = _reason(row)
    if code:
        changed = saving.inputs.rows[place]._replace(reason_code=code, reason=reason)
        saving.replace(place, changed, "reason")
    after = saving.line(place)
    return AnsweredLine(
        row=row.number,
        item=after.item,
        description=after.description,
        claimed=after.claimed,
        before=before.assessed,
        after=after.assessed,
        reason=after.reason,
        needs_reason=after.is_cut and not after.has_reason,
    )


def _put(saving: Saving, place: int, before: SheetLine, text: str) -> None:
    """Certified as claimed needs no entry of its own; all else is entered as if it was typed."""
    locale = saving.reader.formats.locale
    figure = parse_figure(text, locale)
    if figure is not None and figure.kind == "amount" and figure.value == before.claimed:
        as_claimed = with_entry(saving.inputs.rows[place], NOTHING, assessed=True)
        saving.replace(place, as_claimed, Column.ASSESSED)
        return
    problems = len(saving.errors)
    saving.enter(place, Column.ASSESSED, text)
    if len(saving.errors) > problems:
        raise RowRefused(saving.errors.pop().message)


def _to_date(saving: Saving, row: AnswerRow, line: SheetLine) -> str | None:
    """What is certified to date, as it would be typed; None where the row gives no figure."""
    to_date = _figure(saving, row.to_date)
    this_period = _figure(saving, row.this_period)
    if this_period is None:
        return row.to_date.strip() or None
    if this_period[0] == "percent":
        raise RowRefused("Give what is certified in this period as an amount.")
    summed = line.completed_previous + this_period[1]
    if to_date is not None and to_date != ("amount", summed):
        raise RowRefused(
            f"To date and this period do not go together: {line.completed_previous} was certified "
            "before."
        )
    if to_places(2, summed) != summed:
        raise RowRefused("Give an amount with at most 2 decimals.")
    return f"{summed:f}"


def _figure(saving: Saving, text: str) -> tuple[str, Decimal] | None:
    try:
        found = parse_figure(text, saving.reader.formats.locale)
    except FigureError as refusal:
        raise RowRefused(str(refusal)) from None
    return None if found is None else (found.kind, found.value)


def _reason(row: AnswerRow) -> tuple[str, str]:
    """Code and words of a reason; a kind that is not said is another one."""
    text = " ".join(row.reason.split())
    kind = " ".join(row.kind.split()).casefold()
    if len(text) > _LONGEST_REASON:
        raise RowRefused(f"Give a reason of at most {_LONGEST_REASON} characters.")
    if not text and not kind:
        return "", ""
    known = {code: code for code in REASON_CODES} | {
        word.casefold(): code for code, word in REASON_WORDS.items()
    }
    code = known.get(kind, "" if kind else "other")
    if not code:
        raise RowRefused(f"“{row.kind}” is no kind of reason that is known here.")
    return code, text or REASON_WORDS[code]
