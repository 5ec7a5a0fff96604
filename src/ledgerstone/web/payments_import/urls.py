"""The addresses of files of payments."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import changing, line_views, views

_FILE = "payment-files/<int:payment_file_id>/"

urlpatterns: list[URLPattern] = [
    path("projects/<int:project_id>/payments/import/", views.new_file, name="payment_import"),
    path(_FILE, views.preview, name="payment_file"),
    path(f"{_FILE}report", views.report, name="payment_file_report"),
    path(f"{_FILE}columns", changing.columns, name="payment_file_columns"),
    path(f"{_FILE}ticks", changing.ticks, name="payment_file_ticks"),
    path(f"{_FILE}lines/<int:sequence>/", line_views.line, name="payment_file_line"),
    path(f"{_FILE}take", changing.take, name="payment_file_take"),
    path(f"{_FILE}discard", changing.discard, name="payment_file_discard"),
]
