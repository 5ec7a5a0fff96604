"""What is written down about each try to sign in: who, from where, with which browser."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from ledgerstone.directory.models import SignIn
from ledgerstone.directory.operations import record_sign_in
from ledgerstone.tenancy.models import User

Kind = SignIn.Kind


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind proxies only where the installation was told of them."""
    return str(get_adapter(request).get_client_ip(request))


def note(request: HttpRequest, user: User, kind: Kind, means: str = "") -> None:
    """Write down what happened to a login, for its owner to read."""
    record_sign_in(
        user_id=user.pk,
        kind=kind,
        means=means,
        address=address_of(request),
        user_agent=request.headers.get("User-Agent", ""),
    )
