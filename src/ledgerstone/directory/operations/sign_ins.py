"""Keeps the history of each login: what was tried, from where, and what became of it."""

from __future__ import annotations

from ledgerstone.directory.browsers import in_words
from ledgerstone.directory.models import SignIn


def record_sign_in(
    *, user_id: int, kind: SignIn.Kind, means: str = "", address: str = "", user_agent: str = ""
) -> None:
    """Keep one event. ``means`` says by what, in words, such as "password and code"."""
    SignIn.objects.create(
        user_id=user_id,
        kind=kind,
        means=means,
        address=address or None,
        browser=in_words(user_agent) if user_agent else "",
    )
