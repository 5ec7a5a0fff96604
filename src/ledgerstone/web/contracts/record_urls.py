"""The addresses of one contract's particulars and of what is read about it."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import general_views

_CONTRACT = "contracts/<int:contract_id>/"

urlpatterns: list[URLPattern] = [
    path(_CONTRACT, general_views.contract, name="contract"),
]
