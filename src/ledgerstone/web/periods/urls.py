"""The addresses of billing periods."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import changing, views

_PROJECT = "projects/<int:project_id>/periods/"
_PERIOD = "periods/<int:period_id>/"

urlpatterns: list[URLPattern] = [
    path(_PROJECT, views.period_list, name="period_list"),
    path(f"{_PROJECT}new/", views.period_new, name="period_new"),
    path(_PERIOD, changing.period_edit, name="period_edit"),
    path(f"{_PERIOD}extend/", changing.period_extend, name="period_extend"),
    path(
        f"{_PERIOD}extensions/<int:extension_id>/remove/",
        changing.extension_remove,
        name="extension_remove",
    ),
    path(f"{_PERIOD}delete/", changing.period_delete, name="period_delete"),
    path(f"{_PERIOD}close/", views.period_close, name="period_close"),
    path(f"{_PERIOD}reopen/", views.period_reopen, name="period_reopen"),
]
