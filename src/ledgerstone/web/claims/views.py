"""The page of one claim, and starting one."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.claims import operations, policy, queries
from ledgerstone.claims.allowed import who_claims_instead
from ledgerstone.claims.claimable import why_schedule_awaited
from ledgerstone.claims.fields.fields import fields_of_claim
from ledgerstone.claims.models import OPEN_STATUSES, Claim
from ledgerstone.claims.sheets.claimed_shown import compares
from ledgerstone.claims.sheets.sheet import ClaimSheet
from ledgerstone.claims.told import is_kept_back, told_to
from ledgerstone.contracts import contacts
from ledgerstone.contracts import policy as contracts_policy
from ledgerstone.documents.models import Document
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.assessing.assessment_form import asks_release
from ledgerstone.web.claims.assessing.retention_card import retention_card
from ledgerstone.web.claims.assessing.variation_views import banner
from ledgerstone.web.claims.cover import CoverCard, cover_card, cover_reason
from ledgerstone.web.claims.crumbs import crumbs, tool_of
from ledgerstone.web.claims.head import claim_head
from ledgerstone.web.claims.papers.papers_rows import kept_beside
from ledgerstone.web.claims.periods.period_page import period_name
from ledgerstone.web.claims.records.fields_form import told
from ledgerstone.web.claims.records.moments import said, said_briefly
from ledgerstone.web.claims.sheets.sheet_config import ENTRY, SheetDrawing
from ledgerstone.web.entrance import enter, enter_contract, words
from ledgerstone.web.posted import is_whole, record_asked
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, view

# As many acts as the page shows of its history.
_LATEST = 6


@view
@require_safe
def claim(request: ActorRequest, claim_id: int) -> HttpResponse:
    """A claim on one page: head, cover, sheet, history."""
    found = queries.get_claim(request.actor, claim_id)
    enter(request, found.contract.project)
    request.tool = tool_of(request.actor, found)
    terms, formats = words(request)
    sheet = queries.sheet_for(request.actor, found)
    fields = fields_of_claim(found)
    drawing = SheetDrawing(request.actor, found, sheet, terms, request.GET.get("columns", ""))
    sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    context = {
        "claim": found,
        "sheet": sheet,
        "head": claim_head(request.actor, found, sheet, terms, formats),
        "cover": _cover(request, found, sheet, drawing.mode),
        "config": drawing.config(formats, sign_in, _asked_cell(request, sheet)),
        "period_name": period_name(found.period, formats),
        "saved": said(formats, found.saved_at),
        "received": said(formats, found.submitted_at) if found.submitted_at else "",
        "mode": drawing.mode,
        **_history(request, found, formats),
        "needs_reasons": sheet.lines_needing_reason[:1],
        "may_prefill": drawing.mode == "entry" and _may_prefill(found),
        "may_forward": policy.may_forward(request.actor, found),
        "document": _document(found),
        "crumbs": crumbs(request.actor, found, terms, formats),
        **_waits_for(request, found, sheet, terms),
        **_claimants(request, found),
        "has_details": drawing.mode == "entry",
        "details": told(found, fields, terms, formats),
        "cover_reason": cover_reason(request.actor, found),
        **kept_beside(request.actor, found, fields, formats),
        "retention": retention_card(request.actor, found, sheet, terms, formats),
        "has_release": drawing.mode == "review" and asks_release(found),
    }
    return shown(request, "claims/claim.html", context)


def _cover(request: ActorRequest, found: Claim, sheet: ClaimSheet, mode: str) -> CoverCard:
    """The cover by the figures that are asked for; while it is filled in, those claimed."""
    terms, formats = words(request)
    return cover_card(
        found,
        sheet,
        terms,
        formats,
        as_claimed=request.GET.get("cover") == "claimed" or mode == ENTRY,
        is_kept_back=is_kept_back(request.actor, found),
        is_compared=compares(request.actor, found),
    )


@view
@require_POST
def claim_new(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Start the next claim on a contract, in the open period unless another is chosen."""
    contract = enter_contract(request, contract_id)
    terms, _ = words(request)
    period = request.POST.get("period", "")

    def act() -> Done:
        started = operations.start_claim(
            actor=request.actor,
            contract_id=contract.pk,
            period_id=record_asked(period),
            type=request.POST.get("type") or None,
        )
        name = f"{terms.claim_short.capitalised} {started.number}"
        return Done(reverse("web:claim", args=[started.pk]), f"{name} is started as a draft.")

    return act_once(request, act)


def _claimants(request: ActorRequest, found: Claim) -> dict[str, object]:
    """Who claims here, and whether the reader may say so."""
    return {
        "contacts": contacts.of_contract(request.actor, found.contract),
        "may_name": contracts_policy.may_name_contacts(request.actor, found.contract),
        "who_claims": _who_claims(request, found),
    }


def _waits_for(
    request: ActorRequest, found: Claim, sheet: ClaimSheet, terms: Terms
) -> dict[str, str]:
    """What stands beside the claim and is not on it, or keeps it from being certified."""
    is_open = not sheet.is_certified
    return {
        "not_on_it": banner(request.actor, found, terms),
        "schedule_awaited": why_schedule_awaited(found.contract, terms) if is_open else "",
    }


def _history(request: ActorRequest, found: Claim, formats: Formats) -> dict[str, object]:
    """The last that happened, how much there is, and how often it was handed in."""
    every = told_to(request.actor, found)
    events = list(every[: _LATEST + 1])
    count = len(events) if len(events) <= _LATEST else every.count()
    times = 0 if found.submitted_at is None else queries.submissions(found).count()
    return {
        "history": [
            {
                "who": "You" if event.actor_id == request.actor.user_id else event.actor_name,
                "did": event.summary.removesuffix(f" of claim {found.number}"),
                "when": said_briefly(formats, event.occurred_at),
            }
            for event in events[:_LATEST]
        ],
        "history_count": count,
        "earlier_submissions": times if times > 1 else 0,
    }


def _who_claims(request: ActorRequest, found: Claim) -> str:
    """Who fills it in, where a claim contact only looks at a claim that is with the claimant."""
    if found.status not in OPEN_STATUSES:
        return ""
    return who_claims_instead(request.actor, found.contract, words(request)[0])


def _asked_cell(request: ActorRequest, sheet: ClaimSheet) -> tuple[int, str] | None:
    """The cell that the page is opened for, such as the one that a refusal named."""
    line, column = request.GET.get("line", ""), request.GET.get("column", "reason")
    known = {one.line_id for one in sheet.lines}
    return (int(line), column) if is_whole(line) and int(line) in known else None


def _may_prefill(found: Claim) -> bool:
    return found.is_upstream and found.contract.prefill_by != "none"


def _document(found: Claim) -> Document | None:
    """The document of the certificate, if it was asked for."""
    if found.certificate_id is None:
        return None
    return Document.objects.filter(
        account_id=found.account_id, certificate_id=found.certificate_id
    ).first()
