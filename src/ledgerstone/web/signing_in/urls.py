"""The addresses of signing in, besides those of the sign-in library."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import invitation, links, pages

urlpatterns: list[URLPattern] = [
    path("security/", pages.security, name="security"),
    path("security/two-step/", pages.set_up, name="two_step"),
    path("security/recovery-codes/", pages.recovery_codes, name="recovery_codes"),
    path("security/recovery-codes/file", pages.recovery_codes_file, name="recovery_codes_file"),
    path("security/history/", pages.sign_ins, name="sign_ins"),
    path("security/sessions/end", pages.sessions_end, name="sessions_end"),
    path("security/sessions/<int:session_id>/end", pages.session_end, name="session_end"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("open/<str:token>/", links.mailed_link, name="mailed_link"),
    path("leave", links.link_end, name="link_end"),
]
