"""The addresses of the pages of what is planned."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import planned

urlpatterns: list[URLPattern] = [
    path(
        "projects/<int:project_id>/settings/planned/",
        planned.project_planned,
        name="project_planned",
    ),
    path("settings/planned/", planned.account_planned, name="account_planned"),
]
