"""Filling a head contract claim: the preview with its sources, and applying it."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import Claim
from ledgerstone.claims.prefill import backup
from ledgerstone.claims.prefill.allocation import Choices
from ledgerstone.claims.prefill.operations import apply_prefill, preview_prefill
from ledgerstone.claims.prefill.preview import PrefillPreview
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.posted import is_whole, record_asked
from ledgerstone.web.prefill.page import prefill_page
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, view


@view
@require_http_methods(["GET", "POST"])
def prefill(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The preview. A post either looks again with other choices, or applies what it shows."""
    claim = claims.get_claim(request.actor, claim_id)
    enter(request, claim.contract.project)
    request.tool = "web:head_contract_list"
    terms, formats = words(request)
    choices = _choices(request.POST, claim)
    if request.method == "POST" and request.POST.get("act") == "apply":
        return act_once(request, lambda: _apply(request, claim, choices, terms))
    preview = preview_prefill(actor=request.actor, claim_id=claim_id, choices=choices)
    page = prefill_page(preview, choices, terms, formats)
    context = {
        "claim": claim,
        "page": page,
        "choices": choices,
        "backup_count": _backup_count(claim, preview),
    }
    return shown(request, "prefill/preview.html", context)


def _backup_count(claim: Claim, preview: PrefillPreview) -> int:
    """How many documents come along with what would be carried."""
    sources = {
        placed.source.claim_id
        for line in preview.lines
        for placed in line.sources
        if placed.source.withdrawn_at is None
    }
    return backup.count(claim.account_id, sources)


def _apply(request: ActorRequest, claim: Claim, choices: Choices, terms: Terms) -> Done:
    preview = apply_prefill(
        actor=request.actor,
        claim_id=claim.pk,
        expected_version=record_asked(request.POST.get("version", "")) or 0,
        choices=choices,
    )
    lines = f"{preview.changed} line{'' if preview.changed == 1 else 's'}"
    said = f"Filled {lines} of {terms.claim_short} {claim.number}."
    if not preview.changed:
        said = f"No amount of {terms.claim_short} {claim.number} changed."
    left = ""
    if preview.not_carried:
        count = len(preview.not_carried)
        amounts = "1 amount was" if count == 1 else f"{count} amounts were"
        left = f" {amounts} not carried; prefill again to see why."
    return Done(
        reverse("web:claim", args=[claim.pk]),
        f"{said}{left}",
    )


def _choices(posted: QueryDict, claim: Claim) -> Choices:
    """What was ticked and placed. A late amount has two tick boxes; either one leaves it out.

    Until somebody says otherwise, the optional parts come as they did the last time.
    """
    shown_late = _numbers(posted.getlist("late_shown"))
    in_line = _numbers(posted.getlist("late_line"))
    in_card = _numbers(posted.getlist("late_card"))
    has_line_box = _numbers(posted.getlist("late_line_shown"))
    left_out = {
        source
        for source in shown_late
        if source not in in_card or (source in has_line_box and source not in in_line)
    }
    placed: dict[int, int] = {}
    for pair in posted.getlist("placed"):
        source, _, line = pair.partition(":")
        if is_whole(source) and is_whole(line):
            placed[int(source)] = int(line)
    for taken_back in _numbers(posted.getlist("unplaced")):
        placed.pop(taken_back, None)
    says_parts = "parts_shown" in posted
    return Choices(
        left_out=frozenset(left_out),
        placed=placed,
        with_retention="with_retention" in posted if says_parts else claim.carries_retention,
        with_backup="with_backup" in posted if says_parts else claim.carries_backup,
    )


def _numbers(texts: list[str]) -> set[int]:
    return {int(text) for text in texts if is_whole(text)}
