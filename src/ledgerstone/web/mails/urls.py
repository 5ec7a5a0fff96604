"""The addresses of mails: what was sent, what a person wants of them, and what will be sent."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import stop

urlpatterns: list[URLPattern] = [
    path("mails/stop/<str:word>/", stop.mail_stop, name="mail_stop"),
]
