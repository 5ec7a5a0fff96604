"""The addresses of the pages above projects."""

from __future__ import annotations

from django.urls import URLPattern, path

from .certifying_views import certifying
from .views import portfolio

urlpatterns: list[URLPattern] = [
    path("portfolio/", portfolio, name="portfolio"),
    path("certifying/", certifying, name="certifying"),
]
