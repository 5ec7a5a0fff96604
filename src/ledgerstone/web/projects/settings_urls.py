"""The addresses of a project's settings."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import settings_views, tool_settings_views

_SETTINGS = "projects/<int:project_id>/settings/"
_DISTRIBUTION = f"{_SETTINGS}distributions/<slug:purpose>/"
_SOURCES = f"{_SETTINGS}funding-sources/"

urlpatterns: list[URLPattern] = [
    path(_SETTINGS, settings_views.project_settings, name="project_settings"),
    path(
        f"{_SETTINGS}commitments/",
        tool_settings_views.commitment_settings,
        name="commitment_settings",
    ),
    path(
        f"{_SETTINGS}head-contracts/",
        tool_settings_views.head_contract_settings,
        name="head_contract_settings",
    ),
    path(f"{_DISTRIBUTION}add/", tool_settings_views.distribution_add, name="distribution_add"),
    path(
        f"{_DISTRIBUTION}<int:person_id>/remove/",
        tool_settings_views.distribution_remove,
        name="distribution_remove",
    ),
    path(f"{_SOURCES}add/", tool_settings_views.funding_source_add, name="funding_source_add"),
    path(
        f"{_SOURCES}<int:source_id>/remove/",
        tool_settings_views.funding_source_remove,
        name="funding_source_remove",
    ),
]
