"""The address of the payments of a contract; those of one payment are in ``web/payments``."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import payment_views as views

urlpatterns: list[URLPattern] = [
    path(
        "contracts/<int:contract_id>/payments/", views.contract_payments, name="contract_payments"
    ),
]
