"""The addresses of the account's settings and its permission templates."""

from __future__ import annotations

from django.urls import URLPattern, path

from ledgerstone.access.levels import Scope
from ledgerstone.web.permissions import views as permissions

from . import views

_TEMPLATES = "settings/permissions/"
_TEMPLATE = f"{_TEMPLATES}<int:template_id>/"

urlpatterns: list[URLPattern] = [
    path("settings/", views.account_settings, name="account_settings"),
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
