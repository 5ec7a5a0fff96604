"""The addresses that answer for a certificate, printed on paper: short, and typed either way."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("verify/", views.verify, name="verify"),
    path("verify", views.verify),
    path("verify/<str:code>", views.verify_code, name="verify_code"),
    path("verify/<str:code>/", views.verify_code),
]
