"""The whole history of a claim: who did what when, what was handed in, and what was certified."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ledgerstone.claims import queries
from ledgerstone.claims.sheets.deducted import KEPT
from ledgerstone.claims.told import told_to
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.changes import page_asked
from ledgerstone.web.claims.crumbs import page_crumbs
from ledgerstone.web.claims.papers.papers_views import entered
from ledgerstone.web.claims.records.history_rows import (
    certificate_rows,
    history_rows,
    submission_rows,
)
from ledgerstone.web.entrance import words
from ledgerstone.web.requests import ActorRequest, shown, view

_PAGE = 50


@view
@require_safe
def claim_history(request: ActorRequest, claim_id: int) -> HttpResponse:
    """Every act on a claim as far as the person is told of it, its submissions and certificates."""
    found = entered(request, claim_id)
    terms, formats = words(request)
    page = page_asked(request.GET.get("page"))
    events = list(told_to(request.actor, found)[(page - 1) * _PAGE : page * _PAGE + 1])
    context = {
        "claim": found,
        "entries": history_rows(request.actor, found, events[:_PAGE], terms, formats),
        "later": page - 1,
        "earlier": page + 1 if len(events) > _PAGE else 0,
        "submissions": submission_rows(request.actor, queries.submissions(found), formats),
        "certificates": certificate_rows(
            request.actor, queries.certificates(found), terms, formats
        ),
        "crumbs": page_crumbs(request.actor, found, terms, formats, "History"),
    }
    return shown(request, "claims/history.html", context)


@view
@require_safe
def claim_submission(request: ActorRequest, claim_id: int, sequence: int) -> HttpResponse:
    """What was claimed when the claim was handed in for the first, second, … time."""
    found = entered(request, claim_id)
    terms, formats = words(request)
    handed_in = submission_rows(request.actor, queries.submissions(found), formats)
    chosen = next((row for row in handed_in if row.submission.sequence == sequence), None)
    if chosen is None:
        raise NotThere
    name = f"As submitted {chosen.received}"
    context = {
        "claim": found,
        "chosen": chosen,
        "others": handed_in,
        "lines": [_line(line) for line in chosen.submission.lines],
        "cover": _figures(chosen.submission.cover),
        "is_latest": chosen is handed_in[-1],
        "crumbs": page_crumbs(request.actor, found, terms, formats, name),
    }
    return shown(request, "claims/submission.html", context)


def _figures(cover: dict[str, Any]) -> dict[str, Decimal]:
    """The figures of a cover, without the rows that it keeps beside them."""
    return {name: Decimal(figure) for name, figure in cover.items() if name != KEPT}


def _line(kept: dict[str, Any]) -> dict[str, Any]:
    """A line as it was kept, its figures as figures."""
    figures = (
        "scheduled_value", "previous", "work_this_period", "materials_stored",
        "completed_and_stored", "percent", "balance_to_finish",
    )  # fmt: skip
    return kept | {name: Decimal(kept[name]) for name in figures}
