"""The local outbox: what would have been mailed, while no mail server is named.

It is there for administrators of the account, who see the mails to people of their account. Where a
server is named, there is no such page.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from ledgerstone.correspondence.catalogue import KINDS
from ledgerstone.correspondence.log import outbox as kept
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.changes import page_asked
from ledgerstone.web.context import formats_of
from ledgerstone.web.mails.frames import framed
from ledgerstone.web.mails.outbox_place import has_outbox
from ledgerstone.web.mails.rows import received_row
from ledgerstone.web.requests import ActorRequest, shown, view

_PAGE = 50


@view
@require_safe
def outbox(request: ActorRequest) -> HttpResponse:
    """The mails that lie there, the latest first."""
    place = _entered(request)
    page, formats = page_asked(request.GET.get("page")), formats_of(request.account)
    every = kept.latest(request.actor, place)
    start = (page - 1) * _PAGE
    context = {
        "mails": [
            {"row": received_row(one, formats), "to": one, "kind": KINDS[one.mail.kind]}
            for one in every[start : start + _PAGE]
        ],
        "later": page - 1,
        "earlier": page + 1 if len(every) > start + _PAGE else 0,
        "place": place,
    }
    return shown(request, "mails/outbox.html", context)


@view
@require_safe
def outbox_mail(request: ActorRequest, recipient_id: int) -> HttpResponse:
    """One of them: as it looks, and what stands on it. Its HTML is for the frame of the page."""
    place = _entered(request)
    try:
        found = kept.open_mail(request.actor, place, recipient_id)
    except NotThere:
        # A mail whose file was removed is in the log still.
        mail_id = kept.mail_of(request.actor, recipient_id)
        return HttpResponseRedirect(reverse("web:mail", args=[mail_id]))
    if request.GET.get("part") == "html":
        return framed(found.html)
    context = {
        "mail": found,
        "row": received_row(found.recipient, formats_of(request.account)),
        "kind": KINDS[found.recipient.mail.kind],
        "looks": f"{request.path}?part=html",
        "place": place,
    }
    return shown(request, "mails/outbox_mail.html", context)


def _entered(request: ActorRequest) -> Path:
    place: Path | None = settings.MAIL_OUTBOX
    if place is None or not has_outbox(request.actor):
        raise NotThere
    request.tool = "web:outbox"
    return place
