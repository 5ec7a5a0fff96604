"""The list of a period's claims as a PDF: narrowed, sorted and put together as on the page."""

from __future__ import annotations

from ledgerstone.documents.typesetting.list_pages import ListColumn, ListPages, ListRow, list_pages
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.periods.period_page import period_name

from .tool_asked import TURN
from .tool_columns import Column, file_cells
from .tool_reading import Reading
from .tool_rows import chips, group_choices, grouped, sort_choices

# The narrowest and the widest width of texts, in points.
_WIDTHS = {
    "number": (34, 80),
    "title": (110, 230),
    "company": (80, 150),
    "kind": (48, 84),
    "contacts": (60, 120),
    "claim": (26, 64),
    "period": (60, 120),
    "due": (46, 92),
    "status": (64, 96),
    "payment": (40, 70),
    "submitted": (46, 92),
    TURN: (84, 170),
}
_USUAL_WIDTHS = (50, 110)


def tool_pdf(reading: Reading, title: str) -> bytes:
    """The PDF of the whole list."""
    desk = reading.desk
    terms, project = desk.terms, desk.project
    period = period_name(desk.period, desk.formats)
    return list_pages(
        ListPages(
            title=title[:1].upper() + title[1:],
            subtitle=f"{period}, {project.name}",
            narrowed=_narrowed(reading, terms),
            footer=f"{project.number} {project.name}, {project.currency}, "
            f"before {terms.retention} and {terms.tax}",
            columns=[_column(one) for one in reading.columns],
            rows=_rows(reading),
            formats=desk.formats,
            paper=project.paper,
            author=desk.account.name,
        )
    )


def _column(column: Column) -> ListColumn:
    if column.is_money:
        return ListColumn(column.heading, "money")
    if column.key == "percent":
        return ListColumn(column.heading, "share")
    narrowest, widest = _WIDTHS.get(column.key, _USUAL_WIDTHS)
    return ListColumn(column.heading, narrowest=narrowest, widest=widest)


def _rows(reading: Reading) -> list[ListRow]:
    """Every row; the sum of a contract with two claims is counted with the first."""
    desk, picked = reading.desk, list(reading.columns)
    sums = frozenset(n for n, column in enumerate(picked) if column.key == "contract_sum")
    found: list[ListRow] = []
    counted: set[int] = set()
    for group in grouped(reading.rows, reading.asked, reading.covers, desk.terms):
        for row in group.rows:
            cells = file_cells(row, picked, reading.covers, desk.terms, desk.formats)
            before = sums if row.contract.pk in counted else frozenset()
            counted.add(row.contract.pk)
            found.append(ListRow(cells, group.title, before))
    return found


def _narrowed(reading: Reading, terms: Terms) -> str:
    """What is left out, how the rows are put together and in which order."""
    asked = reading.asked
    only = ", ".join(chip["label"] for chip in chips(asked, reading.listed, terms))
    by = next((one["label"] for one in group_choices(asked, terms) if one["current"]), "")
    order = next((one["label"] for one in sort_choices(asked) if one["current"]), "")
    said = [
        f"Only {only}: {len(reading.rows)} of {len(reading.listed)}" if only else "All rows",
        f"by {by}" if asked.group else "",
        order[:1].lower() + order[1:],
    ]
    return ", ".join(filter(None, said))
