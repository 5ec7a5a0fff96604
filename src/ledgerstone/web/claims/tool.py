"""The claims of a project, a billing period at a time: what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from ledgerstone.claims import policy
from ledgerstone.claims.models import OPEN_STATUSES
from ledgerstone.contracts import policy as contracts_policy
from ledgerstone.contracts.models import HEAD_CONTRACT, SUBCONTRACT
from ledgerstone.projects import policy as projects_policy
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.claims.period_page import (
    Asked,
    counts,
    period_card,
    period_name,
    sort_choices,
    states,
    totals,
)
from ledgerstone.web.claims.period_rows import SORTS, Desk, ToolRow, sorted_rows, tool_rows
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.requests import ActorRequest, shown, view


@view
@require_safe
def claims_tool(request: ActorRequest, project_id: int) -> HttpResponse:
    """Every commitment of the project with its claim of a period, and the head contracts."""
    project = enter_project(request, project_id)
    if not projects_policy.may_see_claims_tool(request.actor, project.pk):
        raise NotThere
    request.tool = "web:claims_tool"
    terms, formats = words(request)
    periods = list(projects.periods(request.actor, project.pk))
    asked = _asked(request, terms)
    period = _period(periods, asked.period_id)
    if period is None:
        return shown(request, "claims/tool_empty.html", _without_period(request, project.pk, terms))
    desk = Desk(request.actor, project, period, terms, formats, clock.today(project.time_zone))
    commitments = tool_rows(desk, upstream=False)
    heads = tool_rows(desk, upstream=True)
    listed = heads if asked.head else commitments
    rows = _shown_rows(listed, asked)
    context = {
        "asked": asked,
        "period": period,
        "card": period_card(period, commitments, desk.today, formats),
        "periods": [
            {"label": period_name(one, formats), "href": asked.address(period=one.pk),
             "current": one.pk == period.pk, "is_open": one.status == BillingPeriod.OPEN}
            for one in periods
        ],
        "groups": counts(listed, asked, terms),
        "lists": _lists(asked, commitments, heads, terms),
        "sorts": sort_choices(asked),
        "sort_label": SORTS[asked.sort][0],
        "rows": rows,
        "listed": listed,
        "totals": totals(rows),
        "head_act": _head_act(request.actor, heads, terms),
        "all_address": asked.address(status="", q=""),
        "is_filtered": bool(asked.status or asked.words),
        **_may(request, project.pk, terms),
    }  # fmt: skip
    return shown(request, "claims/tool.html", context)


def _asked(request: ActorRequest, terms: Terms) -> Asked:
    """What the address asks for; what it cannot ask for is taken as not asked."""
    given = request.GET
    head = given.get("list") == "head"
    status, sort = given.get("status", ""), given.get("sort", "")
    period = given.get("period", "")
    return Asked(
        period_id=int(period) if period.isdecimal() and len(period) < 19 else None,
        status=status if status in states(head=head, terms=terms) else "",
        sort=sort if sort in SORTS else "turn",
        words=given.get("q", "").strip()[:200],
        head=head,
    )


def _period(periods: Sequence[BillingPeriod], asked: int | None) -> BillingPeriod | None:
    """The period asked for, else the open one, else the latest."""
    if asked is not None:
        found = next((period for period in periods if period.pk == asked), None)
        if found is None:
            raise NotThere
        return found
    is_open = (period for period in periods if period.status == BillingPeriod.OPEN)
    return next(is_open, periods[0] if periods else None)


def _shown_rows(rows: Sequence[ToolRow], asked: Asked) -> list[ToolRow]:
    wanted = asked.words.casefold().split()
    found = [
        row
        for row in rows
        if (not asked.status or row.state == asked.status)
        and all(word in row.searched for word in wanted)
    ]
    return sorted_rows(found, asked.sort)


def _lists(
    asked: Asked, commitments: Sequence[ToolRow], heads: Sequence[ToolRow], terms: Terms
) -> list[dict[str, Any]]:
    """The switch between what is paid and what is claimed from the owner."""
    below, above = terms.commitment.plural_capitalised, terms.head_contract.plural_capitalised
    return [
        {
            "label": f"{below} {len({row.contract.pk for row in commitments})}",
            "href": asked.address(list="", status="", q=""),
            "current": not asked.head,
        },
        {
            "label": f"{above} {len({row.contract.pk for row in heads})}",
            "href": asked.address(list="head", status="", q=""),
            "current": asked.head,
        },
    ]


def _head_act(actor: Actor, heads: Sequence[ToolRow], terms: Terms) -> dict[str, Any] | None:
    """The next act on the head contract claim: fill it, start it, or look at it."""
    named = terms.head_claim
    for row in heads:
        claim = row.claim if row.claim and row.claim.status in OPEN_STATUSES else row.elsewhere
        if claim is not None:
            may_edit = policy.may_edit_claimed(actor, claim)
            prefills = row.contract.prefill_by != "none" and may_edit
            return {
                "label": f"{'Prefill' if prefills else 'Open'} {named} {claim.number}",
                "href": reverse("web:claim_prefill" if prefills else "web:claim", args=[claim.pk]),
            }
    for row in heads:
        if row.starts is not None:
            start = reverse("web:claim_new", args=[row.contract.pk])
            return {"label": f"Start {named} {row.starts}", "start": start}
    for row in heads:
        if row.claim is not None and row.claim.status == "approved":
            label = f"{named.capitalised} {row.claim.number}"
            return {"label": label, "href": reverse("web:claim", args=[row.claim.pk])}
    return None


def _may(request: ActorRequest, project_id: int, terms: Terms) -> dict[str, Any]:
    may = contracts_policy.may_create
    return {
        "may_add_commitment": may(request.actor, project_id, SUBCONTRACT),
        "may_add_head": may(request.actor, project_id, HEAD_CONTRACT),
        "no_commitments_title": f"No {terms.commitment.plural} yet",
        "no_commitments_text": f"Each {terms.commitment} has one row here, with its "
        f"{terms.claim_short} of the period and whose turn it is. Add the first one with its "
        f"{terms.schedule_of_values}.",
        "add_commitment": f"Add {terms.subcontract.with_article}",
        "no_heads_title": f"No {terms.head_contract} yet",
        "no_heads_text": f"It is what the {terms.owner} pays you under; what is certified below "
        f"can fill its {terms.claim_short.plural}.",
        "add_head": f"Add the {terms.head_contract}",
    }


def _without_period(request: ActorRequest, project_id: int, terms: Terms) -> dict[str, Any]:
    may = projects_policy.may_administer(request.actor, project_id)
    return {
        "title": f"No {terms.billing_period} yet",
        "text": f"{terms.claim.plural_capitalised} are made for {terms.billing_period.with_article}"
        ", usually a month. Open the first one to let them begin.",
        "action_label": f"Open {terms.billing_period.with_article}" if may else "",
        "action_href": reverse("web:period_new", args=[project_id]),
    }
