"""Checks details as typed, or as read from a file, before any of them is kept.

Rows of a file name their line by its item; a blank one means the line of the row above. An amount
may be typed as a share of its line, such as 45%. What cannot be taken is a problem with its row,
its column and a sentence that says what would be accepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ledgerstone.contracts.models import ScheduleLine
from ledgerstone.contracts.schedules.schedule_pass import LARGEST_AMOUNT
from ledgerstone.contracts.schedules.schedule_rows import RawRow
from ledgerstone.core.rounding import ZERO, cents
from ledgerstone.projects.formats import FigureError, Formats, parse_figure
from ledgerstone.tenancy.typed_text import one_line

from .subcontractor_schedule import Breakdown, Part

_LONGEST_DESCRIPTION = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDetail:
    """A detail as typed: of which line, and which one it is, if it is there already."""

    line_id: int
    id: int | None = None
    description: str = ""
    amount: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it: such a row is no detail, or one no longer."""
        return not one_line(self.description) and not self.amount.strip()


@dataclass(frozen=True, slots=True)
class Detail:
    """A detail that can be kept. ``kept`` is the one that it changes."""

    line: ScheduleLine
    description: str
    amount: Decimal
    kept: ScheduleLine | None = None


@dataclass(frozen=True, slots=True)
class DetailProblem:
    """What is wrong with a row, counted from 1; ``column`` is "" where it is the row as such."""

    row: int
    column: str
    message: str

    @property
    def place(self) -> str:
        """Where a form shows it."""
        return f"row:{self.row}:{self.column}"


@dataclass(slots=True)
class CheckedDetails:
    """What came of checking rows."""

    details: list[Detail] = field(default_factory=list)
    problems: list[DetailProblem] = field(default_factory=list)


def check_details(
    typed: Sequence[TypedDetail], schedule: Breakdown, formats: Formats
) -> CheckedDetails:
    """Check details against the lines that they break down, and against what was billed."""
    check = _Pass({part.line.pk: part for part in schedule.parts}, formats)
    for number, row in enumerate(typed, 1):
        check.take(number, row)
    return check.checked


@dataclass(slots=True)
class _Pass:
    """A pass over the rows, each named by its place below its line."""

    parts: Mapping[int, Part]
    formats: Formats
    checked: CheckedDetails = field(default_factory=CheckedDetails)
    seen: set[int] = field(default_factory=set)
    kept: dict[int, dict[int, ScheduleLine]] = field(default_factory=dict)
    counts: Counter[int] = field(default_factory=Counter)
    number: int = 0

    def take(self, number: int, row: TypedDetail) -> None:
        """Make a detail of a row, or say what is wrong with it."""
        self.number = number
        self.counts[row.line_id] += 1
        if row.is_blank:
            return
        part = self.parts.get(row.line_id)
        if part is None:
            self._problem("line", "The line that it breaks down is no longer there. Reload.")
        elif part.is_claimed_itself:
            self._problem(
                "line", f"Line {part.line.item} was claimed as it is, so it takes no details."
            )
        else:
            self._take(row, part)

    def _take(self, row: TypedDetail, part: Part) -> None:
        name = f"Line {part.line.item}, row {self.counts[row.line_id]}"
        kept = None if row.id is None else self._details(part).get(row.id)
        if row.id is not None and (kept is None or row.id in self.seen):
            self._problem("", f"{name}: it is no longer there. Reload and type it again.")
            return
        self.seen.update(() if row.id is None else (row.id,))
        before = len(self.checked.problems)
        description = one_line(row.description)
        if not description:
            self._problem("description", f"{name}: there is no description.")
        elif len(description) > _LONGEST_DESCRIPTION:
            self._problem(
                "description", f"{name}: shorten it to {_LONGEST_DESCRIPTION} characters."
            )
        try:
            amount = _amount(row.amount, part.line.scheduled_value, self.formats)
            if kept is not None:
                _refuse_below_billed(kept, amount, self.formats)
        except ValueError as refusal:
            self._problem("amount", f"{name}: {refusal}")
            return
        if len(self.checked.problems) == before:
            self.checked.details.append(Detail(part.line, description, amount, kept))

    def _details(self, part: Part) -> dict[int, ScheduleLine]:
        """The details of a line that are kept, by id."""
        if part.line.pk not in self.kept:
            self.kept[part.line.pk] = {detail.pk: detail for detail in part.details}
        return self.kept[part.line.pk]

    def _problem(self, column: str, message: str) -> None:
        self.checked.problems.append(DetailProblem(self.number, column, message))


def _amount(text: str, of: Decimal, formats: Formats) -> Decimal:
    """A typed amount, or a share of the line's; ValueError with a sentence where it is none."""
    try:
        parsed = parse_figure(text, formats.locale)
    except FigureError as error:
        raise ValueError(str(error)) from None
    if parsed is None:
        raise ValueError("there is no amount. Type 0 if it is meant to be nil.")
    value = cents(of * parsed.value / 100) if parsed.kind == "percent" else parsed.value
    if abs(value) > LARGEST_AMOUNT:
        raise ValueError(f"an amount is at most {formats.money(LARGEST_AMOUNT)}.")
    if value != round(value, 2):
        raise ValueError(f"{text.strip()} has too many decimals: an amount has at most 2.")
    return value


def _refuse_below_billed(kept: ScheduleLine, amount: Decimal, formats: Formats) -> None:
    floor = kept.billed_floor
    if amount < floor if floor > 0 else amount > floor if floor < 0 else False:
        least = "at least" if floor > 0 else "at most"
        raise ValueError(f"{formats.money(floor)} of it is billed, so its amount is {least} that.")


@dataclass(frozen=True, slots=True)
class ReadDetails:
    """The rows of a file as typed details, and what is wrong with some of them."""

    details: tuple[TypedDetail, ...]
    problems: tuple[DetailProblem, ...]
    line_ids: tuple[int, ...]

    @property
    def is_clean(self) -> bool:
        """Whether every row could be taken."""
        return not self.problems


def read_details(rows: Sequence[RawRow], schedule: Breakdown, formats: Formats) -> ReadDetails:
    """The rows of a file: line item, description and amount.

    A row takes the place of the line's detail of the same description. What the file does not say
    again of the lines that it names goes, but for what was billed. Problems are at the rows of the
    file.
    """
    by_item = {part.line.item.casefold(): part for part in schedule.parts}
    unused = {part.line.pk: _by_description(part) for part in schedule.parts}
    found: list[TypedDetail] = []
    problems: list[DetailProblem] = []
    numbers: list[int] = []
    part: Part | None = None
    for place, raw in enumerate(rows, 1):
        number = place if raw.source_row is None else raw.source_row
        if not any(text.strip() for text in (raw.item, raw.description, raw.scheduled_value)):
            continue
        named = one_line(raw.item)
        if named:
            part = by_item.get(named.casefold())
        if part is None:
            problems.append(DetailProblem(number, "line", _no_line(number, named, schedule)))
            continue
        found.append(_typed(raw, part, unused[part.line.pk]))
        numbers.append(number)
    line_ids = tuple(dict.fromkeys(one.line_id for one in found))
    checked = check_details(found, schedule, formats)
    problems += [
        replace(one, row=numbers[one.row - 1], message=_at_row(one, numbers))
        for one in checked.problems
    ]
    return ReadDetails(
        (*found, *_billed_besides(found, line_ids, schedule)),
        tuple(sorted(problems, key=lambda one: one.row)),
        line_ids,
    )


def _no_line(number: int, named: str, schedule: Breakdown) -> str:
    if not named:
        return f"Row {number}: name the item of the line that it breaks down."
    items = [part.line.item for part in schedule.parts[:8]]
    more = " …" if len(schedule.parts) > 8 else ""
    return f"Row {number}: there is no line {named[:40]}. The items are {', '.join(items)}{more}."


def _at_row(problem: DetailProblem, numbers: Mapping[int, int] | Sequence[int]) -> str:
    """A problem as the file's reader looks for it."""
    sentence = problem.message.partition(": ")[2] or problem.message
    return f"Row {numbers[problem.row - 1]}: {sentence}"


def _by_description(part: Part) -> dict[str, list[int]]:
    """The details of a line by what they say, the first last."""
    found: dict[str, list[int]] = {}
    for detail in reversed(part.details):
        found.setdefault(detail.description.casefold(), []).append(detail.pk)
    return found


def _typed(raw: RawRow, part: Part, unused: Mapping[str, list[int]]) -> TypedDetail:
    kept = unused.get(one_line(raw.description).casefold())
    return TypedDetail(
        line_id=part.line.pk,
        id=kept.pop() if kept else None,
        description=raw.description,
        amount=raw.scheduled_value or ("" if raw.description.strip() else "0"),
    )


def _billed_besides(
    found: Sequence[TypedDetail], line_ids: Sequence[int], schedule: Breakdown
) -> list[TypedDetail]:
    """Details of the lines that a file names which it does not say again, but which were billed."""
    said, named = {one.id for one in found}, set(line_ids)
    return [
        TypedDetail(
            line_id=part.line.pk,
            id=detail.pk,
            description=detail.description,
            amount=f"{detail.scheduled_value:f}",
        )
        for part in schedule.parts
        if part.line.pk in named
        for detail in part.details
        if detail.pk not in said and is_billed(detail)
    ]


def is_billed(detail: ScheduleLine) -> bool:
    """Whether an amount of a detail was claimed or certified, so that it stays."""
    return any(
        amount != ZERO
        for amount in (detail.claimed_to_date, detail.certified_to_date, detail.billed_floor)
    )
