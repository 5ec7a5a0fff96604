"""The addresses of the subcontractor's schedule of a commitment."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import subcontractor_schedule_filling as filling
from . import subcontractor_schedule_views as views

_SCHEDULE = "contracts/<int:contract_id>/subcontractor-schedule/"

urlpatterns: list[URLPattern] = [
    path(_SCHEDULE, views.subcontractor_schedule, name="subcontractor_schedule"),
    path(
        f"{_SCHEDULE}fill/",
        filling.subcontractor_schedule_fill,
        name="subcontractor_schedule_fill",
    ),
    path(f"{_SCHEDULE}do/", views.subcontractor_schedule_act, name="subcontractor_schedule_act"),
    path(
        f"{_SCHEDULE}breakdown.xlsx",
        views.subcontractor_schedule_template,
        name="subcontractor_schedule_template",
    ),
]
