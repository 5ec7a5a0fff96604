"""Puts each request into its account and names its actor: the person, at work there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ledgerstone.contracts.actors import at_work
from ledgerstone.tenancy.models import User


class ActorMiddleware:
    """Sets `request.actor`, None for somebody who is not signed in or belongs to no account, and
    lets the connection see the rows of the request's account, and no others.

    Stands after the middleware that says which account that is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = getattr(request, "account", None)
        request.actor = None  # type: ignore[attr-defined]
        request.project = None  # type: ignore[attr-defined]
        if account is None or not isinstance(request.user, User):
            return self.get_response(request)
        with at_work(request.user, account) as actor:
            request.actor = actor  # type: ignore[attr-defined]
            return self.get_response(request)
