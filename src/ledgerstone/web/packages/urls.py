"""The addresses of packages of claims, of compiled backups, and of what is being made."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import backups, claims, under_way

_PERIOD = "periods/<int:period_id>/backups/"

urlpatterns: list[URLPattern] = [
    path("claims/<int:claim_id>/package/", claims.claim_package, name="claim_package"),
    path(_PERIOD, backups.period_backups, name="period_backups"),
    path(f"{_PERIOD}chosen", backups.period_backups_chosen, name="period_backups_chosen"),
    path("under-way/", under_way.under_way, name="under_way"),
    path("documents/<int:document_id>/seen", under_way.document_seen, name="document_seen"),
]
