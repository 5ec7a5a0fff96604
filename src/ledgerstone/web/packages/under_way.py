"""What is being made for somebody, told on whichever page they are: how far it is, and that it is
done, with the way to it.

A browser that asked for something long carries a cookie, so that nobody else's pages ask.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.documents import queries
from ledgerstone.documents.models import Document
from ledgerstone.documents.packages import packaging
from ledgerstone.web.requests import ActorRequest, back, view

COOKIE = "under_way"
_AS_LONG = dt.timedelta(days=1)


def announced(request: ActorRequest, answer: HttpResponse) -> HttpResponse:
    """Have the pages of this browser tell what becomes of what was just asked for."""
    answer.set_cookie(
        COOKIE,
        "1",
        max_age=_AS_LONG,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return answer


@view
@require_safe
def under_way(request: ActorRequest) -> HttpResponse:
    """What the person asked for that they have not seen done; nothing ends the asking."""
    found = packaging.unseen(request.actor, since=_AS_LONG)
    context = {"documents": found, "is_under_way": is_under_way(found)}
    answer = render(request, "packages/_under_way.html", context)
    if not found:
        answer.delete_cookie(COOKIE)
    return answer


@view
@require_POST
def document_seen(request: ActorRequest, document_id: int) -> HttpResponse:
    """The person was told that a document is done, and wants to hear no more of it."""
    packaging.mark_seen(request.actor, queries.get_document(request.actor, document_id))
    if request.htmx:
        return HttpResponseRedirect(reverse("web:under_way"))
    return HttpResponseRedirect(back(request))


def is_under_way(found: Iterable[Document]) -> bool:
    """Whether any of them is not there yet, and did not fail."""
    return any(one.status in ("queued", "running") for one in found)
