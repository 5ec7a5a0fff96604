"""Names the actor of each request: the person, in the account that they work in now."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ledgerstone.contracts.actors import actor_for
from ledgerstone.tenancy.models import User


class ActorMiddleware:
    """Sets `request.actor`, None for somebody who is not signed in or belongs to no account.

    Stands after the account's own middleware, which says whose rows the connection may see.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = getattr(request, "account", None)
        actor = None
        if account is not None and isinstance(request.user, User):
            actor = actor_for(request.user, account)
        request.actor = actor  # type: ignore[attr-defined]
        request.project = None  # type: ignore[attr-defined]
        return self.get_response(request)
