"""The details of the subcontractor's schedule in a form: one row each, below their line.

Rows travel as they were typed, so nothing typed is lost when some of it cannot be taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import QueryDict

from ledgerstone.contracts.models import ScheduleLine
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import Breakdown, Part
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule_rows import (
    DetailProblem,
    TypedDetail,
    is_billed,
)
from ledgerstone.projects.formats import Formats
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.posted import is_whole

# More rows than these on one page are filled a line at a time.
MOST_ROWS = 200
_FIELDS = ("detail_line", "detail_id", "description", "amount")


@dataclass(frozen=True, slots=True)
class Row:
    """A row to type a detail into, with what is wrong with it by its column."""

    line_id: int
    number: int
    id: int | None = None
    description: str = ""
    amount: str = ""
    billed: Decimal | None = None
    errors: Mapping[str, str] | None = None

    @property
    def error(self) -> str:
        """What is wrong with it, in one sentence."""
        return " ".join(self.errors.values()) if self.errors else ""

    @property
    def stays(self) -> bool:
        """Whether it was billed, so that it cannot be removed."""
        return self.billed is not None


@dataclass(frozen=True, slots=True)
class FormPart:
    """A line with its rows."""

    part: Part
    rows: Sequence[Row]
    remaining: Decimal
    is_skipped: bool = False

    @property
    def line(self) -> ScheduleLine:
        """The agreed line."""
        return self.part.line


def typed_details(post: QueryDict) -> list[TypedDetail]:
    """The details that a form brings, in their order."""
    columns = [post.getlist(name) for name in _FIELDS]
    if len({len(column) for column in columns}) != 1:
        raise Invalid("The form was not sent whole. Reload the page and try again.")
    found = []
    for line, pk, description, amount in zip(*columns, strict=True):
        if not is_whole(line) or (pk and not is_whole(pk)):
            raise Invalid("The form was not sent whole. Reload the page and try again.")
        found.append(
            TypedDetail(
                line_id=int(line),
                id=int(pk) if pk else None,
                description=description,
                amount=amount,
            )
        )
    return found


def merged(
    typed: Sequence[TypedDetail], schedule: Breakdown, covered: Sequence[int], formats: Formats
) -> list[TypedDetail]:
    """What was typed beside what somebody else did meanwhile, so that neither is lost.

    Details that they added stand below, those that they deleted are new ones again.
    """
    wanted = set(covered)
    there = {
        detail.pk: detail
        for part in schedule.parts
        if part.line.pk in wanted
        for detail in part.details
    }
    said = {one.id for one in typed}
    mine = [one if one.id in there else replace(one, id=None) for one in typed]
    theirs = [
        TypedDetail(
            line_id=detail.parent_id or 0,
            id=pk,
            description=detail.description,
            amount=formats.money(detail.scheduled_value),
        )
        for pk, detail in there.items()
        if pk not in said
    ]
    return [*mine, *theirs]


def covered_lines(post: QueryDict) -> list[int]:
    """The lines whose details the form brings."""
    return [int(pk) for pk in post.getlist("covers") if is_whole(pk)]


def chosen_parts(schedule: Breakdown, asked: str) -> list[Part]:
    """The lines to fill on one page: the one asked for, else all, of many the first to fill."""
    if is_whole(asked):
        part = schedule.part(int(asked))
        if part is not None:
            return [part]
    parts = list(schedule.parts)
    if len(parts) + schedule.detail_count <= MOST_ROWS:
        return parts
    return [next(iter(schedule.missing), parts[0])]


def stored_parts(parts: Sequence[Part], formats: Formats, *, blank: int = 1) -> list[FormPart]:
    """Lines with their details as they are kept, and blank rows to add some."""
    number = 0
    found = []
    for part in parts:
        rows = []
        for detail in part.details:
            number += 1
            rows.append(_row(part, number, detail, formats))
        if part.needs_details or part.line.scheduled_value:
            for _blank in range(blank):
                number += 1
                rows.append(Row(part.line.pk, number))
        found.append(FormPart(part, rows, part.remaining, is_skipped=not rows))
    return found


def typed_parts(
    parts: Sequence[Part],
    typed: Sequence[TypedDetail],
    problems: Sequence[DetailProblem],
    formats: Formats,
    *,
    allocated: Mapping[int, Decimal],
) -> list[FormPart]:
    """Lines with their rows as they were typed, each with what is wrong with it."""
    errors: dict[int, dict[str, str]] = {}
    for problem in problems:
        errors.setdefault(problem.row, {})[problem.column] = _sentence(problem.message)
    by_line: dict[int, list[tuple[int, TypedDetail]]] = {}
    for number, one in enumerate(typed, 1):
        by_line.setdefault(one.line_id, []).append((number, one))
    found = []
    for part in parts:
        kept = {detail.pk: detail for detail in part.details}
        rows = [
            Row(
                line_id=part.line.pk,
                number=number,
                id=one.id,
                description=one.description,
                amount=one.amount,
                billed=_billed(kept.get(one.id or 0)),
                errors=errors.get(number),
            )
            for number, one in by_line.get(part.line.pk, ())
        ]
        if not rows or not typed_is_blank(rows[-1]):
            rows.append(Row(part.line.pk, len(typed) + part.line.pk))
        left = part.line.scheduled_value - allocated.get(part.line.pk, Decimal("0.00"))
        found.append(FormPart(part, rows, left, is_skipped=part.is_claimed_itself))
    return found


def typed_is_blank(row: Row) -> bool:
    """Whether there is still room for another detail in a row."""
    return not row.description.strip() and not row.amount.strip()


def _row(part: Part, number: int, detail: ScheduleLine, formats: Formats) -> Row:
    return Row(
        line_id=part.line.pk,
        number=number,
        id=detail.pk,
        description=detail.description,
        amount=formats.money(detail.scheduled_value),
        billed=_billed(detail),
    )


def _billed(detail: ScheduleLine | None) -> Decimal | None:
    if detail is None or not is_billed(detail):
        return None
    billed: Decimal = detail.claimed_to_date or detail.certified_to_date
    return billed


def _sentence(message: str) -> str:
    """A problem as its own row says it, which need not name itself."""
    sentence = message.partition(": ")[2] or message
    return sentence[:1].upper() + sentence[1:]
