"""The addresses of the browser face."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ledgerstone.web.claims_urls")),
    path("", include("ledgerstone.web.documents_urls")),
]
