"""Puts each request into the account that its person works in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from . import context
from .models import Account, User
from .signed_in import accounts_of

SESSION_KEY = "account"


def _account_of(request: HttpRequest) -> Account | None:
    """The account chosen in this session, else the first that the person belongs to."""
    user = request.user
    if not isinstance(user, User):
        return None
    accounts = accounts_of(user)
    chosen = request.session.get(SESSION_KEY, 0)
    return next((account for account in accounts if account.pk == chosen), None) or next(
        iter(accounts), None
    )


class AccountContextMiddleware:
    """Sets ``request.account`` and lets the connection see that account's rows, and no others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = _account_of(request)
        request.account = account  # type: ignore[attr-defined]
        if account is None:
            return self.get_response(request)
        with context.accounts([account.pk]):
            return self.get_response(request)
