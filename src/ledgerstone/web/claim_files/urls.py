"""The addresses of a claim's spreadsheets."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import filled_views, views

_CLAIM = "claims/<int:claim_id>/"
_SHEET = "filled-sheets/<int:filled_id>/"

urlpatterns: list[URLPattern] = [
    path(f"{_CLAIM}workbook.xlsx", views.claim_workbook, name="claim_workbook"),
    path(f"{_CLAIM}sheet.csv", views.claim_csv, name="claim_csv"),
    path(f"{_CLAIM}fill-in/", filled_views.fill_in, name="claim_fill_in"),
    path(f"{_CLAIM}fill-in/sheet.xlsx", filled_views.entry_sheet, name="claim_entry_sheet"),
    path(_SHEET, filled_views.filled_sheet, name="filled_sheet"),
    path(f"{_SHEET}take", filled_views.take, name="filled_sheet_take"),
    path(f"{_SHEET}discard", filled_views.discard, name="filled_sheet_discard"),
]
