"""The addresses of one contract's particulars and of what is read about it."""

from __future__ import annotations

from django.urls import URLPattern, path

from ledgerstone.web.contracts import general_views
from ledgerstone.web.contracts.papers import mailing_views

from . import particulars_views, record_views, related_views

_CONTRACT = "contracts/<int:contract_id>/"

urlpatterns: list[URLPattern] = [
    path(_CONTRACT, general_views.contract, name="contract"),
    path(f"{_CONTRACT}edit/", particulars_views.contract_edit, name="contract_edit"),
    path(f"{_CONTRACT}executed/", record_views.contract_executed, name="contract_executed"),
    path(f"{_CONTRACT}email/", mailing_views.contract_email, name="contract_email"),
    path(f"{_CONTRACT}duplicate/", record_views.contract_duplicate, name="contract_duplicate"),
    path(f"{_CONTRACT}delete/", record_views.contract_delete, name="contract_delete"),
    path(f"{_CONTRACT}related/", related_views.contract_related, name="contract_related"),
    path(f"{_CONTRACT}history/", related_views.contract_history, name="contract_history"),
]
