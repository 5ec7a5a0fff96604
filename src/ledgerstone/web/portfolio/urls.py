"""The addresses of the pages above projects."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import certifying_views, views

urlpatterns: list[URLPattern] = [
    path("portfolio/", views.portfolio, name="portfolio"),
    path("certifying/", certifying_views.certifying, name="certifying"),
]
