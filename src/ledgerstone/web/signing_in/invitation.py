"""The page that an invitation leads to: choose a password, or just accept."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from ledgerstone.directory import invitations
from ledgerstone.directory.invitations import Asked, State
from ledgerstone.directory.limits import TooOften
from ledgerstone.directory.operations import accept_invitation, ask_for_new_invitation
from ledgerstone.tenancy.middleware import SESSION_KEY
from ledgerstone.tenancy.refusals import Invalid, NotThere, WrongState
from ledgerstone.web.requests import place, shown

from .forms import AcceptForm
from .known import address_of

GONE = 410
# What a refused link says, by what became of it.
SENTENCES = {
    State.USED: "This invitation was accepted already. Sign in with your password.",
    State.EXPIRED: "This invitation is too old to be used.",
    State.REPLACED: "A newer invitation took the place of this one. Use the link in the newest "
    "mail, or have another one sent.",
    State.CLOSED: "This invitation was taken back.",
}


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation; one that opens nothing says why, and offers a way forward."""
    try:
        with invitations.opened_by(token) as asked:
            state = asked.state
    except NotThere:
        raise Http404 from None
    if request.method == "POST" and request.POST.get("act") == "again":
        return _again(request, token)
    if state is not State.OPEN:
        context = {"sentence": SENTENCES[state], "may_ask": _may_ask(state), "state": state}
        return _page(request, "signing_in/invitation_gone.html", context)
    if asked.user.has_usable_password():
        return _just_accept(request, token, asked)
    return _choose_password(request, token, asked)


def _may_ask(state: State) -> bool:
    return state in (State.EXPIRED, State.REPLACED)


def _again(request: HttpRequest, token: str) -> HttpResponse:
    try:
        ask_for_new_invitation(token=token, address=address_of(request))
    except TooOften as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(request.path)
    return shown(request, "signing_in/look_in_your_mail.html", {})


def _just_accept(request: HttpRequest, token: str, asked: Asked) -> HttpResponse:
    if request.method != "POST":
        return shown(request, "signing_in/invitation_accept.html", {"asked": asked})
    try:
        user = accept_invitation(token=token)
    except WrongState:
        return HttpResponseRedirect(request.path)
    if request.user == user:
        request.session[SESSION_KEY] = asked.account.pk
        return HttpResponseRedirect(reverse("web:home"))
    messages.success(request, f"You work with {asked.account.name} from now on. Sign in to begin.")
    address = f"{reverse('account_login')}?{urlencode({'next': reverse('web:accounts')})}"
    return HttpResponseRedirect(address)


def _choose_password(request: HttpRequest, token: str, asked: Asked) -> HttpResponse:
    form = AcceptForm(request.POST or None, initial={"name": asked.person.name})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            user = accept_invitation(token=token, name=typed["name"], password=typed["password1"])
        except Invalid as refusal:
            place(form, refusal)
        except WrongState:
            return HttpResponseRedirect(request.path)
        else:
            if request.user.is_authenticated:
                request.session.flush()
            record_authentication(request, user, "invitation")
            answer: HttpResponse = perform_login(request, Login(user=user, email=user.email))
            request.session[SESSION_KEY] = asked.account.pk
            return answer
    return shown(request, "signing_in/invitation.html", {"asked": asked}, form=form)


def _page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    answer = shown(request, template, context)
    answer.status_code = GONE
    return answer
