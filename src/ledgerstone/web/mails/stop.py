"""The page behind a mail's "do not send me these": whoever holds the mail needs no login for it.

Mail programs post to it by themselves when their user asks to be spared (RFC 8058), without a page
before and so without its token; the signed word in the address is what entitles to it, and it can
do nothing but choose what one person gets of one kind of mail. Looking at the page changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ledgerstone.correspondence import catalogue, choosing
from ledgerstone.correspondence.choosing import AT_ONCE, WORDS
from ledgerstone.correspondence.letters.unsubscribing import Stop, stop_of
from ledgerstone.correspondence.models import DAILY, NEVER
from ledgerstone.tenancy import context
from ledgerstone.tenancy.refusals import Invalid, NotThere


@dataclass(frozen=True, slots=True)
class _Recipient:
    """Whose mails the page is about, and what they chose."""

    account: str
    email: str
    choice: str


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: HttpRequest, word: str) -> HttpResponse:
    """What the recipient of a mail wants of its kind: shown, and changed by a post."""
    stop = stop_of(word)
    if stop is None:
        return _gone(request)
    wanted = request.POST.get("choice", NEVER) if request.method == "POST" else ""
    try:
        with context.accounts([stop.account_id]):
            recipient = _recipient(stop, wanted)
    except (NotThere, Invalid):
        return _gone(request)
    return _page(request, stop, recipient, is_changed=bool(wanted))


def _recipient(stop: Stop, wanted: str) -> _Recipient:
    if wanted:
        choosing.choose_by_word(stop=stop, choice=wanted)
    person = choosing.recipient_of(stop)
    chosen = choosing.choices_of(person.account_id, person.pk)
    return _Recipient(person.account.name, person.email, chosen.get(stop.kind, AT_ONCE))


def _page(
    request: HttpRequest, stop: Stop, recipient: _Recipient, *, is_changed: bool
) -> HttpResponse:
    kind = catalogue.KINDS[stop.kind]
    others = [one for one in choosing.open_to(kind) if one != recipient.choice]
    page = {
        "kind": kind,
        "recipient": recipient,
        "is_changed": is_changed,
        "is_off": recipient.choice == NEVER,
        "is_at_once": recipient.choice == AT_ONCE,
        "now": WORDS[recipient.choice].lower(),
        # The one that the link is for comes first, and is the one button.
        "acts": [
            {"choice": one, "label": _LABELS[one], "is_first": index == 0}
            for index, one in enumerate(sorted(others, key=_ORDER.index))
        ],
    }
    return _unlisted(render(request, "mails/stop.html", page))


_ORDER = (NEVER, AT_ONCE, DAILY)
_LABELS = {
    NEVER: "Stop these mails",
    AT_ONCE: "Send them at once again",
    DAILY: "Send them in one mail a day",
}


def _gone(request: HttpRequest) -> HttpResponse:
    return _unlisted(render(request, "mails/stop_gone.html", status=404))


def _unlisted(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
