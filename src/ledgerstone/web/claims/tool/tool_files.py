"""The list of a period's claims as a file, and which columns it has."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.documents.spreadsheets.list_files import list_file
from ledgerstone.documents.spreadsheets.spreadsheet_text import FORMS
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.entrance import words
from ledgerstone.web.requests import ActorRequest, view

from .tool_asked import asked_of
from .tool_columns import SORTABLE, columns, file_cells
from .tool_pdf import tool_pdf
from .tool_reading import Reading, cookie, enter_tool, periods_of, read_tool
from .tool_rows import grouped

_PDF = "pdf"
_FORMS = {**FORMS, _PDF: "application/pdf"}
_A_YEAR = 365 * 24 * 3600


@view
@require_safe
def claims_tool_file(request: ActorRequest, project_id: int) -> HttpResponse:
    """The whole list, as it is narrowed, sorted and put together, in the columns shown."""
    project = enter_tool(request, project_id)
    reading = read_tool(request, project, periods_of(request, project))
    if reading is None:
        raise NotThere
    desk = reading.desk
    terms = desk.terms
    form = request.GET.get("form", "")
    form = form if form in _FORMS else "xlsx"
    title = terms.head_claim.plural if reading.asked.head else terms.commitment_claim.plural
    contents = tool_pdf(reading, title) if form == _PDF else _table(reading, title, form)
    answer = HttpResponse(contents, content_type=_FORMS[form])
    name = f"{project.number} {title} {desk.period.end:%Y-%m-%d}".lower().replace(" ", "-")
    safe = "".join(mark for mark in name if mark.isalnum() or mark in "-_.")
    answer["Content-Disposition"] = f'attachment; filename="{safe}.{form}"'
    return answer


def _table(reading: Reading, title: str, form: str) -> bytes:
    """The list as a spreadsheet or as CSV."""
    terms, formats = reading.desk.terms, reading.desk.formats
    picked = list(reading.columns)
    rows = [
        row
        for group in grouped(reading.rows, reading.asked, reading.covers, terms)
        for row in group.rows
    ]
    return list_file(
        title,
        [column.heading for column in picked],
        (file_cells(row, picked, reading.covers, terms, formats) for row in rows),
        form,
        shares=[place for place, one in enumerate(picked) if one.key == "percent"],
    )


@view
@require_POST
def claims_tool_columns(request: ActorRequest, project_id: int) -> HttpResponse:
    """Choose the columns, for this browser; none chosen are the usual ones."""
    enter_tool(request, project_id)
    terms, _ = words(request)
    asked = asked_of(request.POST, terms, SORTABLE)
    known = columns(terms, head=asked.head)
    picked = [key for key in request.POST.getlist("column") if key in known]
    place = reverse("web:claims_tool", args=[project_id])
    answer = HttpResponseRedirect(f"{place}{asked.address()}" if asked.given else place)
    if request.POST.get("usual") or not picked:
        answer.delete_cookie(cookie(head=asked.head))
    else:
        answer.set_cookie(
            cookie(head=asked.head),
            ".".join(picked),
            max_age=_A_YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return answer
