"""The addresses of the lists of contracts."""

from __future__ import annotations

from django.urls import URLPattern, path

from ledgerstone.contracts.models import HEAD_CONTRACT, SUBCONTRACT

from . import list_views as views

_LISTS = (
    ("commitment_list", "projects/<int:project_id>/commitments/", SUBCONTRACT),
    ("head_contract_list", "projects/<int:project_id>/head-contracts/", HEAD_CONTRACT),
)

urlpatterns: list[URLPattern] = [
    path(f"{place}{under}", view, {"kind": kind}, name=f"{name}{suffix}")
    for name, place, kind in _LISTS
    for under, view, suffix in (
        ("", views.contract_list, ""),
        ("file", views.contract_list_file, "_file"),
        ("columns/", views.contract_list_columns, "_columns"),
        ("statuses/", views.contract_list_statuses, "_statuses"),
    )
]
