"""The security page: password, two-step sign-in, where one is signed in, and what happened."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.correspondence import jobs
from ledgerstone.directory.models import SignIn
from ledgerstone.tenancy.encryption import decrypted, encrypted
from ledgerstone.tenancy.models import Account, User
from ledgerstone.web.requests import first_of_ours, shown, signed_out

from . import sessions, two_step
from .entrance import reauthentication_required
from .forms import SetUpForm
from .known import Kind, note
from .picture import qr_code

P = ParamSpec("P")
_SECRET = "two_step_secret"  # noqa: S105 - the name of a place in the session
_FEW = 3
_RECENT = 8
_PAGE = 50


class UserRequest(HttpRequest):
    """A request of somebody who has signed in, in whichever account."""

    user: User


def own_page(
    page: Callable[Concatenate[UserRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view for people who signed in, about their own login; never kept by a browser."""

    @never_cache
    @wraps(page)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return signed_out(request)
        return page(request, *args, **kwargs)  # type: ignore[arg-type]

    return answered


@own_page
@require_safe
def security(request: UserRequest) -> HttpResponse:
    """Everything about one's own login on one page."""
    codes = len(two_step.recovery_codes(request.user))
    context = {
        "two_step": two_step.is_on(request.user),
        "codes_left": codes,
        "codes_are_few": codes <= _FEW,
        "required_by": _required_by(request.user),
        "sessions": sessions.open_sessions(request, request.user),
        "history": _history(request.user)[:_RECENT],
    }
    return shown(request, "signing_in/security.html", context)


@own_page
@require_safe
def sign_ins(request: UserRequest) -> HttpResponse:
    """The whole history of one's own login."""
    page = Paginator(_history(request.user), _PAGE).get_page(request.GET.get("page"))
    return shown(request, "signing_in/history.html", {"page": page, "history": page.object_list})


@own_page
@reauthentication_required(app="allauth.mfa", allow_get=False)
def set_up(request: UserRequest) -> HttpResponse:
    """Set two-step sign-in up, or turn it off."""
    if request.POST.get("act") == "off":
        return _turn_off(request)
    if two_step.is_on(request.user):
        return HttpResponseRedirect(_next(request) or reverse("web:security"))
    secret = _secret(request)
    form = SetUpForm(request.POST or None, user=request.user, secret=secret)
    if request.method == "POST" and form.is_valid():
        request.session.pop(_SECRET, None)
        note(request, request.user, Kind.TWO_STEP_ON)
        jobs.send_notice.defer(user_id=request.user.pk, what="two_step_on")
        onward = urlencode({"next": _next(request)})
        return HttpResponseRedirect(f"{reverse('web:recovery_codes')}?{onward}")
    context = {
        "picture": qr_code(
            two_step.app_address(request.user, secret), "The picture that the app reads"
        ),
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "required": _account_requires(request),
        "next": _next(request),
    }
    return shown(request, "signing_in/two_step.html", context, form=form)


@own_page
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request: UserRequest) -> HttpResponse:
    """The codes for the day when the phone is lost; a post makes new ones."""
    if not two_step.is_on(request.user):
        raise Http404
    if request.method == "POST":
        two_step.make_recovery_codes(request.user)
        note(request, request.user, Kind.CODES_MADE)
        jobs.send_notice.defer(user_id=request.user.pk, what="codes_made")
        messages.success(request, "These are your new codes. The old ones work no more.")
        return HttpResponseRedirect(reverse("web:recovery_codes"))
    context = {
        "codes": [_spaced(code) for code in two_step.recovery_codes(request.user)],
        "next": _next(request),
    }
    return shown(request, "signing_in/recovery_codes.html", context)


@own_page
@require_safe
@reauthentication_required(app="allauth.mfa")
def recovery_codes_file(request: UserRequest) -> HttpResponse:
    """The same codes as a text file."""
    if not two_step.is_on(request.user):
        raise Http404
    lines = [
        f"Recovery codes of {request.user.email} for Ledgerstone. Each works once.",
        "",
        *(_spaced(code) for code in two_step.recovery_codes(request.user)),
        "",
    ]
    answer = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="ledgerstone-recovery-codes.txt"'
    return answer


@own_page
@require_POST
def session_end(request: UserRequest, session_id: int) -> HttpResponse:
    """Sign out of one browser."""
    if not sessions.end_one(request.user, session_id):
        raise Http404
    note(request, request.user, Kind.SESSION_ENDED, "one browser")
    messages.success(request, "That browser is signed out.")
    return HttpResponseRedirect(reverse("web:security"))


@own_page
@require_POST
def sessions_end(request: UserRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    user = request.user
    note(request, user, Kind.SESSION_ENDED, "every browser")
    sessions.end_all(user)
    logout(request)
    messages.success(request, "You are signed out everywhere.")
    return HttpResponseRedirect(reverse("account_login"))


def may_turn_off(user: User) -> bool:
    """Whether no account that the person works in asks for two-step sign-in."""
    return not _required_by(user)


def _turn_off(request: UserRequest) -> HttpResponse:
    if not may_turn_off(request.user):
        messages.error(request, "An account that you work in asks for two-step sign-in.")
    elif two_step.is_on(request.user):
        two_step.turn_off(request.user)
        note(request, request.user, Kind.TWO_STEP_OFF)
        jobs.send_notice.defer(user_id=request.user.pk, what="two_step_off")
        messages.success(request, "Two-step sign-in is off.")
    return HttpResponseRedirect(reverse("web:security"))


def _required_by(user: User) -> list[str]:
    """The accounts of a person that ask for two-step sign-in, by name."""
    asking = Account.objects.filter(memberships__user=user.pk, requires_totp=True)
    return list(asking.order_by("name").values_list("name", flat=True))


def _account_requires(request: UserRequest) -> bool:
    account = getattr(request, "account", None)
    return account is not None and bool(account.requires_totp)


def _secret(request: UserRequest) -> str:
    """The secret of a set-up under way: the same until it is done, whatever is reloaded."""
    kept = request.session.get(_SECRET)
    if kept:
        return decrypted(kept)
    secret = two_step.new_secret()
    request.session[_SECRET] = encrypted(secret)
    return secret


def _next(request: HttpRequest) -> str:
    """Where the person was going."""
    return first_of_ours(request, request.POST.get("next") or request.GET.get("next"))


def _history(user: User) -> Any:
    return SignIn.objects.filter(user_id=user.pk).order_by("-id")


def _spaced(code: str) -> str:
    return f"{code[:4]} {code[4:]}"
