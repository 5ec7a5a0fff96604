"""The addresses of the page of a project's claims."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import tool, tool_acts, tool_files

_TOOL = "projects/<int:project_id>/claims/"

urlpatterns: list[URLPattern] = [
    path(_TOOL, tool.claims_tool, name="claims_tool"),
    path(f"{_TOOL}acts/", tool_acts.claims_tool_act, name="claims_tool_act"),
    path(f"{_TOOL}columns/", tool_files.claims_tool_columns, name="claims_tool_columns"),
    path(f"{_TOOL}file", tool_files.claims_tool_file, name="claims_tool_file"),
]
