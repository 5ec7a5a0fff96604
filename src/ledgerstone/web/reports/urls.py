"""The addresses of reports: of a project, and across the account."""

from __future__ import annotations

from django.urls import URLPattern, path

from ledgerstone.reports.catalogue import REPORTS

from . import views

_PROJECT = "projects/<int:project_id>/reports/"
_ACCOUNT = "reports/"


def _report(key: str) -> list[URLPattern]:
    """One report as page and as file, here and there."""
    known = {"report": key}
    return [
        path(f"{_PROJECT}{key}/", views.report, known, name=f"report_{key}"),
        path(f"{_PROJECT}{key}/file", views.report_as_file, known, name=f"report_{key}_file"),
        path(f"{_ACCOUNT}{key}/", views.report, known, name=f"account_report_{key}"),
        path(
            f"{_ACCOUNT}{key}/file", views.report_as_file, known, name=f"account_report_{key}_file"
        ),
    ]


urlpatterns: list[URLPattern] = [
    path(_PROJECT, views.project_reports, name="project_reports"),
    path(_ACCOUNT, views.account_reports, name="account_reports"),
    *(one for key in REPORTS for one in _report(key)),
]
