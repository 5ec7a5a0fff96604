"""What every page stands on: who asks, what a refusal looks like, and posts that happen once.

A view is a plain function under `@view`. It may let any refusal of an operation through: a record
that is not there answers 404, one that may not be changed 403, one that changed meanwhile 409, and
what cannot be taken goes back to the form (`submit`) or to the page it came from as a sentence.
Requests for JSON get the same answers as JSON. `once` makes a post with an idempotency key happen
once, however often it is sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.middleware import HtmxDetails

from ledgerstone.projects.models import Project
from ledgerstone.tenancy import idempotency
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account, IdempotencyKey
from ledgerstone.tenancy.refusals import (
    Invalid,
    NotAllowed,
    NotThere,
    Refusal,
    Stale,
    WrongState,
)

from . import meanwhile, posted
from .held import held_post

P = ParamSpec("P")


class ActorRequest(HttpRequest):
    """A request of a person at work in an account."""

    actor: Actor
    account: Account
    project: Project | None
    tool: str  # the name of the navigation item that the page lies in
    htmx: HtmxDetails


Page = Callable[Concatenate[ActorRequest, P], HttpResponse]


@dataclass(frozen=True, slots=True)
class Done:
    """What a post answers: where to go next, and the sentence to say there."""

    url: str
    message: str = ""
    warnings: list[str] = field(default_factory=list)


def view(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view for people who signed in, with refusals translated."""

    @wraps(page)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if getattr(request, "actor", None) is None:
            return _nobody(request)
        try:
            return page(request, *args, **kwargs)  # type: ignore[arg-type]
        except Refusal as refusal:
            return refused(request, refusal)

    return answered


# --- refusals ---------------------------------------------------------------------------------


def status_of(refusal: Refusal) -> int:
    """The HTTP status that says the same as a refusal."""
    if isinstance(refusal, NotThere):
        return 404
    if isinstance(refusal, NotAllowed):
        return 403
    return 409 if isinstance(refusal, Stale) else 422


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as a page, as JSON, or as a sentence on the page that the post came from."""
    status = status_of(refusal)
    changes = list(refusal.changes) if isinstance(refusal, Stale) else []
    if posted.wants_json(request):
        answer = {"message": refusal.message, "fields": refusal.fields}
        return JsonResponse(answer | ({"changes": changes} if changes else {}), status=status)
    if status == 422:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
        return HttpResponseRedirect(back(request))
    names = {404: "not_there", 403: "not_allowed", 409: "stale"}
    context = {"refusal": refusal, "changes": changes, "back": back(request)}
    return render(request, f"refusals/{names[status]}.html", context, status=status)


def back(request: HttpRequest) -> str:
    """Where the person was: what the form says, else the page that sent it, else home."""
    sent_by = request.headers.get("Referer", "")
    if sent_by == request.build_absolute_uri() and request.method == "GET":
        sent_by = ""
    return first_of_ours(request, request.POST.get("back"), sent_by) or reverse("web:home")


def first_of_ours(request: HttpRequest, *addresses: str | None) -> str:
    """The first of these addresses that leads to this installation; empty where none does."""
    here = {request.get_host()}
    return next(
        (one for one in addresses if one and url_has_allowed_host_and_scheme(one, here)), ""
    )


def _nobody(request: HttpRequest) -> HttpResponse:
    """The answer to somebody who is not signed in, or who belongs to no account."""
    if request.user.is_authenticated:
        return render(request, "refusals/no_account.html", status=403)
    return signed_out(request)


def signed_out(request: HttpRequest) -> HttpResponse:
    """The answer to somebody who is not signed in: sign in, with nothing lost."""
    login = reverse("account_login")
    if posted.wants_json(request):
        sentence = "You are signed out. Sign in again; nothing you typed is lost."
        return JsonResponse({"login": login, "message": sentence}, status=401)
    if request.method == "POST":
        return held_post(request, status=401)
    return HttpResponseRedirect(f"{login}?{urlencode({'next': request.get_full_path()})}")


# --- posts ------------------------------------------------------------------------------------


def submit(request: ActorRequest, form: BaseForm, act: Callable[[], Done]) -> HttpResponse | None:
    """Do what a form asks, once; None when the form has to be shown again.

    A refusal is placed at the fields it names, so that the view shows the form as it was typed.
    """
    if not form.is_valid():
        return first_answer(request)
    try:
        return act_once(request, act)
    except (Invalid, WrongState, Stale) as refusal:
        place(form, refusal)
        return first_answer(request)


def place(form: BaseForm, refusal: Refusal) -> None:
    """Put a refusal at the fields of a form that it names, and the rest above the form."""
    if isinstance(refusal, Stale):
        form.is_stale = True  # type: ignore[attr-defined]
        meanwhile.catch_up(form)
        for change in refusal.changes:
            form.add_error(None, change)
    here = {name: text for name, text in refusal.fields.items() if name in form.fields}
    for name, text in here.items():
        form.add_error(name, text)
    for text in refusal.sentences:
        if text not in here.values():
            form.add_error(None, text)


def act_once(request: ActorRequest, act: Callable[[], Done]) -> HttpResponse:
    """Act and go where the act says; a repetition of the same post goes there without acting."""
    answer, repeated = once(request, lambda: asdict(act()))
    if not repeated and answer["message"]:
        messages.success(request, answer["message"])
    for warning in [] if repeated else answer["warnings"]:
        messages.warning(request, warning)
    return HttpResponseRedirect(answer["url"])


def first_answer(request: ActorRequest) -> HttpResponse | None:
    """Where the first sending of this form went, for a repetition that is refused.

    What was right the first time may be wrong the second: its number is taken, by itself.
    """
    key = posted.key(request)
    if key is None:
        return None
    done = IdempotencyKey.objects.filter(
        account_id=request.actor.account_id,
        user_id=request.actor.user_id,
        key=key,
        path=request.path[:300],
        fingerprint=hashlib.sha256(posted.contents(request)).hexdigest(),
        answer__isnull=False,
    )
    answer = done.values_list("answer", flat=True).first()
    return None if answer is None else HttpResponseRedirect(answer["url"])


def json_once(request: ActorRequest, act: Callable[[], dict[str, Any]]) -> JsonResponse:
    """Act and answer with JSON; a repetition of the same post gets the same answer.

    The act lets every refusal of what it does through.
    """
    answer, _ = once(request, act, is_one_whole=True)
    return JsonResponse(answer)


def once(
    request: ActorRequest, act: Callable[[], dict[str, Any]], *, is_one_whole: bool = False
) -> tuple[dict[str, Any], bool]:
    """Act, or give the answer of the first time, and whether it is a repetition."""
    key = posted.key(request)
    if key is None:
        return act(), False
    return idempotency.once(
        actor=request.actor,
        key=key,
        path=request.path,
        body=posted.contents(request),
        act=act,
        is_one_whole=is_one_whole,
    )


def shown(
    request: HttpRequest, template: str, context: dict[str, Any], *, form: BaseForm | None = None
) -> HttpResponse:
    """A page; a form that was refused has status 422, or 409 where the record had changed."""
    if form is None:
        return render(request, template, context)
    refused_with = 409 if getattr(form, "is_stale", False) else 422
    status = refused_with if form.is_bound and form.errors else 200
    return render(request, template, context | {"form": form}, status=status)
