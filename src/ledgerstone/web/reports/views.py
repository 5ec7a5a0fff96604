"""The pages and files of reports."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_safe

from ledgerstone.documents.spreadsheets.report_files import report_file
from ledgerstone.documents.spreadsheets.spreadsheet_text import FORMS
from ledgerstone.projects import policy as projects
from ledgerstone.reports import policy
from ledgerstone.reports.catalogue import REPORTS
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.directory.lists import form_asked
from ledgerstone.web.entrance import enter_project
from ledgerstone.web.requests import ActorRequest, view

from .choices import chips, filter_choices, said, side_choices
from .drawn import chart_drawn, drawn
from .reading import Reading, address_of, read_report
from .wanted import CHART, PRINT, TABLE


@view
@require_safe
def project_reports(request: ActorRequest, project_id: int) -> HttpResponse:
    """The first report of a project."""
    project = enter_project(request, project_id)
    if not policy.may_see(request.actor, project.pk):
        raise NotThere
    return HttpResponseRedirect(address_of(project, next(iter(REPORTS))))


@view
@require_safe
def account_reports(request: ActorRequest) -> HttpResponse:
    """The first report across projects."""
    if not policy.projects(request.actor):
        raise NotThere
    return HttpResponseRedirect(address_of(None, next(iter(REPORTS))))


@view
@require_safe
def report(request: ActorRequest, report: str, project_id: int | None = None) -> HttpResponse:
    """A report as chart, as table, or both for printing."""
    reading = read_report(request, report, project_id)
    return render(request, "reports/report.html", _context(request, reading))


@view
@require_safe
def report_as_file(
    request: ActorRequest, report: str, project_id: int | None = None
) -> HttpResponse:
    """The same as a spreadsheet."""
    reading = read_report(request, report, project_id)
    form = form_asked(request)
    made = reading.report
    place = request.account.name if reading.project is None else reading.project.name
    contents = report_file(made, form, [place, *_said(reading)])
    answer = HttpResponse(contents, content_type=FORMS[form])
    number = "" if reading.project is None else f"{reading.project.number} "
    today = clock.today(reading.formats.time_zone)
    name = f"{number}{made.title} {today:%Y-%m-%d}.{form}"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _context(request: ActorRequest, reading: Reading) -> dict[str, Any]:
    wanted, made, scope = reading.wanted, reading.report, reading.scope
    terms, formats = reading.terms, reading.formats
    link = _links(request, reading)
    return {
        "report": made,
        "terms": terms,
        "formats": formats,
        "tabs": _tabs(reading),
        "sides": side_choices(wanted, scope, reading.entry, terms),
        "filter": filter_choices(wanted, scope, reading.entry, terms, reading.project_count),
        "chips": chips(wanted, scope, reading.entry, terms, formats),
        "everything": reading.address(),
        "said": ", ".join(_said(reading)),
        "views": [
            {"label": label, "href": wanted.address(view), "current": wanted.view == view}
            for label, view in (("Chart", CHART), ("Table", TABLE))
        ],
        "is_print": wanted.view == PRINT,
        "has_chart": wanted.view != TABLE and not made.chart.is_empty,
        "has_table": wanted.view != CHART or made.chart.is_empty,
        "print_href": wanted.address(PRINT),
        "back_href": wanted.address(CHART),
        "table_href": wanted.address(TABLE),
        "table": drawn(made.table, formats, link),
        "behind": None if made.behind is None else drawn(made.behind, formats, link),
        "chart": chart_drawn(made.chart, formats, made.summary),
        "exports": _exports(reading),
        "now": clock.now(),
    }


def _said(reading: Reading) -> list[str]:
    return said(reading.wanted, reading.scope, reading.entry, reading.terms, reading.formats)


def _tabs(reading: Reading) -> list[dict[str, Any]]:
    """The reports, asked for the same as far as each can be."""
    kept = urlencode(reading.wanted.but("on", "by", "view"))
    return [
        {
            "label": entry.label(reading.terms),
            "href": f"{reading.address(key)}?{kept}" if kept else reading.address(key),
            "current": key == reading.report.key,
            "count": None,
        }
        for key, entry in REPORTS.items()
    ]


def _exports(reading: Reading) -> list[tuple[str, str]]:
    address = reading.address(f"{reading.report.key}_file")
    query = f"&{reading.wanted.query}" if reading.wanted.query else ""
    return [
        (label, f"{address}?form={form}{query}")
        for form, label in (("xlsx", "Excel workbook"), ("csv", "CSV file"))
    ]


def _links(request: ActorRequest, reading: Reading) -> Any:
    """Where a row leads: to its record, or to the claims of its company."""
    project, wanted = reading.project, reading.wanted
    sees_tool = project is not None and projects.may_see_claims_tool(request.actor, project.pk)

    def link(of: tuple[str, int]) -> str:
        kind, pk = of
        if kind == "company":
            return wanted.address(company_id=pk, by="claim")
        if kind == "period":
            if not sees_tool or project is None:
                return ""
            asked = {"period": pk} | ({"list": "head"} if wanted.asked.is_above else {})
            return f"{reverse('web:claims_tool', args=[project.pk])}?{urlencode(asked)}"
        names = {
            "contract": "web:contract_claims",
            "retention": "web:retention_statement",
            "claim": "web:claim",
        }
        return reverse(names[kind], args=[pk])

    return link
