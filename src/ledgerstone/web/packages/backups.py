"""Compiling the backups of a period: which claims, what was compiled before, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from ledgerstone.claims.models import Claim
from ledgerstone.documents.packages import packaging
from ledgerstone.projects import policy
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, NotThere, WrongState
from ledgerstone.web.claims.head import Status, status_of
from ledgerstone.web.claims.periods.period_page import period_name
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.posted import record_asked
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, view
from ledgerstone.web.requests import status_of as http_status_of

from .under_way import announced, is_under_way


@dataclass(frozen=True, slots=True)
class BackedRow:
    """A claim to tick: where it stands, and what of it would be in the compilation."""

    claim: Claim
    status: Status
    files: int
    is_signed: bool
    is_ticked: bool


@view
def period_backups(request: ActorRequest, period_id: int) -> HttpResponse:
    """The claims of a period to choose from; posting has their backups compiled."""
    period = _entered(request, period_id)
    if request.method != "POST":
        return _page(request, period, {})
    try:
        return announced(request, act_once(request, lambda: _asked(request, period)))
    except (Invalid, WrongState) as refusal:
        page = _page(request, period, {"problem": refusal.message})
        page.status_code = http_status_of(refusal)
        return page


@view
@require_POST
def period_backups_chosen(request: ActorRequest, period_id: int) -> HttpResponse:
    """From the rows that were ticked in the list of a period's claims to the page about them."""
    period = _entered(request, period_id)
    parts = [row.split(".") for row in request.POST.getlist("row")]
    ids = [one[1] for one in parts if len(one) == 3 and record_asked(one[1])]
    place = reverse("web:period_backups", args=[period.pk])
    query = urlencode({"claim": ids}, doseq=True)
    return HttpResponseRedirect(f"{place}?{query}" if ids else place)


def _entered(request: ActorRequest, period_id: int) -> BillingPeriod:
    period = projects.get_period(request.actor, period_id)
    enter(request, period.project)
    if not packaging.may_compile(request.actor, period.project_id):
        raise NotThere
    request.tool = "web:claims_tool"
    return period


def _asked(request: ActorRequest, period: BillingPeriod) -> Done:
    packaging.request_backups(
        actor=request.actor,
        period_id=period.pk,
        claim_ids=[record_asked(one) or 0 for one in request.POST.getlist("claim")],
        has_attachments="attachments" in request.POST,
    )
    return Done(
        reverse("web:period_backups", args=[period.pk]),
        "The backups are being compiled. You may leave this page; you are told when they are done.",
    )


def _page(request: ActorRequest, period: BillingPeriod, more: dict[str, object]) -> HttpResponse:
    terms, formats = words(request)
    compilations = packaging.compilations(request.actor, period)
    context: dict[str, object] = {
        "period": period,
        "name": period_name(period, formats),
        "compilations": compilations,
        "is_under_way": is_under_way(compilations),
    }
    if request.htmx and request.htmx.target == "compilations":
        return shown(request, "packages/_compilations.html", context)
    found = packaging.backed_claims(request.actor, period)
    tool = reverse("web:claims_tool", args=[period.project_id])
    context |= {
        "rows": _rows(request, request.actor, found),
        "is_open": period.status == BillingPeriod.OPEN,
        "may_close": policy.may_administer(request.actor, period.project_id),
        "has_attachments": request.method != "POST" or "attachments" in request.POST,
        "crumbs": [
            {"label": terms.claim.plural_capitalised, "href": tool},
            {"label": period_name(period, formats), "href": f"{tool}?period={period.pk}"},
            {"label": "Backups", "href": ""},
        ],
    }
    return shown(request, "packages/backups.html", context | more)


def _rows(request: ActorRequest, actor: Actor, found: Sequence[Claim]) -> list[BackedRow]:
    """The claims with what they have; ticked are those asked for, else those certified."""
    given = request.POST if request.method == "POST" else request.GET
    asked = {record_asked(one) for one in given.getlist("claim")}
    terms, _formats = words(request)
    papers = packaging.papers_of(actor, found)
    return [
        BackedRow(
            claim=one,
            status=status_of(one, terms),
            files=papers[one.pk].attached,
            is_signed=papers[one.pk].is_signed,
            is_ticked=one.pk in asked if asked else one.certificate_id is not None,
        )
        for one in found
    ]
