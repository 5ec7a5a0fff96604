"""The page that a mailed link leads to: it says who sent it, mails a code, and takes the code.

Until the code is right it says nothing of what the link is about.
"""

from __future__ import annotations

from contextlib import ExitStack

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ledgerstone.directory.invitations import State
from ledgerstone.directory.limits import TooOften
from ledgerstone.directory.models import MailedLink
from ledgerstone.directory.operations import (
    ask_for_code,
    end_session,
    enter_code,
    links,
    renew_link,
)
from ledgerstone.directory.operations.links import Found
from ledgerstone.tenancy.middleware import SESSION_KEY
from ledgerstone.tenancy.models import User
from ledgerstone.tenancy.refusals import Invalid, NotThere, WrongState
from ledgerstone.web.requests import place, shown

from . import restricted
from .forms import LinkCodeForm
from .invitation import GONE
from .known import Kind, address_of, note

SENTENCES = {
    State.USED: "This link was used already. Each opens once.",
    State.EXPIRED: "This link is too old to be used.",
    State.REPLACED: "A newer link took the place of this one. Use the link in the newest mail, or "
    "have another one sent.",
    State.CLOSED: "What this link was for is not shared with you any more.",
}


@never_cache
def mailed_link(request: HttpRequest, token: str) -> HttpResponse:
    """Open what a mail is about."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(links.opened_by(token))
        except NotThere:
            raise Http404 from None
        session = restricted.entitled(found.link)
        if session is not None and _is_theirs(request, session):
            return HttpResponseRedirect(session.first_page)
        state = found.state if session is not None else State.CLOSED
        act = request.POST.get("act") if request.method == "POST" else ""
        if act == "again":
            return _again(request, token, state)
        if state is not State.OPEN:
            return _gone(request, state)
        return _code(request, token, found, act or "")


@require_POST
def link_end(request: HttpRequest) -> HttpResponse:
    """Leave what a link opened, for good."""
    session = getattr(request, "restricted", None)
    if session is not None:
        end_session(account_id=session.link.account_id, link_id=session.link.pk)
        request.session.flush()
    return HttpResponseRedirect(reverse("account_login"))


def _is_theirs(request: HttpRequest, session: restricted.Restricted) -> bool:
    """Whether this browser needs no code: the link opened it before, or its person signed in."""
    current = getattr(request, "restricted", None)
    if current is not None:
        return bool(current.link.pk == session.link.pk)
    if isinstance(request.user, User) and request.user.pk == session.user.pk:
        request.session[SESSION_KEY] = session.link.account_id
        return True
    return False


def _again(request: HttpRequest, token: str, state: State) -> HttpResponse:
    """The answer is the same whether there was anybody to send a link to or not."""
    if state is not State.CLOSED:
        try:
            renew_link(token=token, address=address_of(request))
        except TooOften as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(request.path)
    return shown(request, "signing_in/look_in_your_mail.html", {})


def _gone(request: HttpRequest, state: State) -> HttpResponse:
    context = {"sentence": SENTENCES[state], "may_ask": state is not State.CLOSED}
    answer = shown(request, "signing_in/link_gone.html", context)
    answer.status_code = GONE
    return answer


def _code(request: HttpRequest, token: str, found: Found, act: str) -> HttpResponse:
    form = LinkCodeForm(request.POST if act == "open" else None)
    asked = bool(act) or request.GET.get("sent") == "1"
    if act == "send":
        try:
            ask_for_code(token=token, address=address_of(request))
        except TooOften as refusal:
            messages.error(request, refusal.message)
        except WrongState:
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(f"{request.path}?sent=1")
    if act == "open" and form.is_valid():
        try:
            link = enter_code(token=token, code=form.cleaned_data["code"])
        except (Invalid, TooOften) as refusal:
            place(form, refusal)
            if found.person.user is not None:
                note(request, found.person.user, Kind.WRONG_CODE, "link from a mail")
        except WrongState:
            return HttpResponseRedirect(request.path)
        else:
            return _opened(request, link, found)
    context = {"account": found.account, "masked": masked(found.person.email), "asked": asked}
    return shown(request, "signing_in/link.html", context, form=form)


def _opened(request: HttpRequest, link: MailedLink, found: Found) -> HttpResponse:
    restricted.begin(request, link)
    if found.person.user is not None:
        note(request, found.person.user, Kind.SIGNED_IN, "link from a mail and code")
    session = restricted.entitled(link)
    return HttpResponseRedirect(session.first_page if session else request.path)


def masked(email: str) -> str:
    """An address as its owner recognises it, and nobody else learns it."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"
