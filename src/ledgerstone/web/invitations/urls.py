"""The address that an invitation's mail leads to."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("invitations/<int:invitation_id>/", views.invitation_to_claim, name="claim_invitation"),
]
