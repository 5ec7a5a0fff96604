"""The addresses of the payments of contracts."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import payment_views as views

urlpatterns: list[URLPattern] = [
    path(
        "contracts/<int:contract_id>/payments/", views.contract_payments, name="contract_payments"
    ),
    path("payments/<int:payment_id>/remove/", views.payment_remove, name="payment_remove"),
]
