"""A schedule of values in a form: typed in the sheet, pasted as text, or read from a file.

The rows travel as they were typed, all of them, until every one can be taken: nothing is stored
before, and nothing typed is lost.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict

from ledgerstone.contracts.schedules.schedule import CheckedSchedule, RawRow, check_rows
from ledgerstone.documents.spreadsheets.schedule_files import read_pasted, read_schedule
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import Invalid

COLUMNS = tuple(one.name for one in fields(RawRow) if one.name != "source_row")
UNIT_COLUMNS = ("quantity", "unit", "unit_price")
# So many problems are listed in words; the sheet marks all of them.
LISTED = 25
LARGEST_FILE = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class TypedSchedule:
    """Rows as typed, what may be done with them, and what came of checking them."""

    rows: tuple[RawRow, ...] = ()
    create_codes: bool = False
    leave_out_totals: bool = False
    headings_as_sections: bool = False
    from_file: str = ""
    refusal: str = ""
    checked: CheckedSchedule | None = None

    @property
    def is_clean(self) -> bool:
        """Whether all rows can be taken."""
        return not self.refusal and self.checked is not None and not self.checked.problems

    @property
    def problems(self) -> list[Any]:
        """What is wrong with the rows, first come first."""
        return list(self.checked.problems) if self.checked is not None else []

    @property
    def listed(self) -> list[Any]:
        """The problems that are said in words."""
        return self.problems[:LISTED]

    @property
    def unlisted(self) -> int:
        """How many more there are."""
        return max(0, len(self.problems) - LISTED)

    @property
    def kinds(self) -> set[str]:
        """The kinds of problem that one tick can settle, and those settled already."""
        return (
            {problem.kind for problem in self.problems if problem.kind}
            | ({"new_code"} if self.create_codes else set())
            | ({"total"} if self.leave_out_totals else set())
            | ({"heading"} if self.headings_as_sections else set())
        )

    @property
    def new_codes(self) -> str:
        """The codes that the project does not have yet, in words."""
        codes = self.checked.new_codes if self.checked is not None else ()
        more = f" and {len(codes) - 8} more" if len(codes) > 8 else ""
        return ", ".join(codes[:8]) + more

    def as_text(self) -> str:
        """The rows as text with tabs, for pages without script."""
        if not self.rows:
            return ""
        lines = ["\t".join(column.replace("_", " ").capitalize() for column in COLUMNS)]
        lines += ["\t".join(getattr(row, column) for column in COLUMNS) for row in self.rows]
        return "\n".join(lines)


def typed_schedule(request: HttpRequest) -> TypedSchedule:
    """The schedule that a form brings: its file, else its text, else its sheet."""
    post = request.POST
    ticked = TypedSchedule(
        create_codes="create_codes" in post,
        leave_out_totals="leave_out_totals" in post,
        headings_as_sections="headings_as_sections" in post,
    )
    upload = request.FILES.get("schedule_file")
    try:
        if upload is not None:
            rows = _from_file(upload)
            return replace(ticked, rows=rows, from_file=upload.name or "the file")
        return replace(ticked, rows=_from_text_or_sheet(post))
    except Invalid as refusal:
        kept = () if upload is None else _kept(post)
        return replace(ticked, rows=kept, refusal=refusal.message)


def _kept(post: QueryDict) -> tuple[RawRow, ...]:
    """What the form held beside a file that could not be read."""
    try:
        return _from_text_or_sheet(post)
    except Invalid:
        return ()


def _from_file(upload: UploadedFile) -> tuple[RawRow, ...]:
    if upload.size is not None and upload.size > LARGEST_FILE:
        raise Invalid("The file is larger than 8 MB. A schedule of 5,000 lines has less than 1 MB.")
    # From here on rows are corrected in the sheet, so they are counted as they stand there.
    rows = read_schedule(upload.read(), upload.name or "")
    return tuple(replace(row, source_row=None) for row in rows)


def _from_text_or_sheet(post: QueryDict) -> tuple[RawRow, ...]:
    if "pasted" in post:
        text = post.get("pasted", "")
        return tuple(read_pasted(text)) if text.strip() else ()
    return rows_of(post.get("rows", ""))


def rows_of(text: str) -> tuple[RawRow, ...]:
    """The rows that a sheet sent."""
    try:
        sent = json.loads(text or "[]")
    except ValueError:
        sent = None
    if not isinstance(sent, list) or not all(isinstance(row, dict) for row in sent):
        raise Invalid("The sheet could not be read. Reload the page and try again.")
    return tuple(_row(row) for row in sent)


def _row(sent: Mapping[str, Any]) -> RawRow:
    """A row of the sheet; what it does not have is blank."""
    texts: dict[str, Any] = {
        column: "" if sent.get(column) is None else str(sent[column]) for column in COLUMNS
    }
    return RawRow(**texts)


def checked(
    typed: TypedSchedule,
    *,
    method: str,
    codes: Mapping[str, int],
    locale: str,
    taken_items: Collection[str] = (),
) -> TypedSchedule:
    """The same with what came of checking its rows."""
    outcome = check_rows(
        typed.rows,
        method=method,
        codes=codes,
        locale=locale,
        create_codes=typed.create_codes,
        leave_out_totals=typed.leave_out_totals,
        headings_as_sections=typed.headings_as_sections,
        taken_items=taken_items,
    )
    return replace(typed, checked=outcome)


def sheet_config(
    typed: TypedSchedule, *, method: str, terms: Terms, formats: Formats
) -> dict[str, Any]:
    """What the sheet starts from: the rows as typed, and each problem at its cell."""
    return {
        "locale": formats.locale,
        "currency": formats.currency,
        "method": method,
        "can_edit": True,
        "label": terms.schedule_of_values.capitalised,
        "rows": [
            {"id": None, **{column: getattr(row, column) for column in COLUMNS}}
            for row in typed.rows
        ],
        "errors": [
            {
                "row": problem.row,
                "column": problem.column or None,
                "message": _at_its_cell(problem.message),
            }
            for problem in typed.problems
        ],
    }


def _at_its_cell(message: str) -> str:
    """A problem as its own cell says it, which need not name its line."""
    sentence = message.partition(": ")[2] or message
    return sentence[:1].upper() + sentence[1:]


def from_lines(lines: Sequence[Any]) -> tuple[RawRow, ...]:
    """Lines that are kept, as rows to type in."""
    return tuple(
        RawRow(
            item=line.item,
            description=line.description,
            section=line.section,
            budget_code=line.budget_code.code if line.budget_code is not None else "",
            scheduled_value=_plain(line.scheduled_value),
            quantity=_plain(line.quantity),
            unit=line.unit,
            unit_price=_plain(line.unit_price),
        )
        for line in lines
    )


def _plain(figure: Any) -> str:
    if figure is None:
        return ""
    text = f"{figure:f}"
    whole, point, decimals = text.partition(".")
    shortened = decimals.rstrip("0")
    return f"{whole}.{shortened.ljust(2, '0')}" if point else whole
