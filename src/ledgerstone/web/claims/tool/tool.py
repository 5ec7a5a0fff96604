"""The claims of a project, a billing period at a time: what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from ledgerstone.claims import policy
from ledgerstone.claims.models import OPEN_STATUSES
from ledgerstone.contracts import policy as contracts_policy
from ledgerstone.contracts.models import HEAD_CONTRACT, SUBCONTRACT
from ledgerstone.projects import policy as projects_policy
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.claims.periods.period_page import counts, period_card, period_name
from ledgerstone.web.claims.periods.period_rows import ToolRow
from ledgerstone.web.claims.tool.tool_acts import bulk_choices, outcome_asked
from ledgerstone.web.claims.tool.tool_cells import Drawer
from ledgerstone.web.claims.tool.tool_columns import columns, headings, sums_of
from ledgerstone.web.claims.tool.tool_reading import Reading, enter_tool, periods_of, read_tool
from ledgerstone.web.claims.tool.tool_rows import (
    chips,
    filter_choices,
    group_choices,
    grouped,
    paged,
    sort_choices,
)
from ledgerstone.web.entrance import words
from ledgerstone.web.requests import ActorRequest, shown, view


@view
@require_safe
def claims_tool(request: ActorRequest, project_id: int) -> HttpResponse:
    """Every commitment of the project with its claim of a period, or the head contracts."""
    project = enter_tool(request, project_id)
    periods = periods_of(request, project)
    reading = read_tool(request, project, periods)
    if reading is None:
        terms, _ = words(request)
        return shown(request, "claims/tool_empty.html", _without_period(request, project.pk, terms))
    context = _list(request, reading)
    is_partial = bool(request.htmx and request.htmx.target == "listed")
    if not is_partial:
        context |= _around(request, reading, periods)
    template = "claims/_tool_listed.html" if is_partial else "claims/tool.html"
    answer = render(request, template, context | {"is_partial": is_partial})
    answer["Vary"] = "HX-Request, Cookie"
    return answer


def _list(request: ActorRequest, reading: Reading) -> dict[str, Any]:
    """The strip of counts and the list below it."""
    asked, desk = reading.asked, reading.desk
    terms, rows = desk.terms, reading.rows
    sorts = sort_choices(asked)
    on_page, pages = paged(rows, asked)
    outcome = outcome_asked(request, desk)
    number, sums = min(asked.page, pages), sums_of(rows, reading.covers, is_total=True)
    return {
        "asked": asked,
        "period": desk.period,
        "counts": counts(reading.narrowed.of_any_state, asked, terms),
        "columns": headings(reading.columns, asked),
        "groups": grouped(on_page, asked, reading.covers, terms),
        "drawer": Drawer(request, reading, ticked=outcome.is_ticked if outcome else None),
        "rows": on_page,
        "found": len(rows),
        "listed": reading.listed,
        "sums": sums,
        "noun": _noun(asked.head, len(reading.listed), terms),
        "total_title": f"Total, {sums.contracts} {_noun(asked.head, sums.contracts, terms)}",
        "pages": pages,
        "earlier": asked.address(page=number - 1) if number > 1 else "",
        "later": asked.address(page=number + 1) if number < pages else "",
        "page_number": number,
        "chips": chips(asked, reading.listed, terms),
        "filter": filter_choices(asked, reading.listed, terms),
        "group_choices": group_choices(asked, terms),
        "sorts": sorts,
        "sort_label": next((one["label"] for one in sorts if one["current"]), "Sort"),
        "outcome": outcome,
        "bulk": {} if asked.head else bulk_choices(desk, outcome),
        **_ways(reading),
        **_onboarding(request, desk.project.pk, terms),
    }


def _ways(reading: Reading) -> dict[str, Any]:
    """Where the list leads: to its files, to other columns, and what is acted on it."""
    asked, args = reading.asked, [reading.desk.project.pk]
    query = urlencode(asked.but())
    known = columns(reading.desk.terms, head=asked.head)
    keys = {column.key for column in reading.columns}
    return {
        "acts_address": f"{reverse('web:claims_tool_act', args=args)}?{query}",
        "columns_address": reverse("web:claims_tool_columns", args=args),
        "exports": [
            (label, f"{reverse('web:claims_tool_file', args=args)}?{query}&form={form}")
            for form, label in (("pdf", "PDF"), ("xlsx", "Excel workbook"), ("csv", "CSV file"))
        ],
        "offered_columns": [
            (column, column.key in keys)
            for column in known.values()
            if column.key not in ("number", "title")
        ],
        "kept": asked.but(),
        "kept_but_words": asked.but("q"),
    }


def _noun(head: bool, count: int, terms: Terms) -> str:
    word = terms.head_contract if head else terms.commitment
    return str(word) if count == 1 else word.plural


def _around(
    request: ActorRequest, reading: Reading, periods: Sequence[BillingPeriod]
) -> dict[str, Any]:
    """The head of the page and the card of the period."""
    desk, asked = reading.desk, reading.asked
    return {
        "card": period_card(desk.period, reading.listed, desk.today, desk.formats),
        "periods": [
            {"label": period_name(one, desk.formats), "href": asked.address(period_id=one.pk),
             "current": one.pk == desk.period.pk, "is_open": one.status == BillingPeriod.OPEN}
            for one in periods
        ],
        "head_act": _head_act(request.actor, reading.heads, desk.terms, desk.period),
        "may_administer": projects_policy.may_administer(request.actor, desk.project.pk),
    }  # fmt: skip


def _head_act(
    actor: Actor, heads: Sequence[ToolRow], terms: Terms, period: BillingPeriod
) -> dict[str, Any] | None:
    """The next act on the head contract claim: fill it, start it, or look at it."""
    named = terms.head_claim
    for row in heads:
        claim = row.claim if row.claim and row.claim.status in OPEN_STATUSES else row.elsewhere
        if claim is not None:
            may_edit = policy.may_edit_claimed(actor, row.claim or claim)
            prefills = row.contract.prefill_by != "none" and may_edit
            return {
                "label": f"{'Prefill' if prefills else 'Open'} {named} {claim.number}",
                "href": reverse("web:claim_prefill" if prefills else "web:claim", args=[claim.pk]),
            }
    for row in heads:
        if row.starts is not None:
            start = reverse("web:head_claim_start", args=[row.contract.pk])
            return {
                "label": f"Start {named} {row.starts}",
                "href": f"{start}?{urlencode({'period': period.pk})}",
            }
    for row in heads:
        if row.claim is not None and row.claim.status == "approved":
            label = f"{named.capitalised} {row.claim.number}"
            return {"label": label, "href": reverse("web:claim", args=[row.claim.pk])}
    return None


def _onboarding(request: ActorRequest, project_id: int, terms: Terms) -> dict[str, Any]:
    """What an empty list says: what it is for, and what to do first."""
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
