"""The first page of an owner's representative: what waits for them, with the documents."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ledgerstone.projects.terminology import terms as catalogue
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.context import shared_terminology
from ledgerstone.web.requests import ActorRequest, view

from .certifying import Desk, certifying_desk


@view
@require_safe
def certifying(request: ActorRequest) -> HttpResponse:
    """Claims to certify, to approve and to sign, on every head contract of the person's company."""
    desk = certifying_desk(request.actor)
    if desk is None:
        raise NotThere
    request.tool = "web:certifying"
    context = {"desk": desk, "terms": _terms(desk)}
    return render(request, "portfolio/certifying.html", context)


def _terms(desk: Desk) -> object:
    """The words of the projects where they agree."""
    every = (*desk.to_certify, *desk.to_approve, *desk.to_sign, *desk.done)
    return catalogue(shared_terminology(one.terms.terminology for one in every))
