"""What stands before every page: sessions that opened one thing only, and two-step sign-in.

Stands behind the account's and the actor's middleware. The rule of a restricted session is kept
here, before any view: what its purpose does not name is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from ledgerstone.tenancy.models import Account, User
from ledgerstone.web import posted
from ledgerstone.web.held import held_post

from . import restricted, sessions, two_step

# Pages that show several accounts at once, or go from one to another.
_ACROSS_ACCOUNTS = "web:my_"
# Pages that are about signing in, and those that need nobody to be signed in.
_BEFORE_THE_CODE = ("account_", "mfa_", "healthz", "worker_healthz")
_BEFORE_THE_CODE_HERE = frozenset(
    {"web:accounts", "web:two_step", "web:recovery_codes", "web:recovery_codes_file",
     "web:invitation", "web:mailed_link", "web:security", "web:sign_ins", "web:session_end",
     "web:sessions_end", "web:mail_stop", "web:verify", "web:verify_code"}
)  # fmt: skip


class SignedInMiddleware:
    """Puts restricted sessions into place, and asks for two-step sign-in where it is required."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.restricted = None  # type: ignore[attr-defined]
        with ExitStack() as stack:
            if request.user.is_authenticated:
                sessions.mark_seen(request)
            else:
                restricted.resume(request, stack)
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        session = request.restricted  # type: ignore[attr-defined]
        if session is not None:
            if name == restricted.HOME:
                return HttpResponseRedirect(session.first_page)
            is_there = restricted.allows(session, name, request.method or "", kwargs)
            return None if is_there else _not_there(request)
        if _is_before_the_code(name) or not _lacks_second_step(request, name):
            return None
        return lead_to_set_up(request)


def lead_to_set_up(request: HttpRequest) -> HttpResponse:
    """Two-step sign-in comes first here; what was posted is held meanwhile."""
    address = reverse("web:two_step")
    if posted.wants_json(request):
        sentence = "Your account asks for two-step sign-in. Set it up; nothing you typed is lost."
        return JsonResponse({"login": address, "message": sentence}, status=401)
    if request.method == "POST":
        return held_post(request, status=403, set_up=address)
    return HttpResponseRedirect(f"{address}?{urlencode({'next': request.get_full_path()})}")


def _is_before_the_code(name: str) -> bool:
    return not name or name.startswith(_BEFORE_THE_CODE) or name in _BEFORE_THE_CODE_HERE


def _lacks_second_step(request: HttpRequest, name: str) -> bool:
    """Whether the account, or one that a page reaches into, asks for what is not set up."""
    if not isinstance(request.user, User):
        return False
    account = getattr(request, "account", None)
    asks = account is not None and account.requires_totp
    if name.startswith(_ACROSS_ACCOUNTS) and not asks:
        theirs = Account.objects.filter(memberships__user=request.user.pk)
        asks = theirs.filter(requires_totp=True).exists()
    return asks and not two_step.is_on(request.user)


def _not_there(request: HttpRequest) -> HttpResponse:
    if posted.wants_json(request):
        return JsonResponse({"message": "There is nothing here.", "fields": {}}, status=404)
    return render(request, "refusals/not_there.html", status=404)
