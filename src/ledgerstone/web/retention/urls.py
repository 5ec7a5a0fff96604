"""The addresses of retention in claims, and of its statements."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import claim_views, statement_views

_STATEMENT = "contracts/<int:contract_id>/retention/statement/"
_PROJECT = "projects/<int:project_id>/retention/"

urlpatterns: list[URLPattern] = [
    path("claims/<int:claim_id>/retention/", claim_views.claim_retention, name="claim_retention"),
    path(_STATEMENT, statement_views.contract_statement, name="retention_statement"),
    path(
        f"{_STATEMENT}file",
        statement_views.contract_statement_file,
        name="retention_statement_file",
    ),
    path(_PROJECT, statement_views.project_statement, name="project_retention"),
    path(f"{_PROJECT}file", statement_views.project_statement_file, name="project_retention_file"),
]
