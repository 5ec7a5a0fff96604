"""The portfolio: every project whose claims somebody runs, with what is due and what is late."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ledgerstone.projects import policy
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.claims.periods.period_states import states
from ledgerstone.web.requests import ActorRequest, view

from .counting import Counted, counted
from .late import late_things
from .money import money_of, open_claims
from .page import (
    ProjectRow,
    currency_sums,
    group_titles,
    late_status,
    project_rows,
    strip,
)
from .projects import held_projects, shared_terms
from .who import has_portfolio


@view
@require_safe
def portfolio(request: ActorRequest) -> HttpResponse:
    """The counts of all open periods, money due both ways, retention both ways, what is late."""
    if not has_portfolio(request.actor):
        raise NotThere
    request.tool = "web:portfolio"
    held = held_projects(request.actor)
    terms = shared_terms(held)
    counts = counted(request.actor, held)
    opened = open_claims(request.actor, held)
    money = money_of(request.actor, held, opened)
    asked = _asked(request, terms)
    rows = project_rows(held, counts, money, terms)
    listed = [row for row in rows if _fits(row, counts, asked)]
    latest, is_more = late_things(request.actor, held, counts, opened)
    here = {row.held.project.pk for row in listed}
    context = {
        "rows": listed,
        "projects": len(rows),
        "sums": currency_sums(listed),
        "strip": strip(held, counts, asked, terms),
        "titles": group_titles(counts, terms),
        "shows_heads": any(row.heads for row in rows),
        "late": [(one, late_status(one, terms)) for one in latest if one.held.project.pk in here],
        "is_more_late": is_more,
        "is_narrowed": bool(asked),
        "asked_word": _asked_word(asked, terms),
        "may_create": policy.may_create(request.actor),
        "terms": terms,
    }
    return render(request, "portfolio/portfolio.html", context)


def _asked(request: ActorRequest, terms: Terms) -> dict[str, str]:
    """What the address narrows the list to; what it cannot ask for is taken as not asked."""
    state = request.GET.get("state", "")
    if state in states(terms, head=False):
        return {"state": state}
    return {"late": "yes"} if request.GET.get("late") == "yes" else {}


def _asked_word(asked: Mapping[str, str], terms: Terms) -> str:
    if "state" in asked:
        return states(terms, head=False)[asked["state"]].word
    return "Late" if asked else ""


def _fits(row: ProjectRow, counts: Mapping[int, Counted], asked: Mapping[str, str]) -> bool:
    if not asked:
        return True
    found = counts.get(row.held.project.pk)
    if found is None:
        return False
    return bool(found.below[asked["state"]] if "state" in asked else found.late)
