"""The addresses of the company directory."""

from __future__ import annotations

from django.urls import URLPattern, path

from ledgerstone.directory.models import COMPANIES, PEOPLE

from . import companies, importing, lists, logos, merging, people

_COMPANY = "companies/<int:company_id>/"
_PERSON = "people/<int:person_id>/"
_IMPORT = "imports/<int:import_id>/"
_OF_COMPANIES = {"kind": COMPANIES}
_OF_PEOPLE = {"kind": PEOPLE}

urlpatterns: list[URLPattern] = [
    path("companies/", lists.company_list, name="company_list"),
    path("companies/file", lists.company_export, name="company_export"),
    path("companies/names", lists.company_options, name="company_options"),
    path("companies/new/", companies.company_new, name="company_new"),
    path("companies/import/", importing.new_import, _OF_COMPANIES, name="company_import"),
    path("companies/template", importing.template, _OF_COMPANIES, name="company_template"),
    path(_COMPANY, companies.company, name="company"),
    path(f"{_COMPANY}edit/", companies.company_edit, name="company_edit"),
    path(f"{_COMPANY}logo", logos.company_logo, name="company_logo"),
    path(f"{_COMPANY}logo/change", logos.company_logo_change, name="company_logo_change"),
    path(f"{_COMPANY}people/", companies.company_people, name="company_people"),
    path(f"{_COMPANY}contracts/", companies.company_contracts, name="company_contracts"),
    path(f"{_COMPANY}history/", companies.company_history, name="company_history"),
    path(f"{_COMPANY}use", companies.company_use, name="company_use"),
    path(f"{_COMPANY}merge/", merging.company_merge, name="company_merge"),
    path("people/", lists.person_list, name="person_list"),
    path("people/file", lists.person_export, name="person_export"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/import/", importing.new_import, _OF_PEOPLE, name="person_import"),
    path("people/template", importing.template, _OF_PEOPLE, name="person_template"),
    path(_PERSON, people.person, name="person"),
    path(f"{_PERSON}edit/", people.person_edit, name="person_edit"),
    path(f"{_PERSON}history/", people.person_history, name="person_history"),
    path(f"{_PERSON}use", people.person_use, name="person_use"),
    path(f"{_PERSON}invite", people.person_invite, name="person_invite"),
    path(f"{_PERSON}try-address", people.person_try_address, name="person_try_address"),
    path(_IMPORT, importing.import_preview, name="import_preview"),
    path(f"{_IMPORT}report", importing.import_report, name="import_report"),
    path(f"{_IMPORT}accept", importing.import_accept, name="import_accept"),
    path(f"{_IMPORT}discard", importing.import_discard, name="import_discard"),
]
