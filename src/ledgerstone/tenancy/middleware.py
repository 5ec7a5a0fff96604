"""Says which account each request is in: the one that its person works in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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


class AccountMiddleware:
    """Sets ``request.account``, None for somebody who is not signed in or belongs to no account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.account = _account_of(request)  # type: ignore[attr-defined]
        return self.get_response(request)
