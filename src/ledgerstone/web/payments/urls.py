"""The addresses of payments."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import list_views, record_views, run_views, views

_CONTRACT = "contracts/<int:contract_id>/payments/"
_PAYMENT = "payments/<int:payment_id>/"
_PAPER = "payment-papers/<int:payment_paper_id>/"
_PROJECT = "projects/<int:project_id>/payments/"

urlpatterns: list[URLPattern] = [
    path(f"{_CONTRACT}record/", record_views.payment_record, name="payment_record"),
    path(f"{_CONTRACT}credit/", record_views.payment_credit, name="payment_credit"),
    path(_PAYMENT, views.payment, name="payment"),
    path(f"{_PAYMENT}change/", views.payment_change, name="payment_change"),
    path(f"{_PAYMENT}allocate/", views.payment_allocate, name="payment_allocate"),
    path(f"{_PAYMENT}reverse/", views.payment_reverse, name="payment_reverse"),
    path(f"{_PAYMENT}attach/", views.payment_attach, name="payment_attach"),
    path(_PAPER, views.payment_paper, name="payment_paper"),
    path(f"{_PAPER}remove/", views.payment_paper_remove, name="payment_paper_remove"),
    path(_PROJECT, list_views.payment_list, name="payment_list"),
    path(f"{_PROJECT}run/", run_views.payment_run, name="payment_run"),
    path(f"{_PROJECT}run/chosen/", run_views.payment_run_chosen, name="payment_run_chosen"),
]
