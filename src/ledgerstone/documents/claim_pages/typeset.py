"""Set a claim, or the schedule that answers it, as a PDF.

`typeset_claim` and `typeset_schedule` plan the sheets (`sheets`), write every text and figure
(`faces`), and have Typst draw them. A long document is drawn in parts of a bounded number of rows,
which are joined; so the memory stays bounded and the time grows with the number of lines. The same
document gives the same bytes every time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ledgerstone.documents.claim_pages import faces, wording
from ledgerstone.documents.claim_pages.continuation import continuation_sheet
from ledgerstone.documents.claim_pages.model import ClaimDocument, Party, require_ties
from ledgerstone.documents.payment_schedules import payment_schedule_face, payment_schedule_wording
from ledgerstone.documents.payment_schedules.payment_schedule import (
    PaymentSchedule,
    require_schedule_ties,
)
from ledgerstone.documents.typesetting.drawing import (
    TEMPLATE_VERSION,
    CannotBeDrawn,
    Typesetter,
    joined,
    page_count,
)
from ledgerstone.documents.typesetting.logos import logo_face
from ledgerstone.documents.typesetting.metrics import font_widths
from ledgerstone.documents.typesetting.plain_text import one_line
from ledgerstone.documents.typesetting.sheet_types import Frame, Layout, Page, Sheet
from ledgerstone.documents.typesetting.sheets import plan

__all__ = ["MOST_ROWS_TAGGED", "TEMPLATE_VERSION", "typeset_claim", "typeset_schedule"]

# Width and height in points, and how much of the usual air between blocks the height leaves.
_PAPERS = {"a4": (595.28, 841.89, 1.0), "us-letter": (612.0, 792.0, 0.8)}
_COVER_MARGIN = 51.0
_SHEET_MARGIN = 39.4
_HEAD, _FOOT = 51.4, 43.0
# Rows of a part of a long document: more take more memory, fewer repeat the fonts more often.
ROWS_IN_A_PART = 100
# Up to this, a document is drawn at once and tagged for screen readers; tags take ten times the
# space of what they describe, and joining parts would lose them.
MOST_ROWS_TAGGED = 300


@dataclass(frozen=True, slots=True)
class _Design:
    """One kind of document: its template, whose logos stand above, its sheets, and its first page
    once the number of the page after it and how many pages each sheet takes are known. `footer` is
    what stands at the foot unless the project has a text of its own."""

    template: str
    title: str
    document: ClaimDocument
    parties: tuple[Party, Party]
    sheets: list[tuple[str, Sheet]]
    first_page: Callable[[int, Sequence[int]], faces.Face]
    footer: str


@dataclass(frozen=True, slots=True)
class _PlannedSheet:
    """A sheet with its layout and its pages."""

    title: str
    sheet: Sheet
    layout: Layout
    pages: list[Page]


def typeset_claim(
    document: ClaimDocument, progress: Callable[[float], None] | None = None
) -> bytes:
    """Return the PDF of a claim or certificate.

    `progress` is called with the share that is done, from 0 to 1. Raises `DoesNotTieOut` for
    figures that contradict each other, and `FontsMissing` before the front end was built.
    """
    require_ties(document)
    sheets = [(document.terms.continuation_sheet.capitalised, continuation_sheet(document))]
    if document.reasons:
        title = "Reasons for differences" if document.compares else "Reasons"
        sheets.append((title, faces.reasons_sheet(document)))

    def first_page(first: int, pages: Sequence[int]) -> faces.Face:
        reasons = pages[1] if len(pages) > 1 else 0
        return faces.cover_face(document, first, pages[0], reasons)

    title = f"{wording.document_title(document)}, {wording.claim_name(document)}"
    parties = (document.claimant, document.payer)
    foot = wording.default_footer(document)
    design = _Design("claim.typ", title, document, parties, sheets, first_page, foot)
    return _typeset(design, progress)


def typeset_schedule(
    schedule: PaymentSchedule, progress: Callable[[float], None] | None = None
) -> bytes:
    """Return the PDF of a payment schedule, as `typeset_claim` does of a claim."""
    require_schedule_ties(schedule)
    answer = schedule.answer
    sheets = [("Amounts by line", payment_schedule_face.lines_sheet(schedule))]
    if schedule.reasons:
        sheets.append(("Reasons", payment_schedule_face.reasons_sheet(schedule)))

    def first_page(first: int, pages: Sequence[int]) -> faces.Face:
        return payment_schedule_face.first_page(schedule, first, pages)

    title = payment_schedule_wording.file_title(schedule)
    parties = (answer.payer, answer.claimant)
    foot = payment_schedule_wording.footer(schedule)
    design = _Design("schedule.typ", title, answer, parties, sheets, first_page, foot)
    return _typeset(design, progress)


def _typeset(design: _Design, progress: Callable[[float], None] | None) -> bytes:
    """Plan the sheets, draw the first page with as many as fit a part, then the other parts."""
    font_widths(400)
    report = progress or (lambda _share: None)
    report(0.0)
    with Typesetter() as typesetter:
        planned = _planned(design, cover_pages=1)
        parts = _parts(planned)
        first = _first_part(typesetter, design, planned, parts[0])
        report(1 / (len(parts) + 1))
        cover_pages = page_count(first) - sum(len(pages) for _, pages in parts[0])
        if cover_pages != 1:
            planned = _planned(design, cover_pages=cover_pages)
            parts = _parts(planned)
            first = _first_part(typesetter, design, planned, parts[0])
        drawn = [first]
        total = cover_pages + sum(len(one.pages) for one in planned)
        for number, part in enumerate(parts[1:], start=2):
            face = _face(design, part, total)
            drawn.append(typesetter.draw(design.template, face, tagged=False))
            report(number / (len(parts) + 1))
    pdf = joined(drawn)
    report(1.0)
    return pdf


# --- planning -----------------------------------------------------------------------------------


def _planned(design: _Design, *, cover_pages: int) -> list[_PlannedSheet]:
    """Plan the sheets that follow so many first pages."""
    width, height, _ = _PAPERS[design.document.paper]
    frame = Frame(height - 2 * _SHEET_MARGIN, width - _HEAD - _FOOT)
    sheets: list[_PlannedSheet] = []
    next_page = cover_pages + 1
    for title, sheet in design.sheets:
        layout, pages = plan(sheet, frame, next_page)
        sheets.append(_PlannedSheet(title, sheet, layout, pages))
        next_page += len(pages)
    return sheets


_Part = list[tuple[_PlannedSheet, list[Page]]]


def _is_tagged(planned: list[_PlannedSheet]) -> bool:
    """Say whether a document is short enough to be drawn at once, with tags."""
    rows = sum(len(page.rows) for one in planned for page in one.pages)
    return rows <= MOST_ROWS_TAGGED


def _parts(planned: list[_PlannedSheet]) -> list[_Part]:
    """Part the pages of all sheets so that none has many more rows than is drawn at once."""
    parts: list[_Part] = [[]]
    most = MOST_ROWS_TAGGED if _is_tagged(planned) else ROWS_IN_A_PART
    rows = 0
    for sheet in planned:
        for page in sheet.pages:
            if rows and rows + len(page.rows) > most:
                parts.append([])
                rows = 0
            rows += len(page.rows)
            if not parts[-1] or parts[-1][-1][0] is not sheet:
                parts[-1].append((sheet, []))
            parts[-1][-1][1].append(page)
    return parts


# --- drawing ------------------------------------------------------------------------------------


def _face(design: _Design, part: _Part, total_pages: int) -> dict[str, Any]:
    """Return what a part shows, as plain data."""
    document = design.document
    width, height, air = _PAPERS[document.paper]
    language, _, region = document.locale.partition("-")
    return {
        "title": one_line(design.title),
        "author": one_line(design.parties[0].name),
        "lang": language,
        "region": region or None,
        "paper": {"width": width, "height": height, "air": air},
        "draft": document.draft,
        "foot": faces.foot_text(document, design.footer, width - 2 * _COVER_MARGIN),
        "verify": faces.verify_face(document),
        "pages": total_pages,
        "cover": None,
        "logos": [None, None],
        "sheets": [_sheet_face(document, sheet, pages) for sheet, pages in part],
    }


def _sheet_face(
    document: ClaimDocument, planned: _PlannedSheet, pages: list[Page]
) -> dict[str, Any]:
    """Return a sheet's columns and these of its pages as plain data."""
    layout = planned.layout
    formats = faces.formats_of(document)
    period = formats.period(document.period_start, document.period_end)
    columns = zip(planned.sheet.columns, layout.widths, layout.heads, strict=True)
    return {
        "title": planned.title,
        "claim": one_line(f"{wording.claim_name(document)}, {period}"),
        "context": one_line(wording.sheet_context(document)),
        "size": layout.size,
        "scale": layout.scale,
        "head": layout.head_height,
        "margin": _SHEET_MARGIN,
        "columns": [
            {"w": width, "t": column.text, "h": head, "b": column.before}
            for column, width, head in columns
        ],
        "pages": [
            {
                "number": page.number,
                "first": page is planned.pages[0],
                "rows": [
                    {"k": row.kind, "h": row.height, "c": row.cells, "o": row.open}
                    for row in page.rows
                ],
            }
            for page in pages
        ],
    }


def _first_part(
    typesetter: Typesetter, design: _Design, planned: list[_PlannedSheet], part: _Part
) -> bytes:
    """Draw the first page and the sheets that come with it; without logos that do not draw."""
    pages = [len(one.pages) for one in planned]
    first_sheet_page = planned[0].pages[0].number
    face = _face(design, part, first_sheet_page - 1 + sum(pages))
    face["cover"] = design.first_page(first_sheet_page, pages)
    logos = [logo_face(party.logo) for party in design.parties]
    is_tagged = _is_tagged(planned)
    try:
        return typesetter.draw(design.template, {**face, "logos": logos}, tagged=is_tagged)
    except CannotBeDrawn:
        if logos == [None, None]:
            raise
        return typesetter.draw(design.template, face, tagged=is_tagged)
