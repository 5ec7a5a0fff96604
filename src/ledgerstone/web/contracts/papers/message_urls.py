"""The address of the messages about a contract."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import message_views as views

urlpatterns: list[URLPattern] = [
    path(
        "contracts/<int:contract_id>/messages/", views.contract_messages, name="contract_messages"
    ),
]
