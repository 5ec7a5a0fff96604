"""The first page after signing in, and changing to another account."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from ledgerstone.projects import queries
from ledgerstone.tenancy.middleware import SESSION_KEY
from ledgerstone.tenancy.models import Membership, User
from ledgerstone.web.my_contracts.reading import held_by
from ledgerstone.web.my_contracts.views import contracts_page
from ledgerstone.web.portfolio.who import has_portfolio, is_certifier
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, view


@view
def home(request: ActorRequest) -> HttpResponse:
    """What somebody sees first, by what they are here.

    Who runs the claims of several projects: the portfolio. Who certifies for an owner: what waits
    for them. Whoever has one project: that one; several: their list. Whoever sees no project here
    and is claim contact of something, in whichever account: the list of their contracts.
    """
    visible = list(queries.visible_to(request.actor).values_list("pk", flat=True)[:2])
    if len(visible) > 1 and has_portfolio(request.actor):
        return HttpResponseRedirect(reverse("web:portfolio"))
    if visible and is_certifier(request.actor):
        return HttpResponseRedirect(reverse("web:certifying"))
    if len(visible) == 1:
        return HttpResponseRedirect(reverse("web:project_home", args=visible))
    held = held_by(request.user) if not visible and isinstance(request.user, User) else []
    if held:
        return contracts_page(request, held)
    return HttpResponseRedirect(reverse("web:project_list"))


@view
def accounts(request: ActorRequest) -> HttpResponse:
    """The accounts that the person belongs to; a post goes to work in one of them."""
    if request.method != "POST":
        return render(request, "home/accounts.html")
    wanted = request.POST.get("account", "")
    belongs = is_whole(wanted) and Membership.objects.filter(
        user_id=request.actor.user_id, account_id=int(wanted)
    )
    if not belongs:
        raise Http404
    request.session[SESSION_KEY] = int(wanted)
    return HttpResponseRedirect(reverse("web:home"))
