"""The addresses of a claim contact's own list. Each names its account: the list spans several."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import payments_views, views

_IN = "my-contracts/<int:account_id>/"

urlpatterns: list[URLPattern] = [
    path("my-contracts/", views.my_contracts, name="my_contracts"),
    path("my-contracts/payments/", payments_views.my_payments, name="my_payments"),
    path(f"{_IN}payments/<int:contract_id>/", views.my_contract_payments, name="my_payments_of"),
    path(f"{_IN}contracts/<int:contract_id>/", views.my_contract, name="my_contract"),
    path(f"{_IN}contracts/<int:contract_id>/claim/", views.my_claim_new, name="my_claim_new"),
    path(f"{_IN}contracts/<int:contract_id>/schedule/", views.my_schedule, name="my_schedule"),
    path(f"{_IN}invitations/<int:invitation_id>/", views.my_invitation, name="my_invitation"),
    path(f"{_IN}claims/<int:claim_id>/", views.my_claim, name="my_claim"),
]
