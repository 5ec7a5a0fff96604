"""Logins are found by their e-mail address, in whatever case it is typed."""

from __future__ import annotations

from django.db.models.functions import Lower

from ledgerstone.tenancy.models import User


def login_of(email: str) -> User | None:
    """The login with this address, closed ones included."""
    lowered = User.objects.annotate(lowered_email=Lower("email"))
    return lowered.filter(lowered_email=email.strip().lower()).first()
