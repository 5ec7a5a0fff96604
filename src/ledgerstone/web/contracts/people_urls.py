"""The addresses of a contract's people, its advanced settings and its company."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import company_views, contact_views
from .settings import settings_views

_CONTRACT = "contracts/<int:contract_id>/"

urlpatterns: list[URLPattern] = [
    path(f"{_CONTRACT}contacts/", contact_views.contract_contacts, name="contract_contacts"),
    path(
        f"{_CONTRACT}contacts/<int:person_id>/remove/",
        contact_views.contract_contact_remove,
        name="contract_contact_remove",
    ),
    path(f"{_CONTRACT}settings/", settings_views.contract_settings, name="contract_settings"),
    path(
        f"{_CONTRACT}settings/advanced/",
        settings_views.contract_advanced,
        name="contract_advanced",
    ),
    path(
        f"{_CONTRACT}settings/contacts/",
        settings_views.contract_contact_settings,
        name="contract_contact_settings",
    ),
    path(f"{_CONTRACT}settings/privacy/", settings_views.contract_privacy, name="contract_privacy"),
    path(f"{_CONTRACT}settings/list/", settings_views.contract_list_add, name="contract_list_add"),
    path(
        f"{_CONTRACT}settings/list/<int:person_id>/remove/",
        settings_views.contract_list_remove,
        name="contract_list_remove",
    ),
    path(f"{_CONTRACT}company/", company_views.contract_company, name="contract_company"),
]
