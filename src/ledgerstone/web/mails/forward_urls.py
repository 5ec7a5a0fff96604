"""The address at which a claim is sent on by e-mail."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import forward

urlpatterns: list[URLPattern] = [
    path("claims/<int:claim_id>/forward/", forward.claim_forward, name="claim_forward"),
]
