"""The addresses of where a contract stood when it was taken over, and of claim documents."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import exchange_views, opening_views

_CONTRACT = "contracts/<int:contract_id>/"
_PROJECT = "projects/<int:project_id>/"

urlpatterns: list[URLPattern] = [
    path(f"{_CONTRACT}opening/", opening_views.contract_opening, name="contract_opening"),
    path(
        f"{_CONTRACT}opening/remove",
        opening_views.contract_opening_remove,
        name="contract_opening_remove",
    ),
    path(f"{_CONTRACT}claim-document", exchange_views.contract_export, name="contract_export"),
    path(f"{_PROJECT}contracts/import/", exchange_views.contract_import, name="contract_import"),
]
