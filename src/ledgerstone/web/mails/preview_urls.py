"""The addresses of the pages that show how mails look."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import previews

_PROJECT, _ACCOUNT = "projects/<int:project_id>/settings/mails/", "settings/mails/"

urlpatterns: list[URLPattern] = [
    path(_PROJECT, previews.mails, name="project_mails"),
    path(f"{_PROJECT}preview/", previews.preview, name="project_mail_preview"),
    path(f"{_PROJECT}frame/", previews.frame, name="project_mail_frame"),
    path(_ACCOUNT, previews.mails, name="account_mails"),
    path(f"{_ACCOUNT}preview/", previews.preview, name="account_mail_preview"),
    path(f"{_ACCOUNT}frame/", previews.frame, name="account_mail_frame"),
]
