"""The addresses of the account's settings and its permission templates."""

from __future__ import annotations

from django.urls import URLPattern, path

from ledgerstone.access.levels import Scope
from ledgerstone.web.permissions import views as permissions

from . import field_views, tax_views, views

_FIELDS = "settings/fields/"
_TEMPLATES = "settings/permissions/"
_TEMPLATE = f"{_TEMPLATES}<int:template_id>/"

urlpatterns: list[URLPattern] = [
    path("settings/", views.account_settings, name="account_settings"),
    path("settings/taxes/", tax_views.account_taxes, name="account_taxes"),
    path("settings/taxes/new/", tax_views.tax_code_new, name="tax_code_new"),
    path("settings/taxes/<int:tax_code_id>/", tax_views.tax_code, name="tax_code"),
    path(_FIELDS, field_views.field_sets, name="field_sets"),
    path(f"{_FIELDS}new/", field_views.field_set_new, name="field_set_new"),
    path(f"{_FIELDS}<int:field_set_id>/", field_views.field_set, name="field_set"),
    path(
        f"{_FIELDS}<int:field_set_id>/delete/",
        field_views.field_set_delete,
        name="field_set_delete",
    ),
    path(_TEMPLATES, permissions.template_list, name="permission_templates"),
    path(
        f"{_TEMPLATES}new/",
        permissions.template_new,
        {"scope": Scope.PROJECT},
        name="permission_template_new",
    ),
    path(
        f"{_TEMPLATES}new-for-account/",
        permissions.template_new,
        {"scope": Scope.ACCOUNT},
        name="permission_template_new_for_account",
    ),
    path(_TEMPLATE, permissions.template, name="permission_template"),
    path(f"{_TEMPLATE}copy/", permissions.template_clone, name="permission_template_clone"),
    path(f"{_TEMPLATE}delete/", permissions.template_delete, name="permission_template_delete"),
]
