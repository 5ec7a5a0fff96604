"""The addresses of a contract's retention."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import retention_release_views, retention_security_views, retention_views

_RETENTION = "contracts/<int:contract_id>/retention/"
_SECURITY = "retention-securities/<int:security_id>/"

urlpatterns: list[URLPattern] = [
    path(_RETENTION, retention_views.contract_retention, name="contract_retention"),
    path(f"{_RETENTION}rule/", retention_views.retention_rule, name="retention_rule"),
    path(f"{_RETENTION}preview/", retention_views.retention_preview, name="retention_preview"),
    path(
        f"{_RETENTION}releases/",
        retention_release_views.retention_releases,
        name="retention_releases",
    ),
    path(
        f"{_RETENTION}securities/new/",
        retention_security_views.security_new,
        name="retention_security_new",
    ),
    path(_SECURITY, retention_security_views.security_edit, name="retention_security"),
    path(
        f"{_SECURITY}remove/",
        retention_security_views.security_remove,
        name="retention_security_remove",
    ),
]
