"""Assessing many lines of a claim at once without script: by percentage, as claimed, with one
reason, or all of it at nil."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from ledgerstone.claims import operations, policy, queries
from ledgerstone.claims.allowed import not_allowed
from ledgerstone.claims.answering_time import answer_due, answers_by_law
from ledgerstone.claims.locking import stale
from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations.assessing_shares import assess_at_nil, assess_share_of_claimed
from ledgerstone.claims.sheets.edits import SavedCells
from ledgerstone.claims.sheets.reason_words import REASON_WORDS
from ledgerstone.claims.transitions import Action
from ledgerstone.tenancy.refusals import Invalid, Stale
from ledgerstone.web.claims.crumbs import page_crumbs
from ledgerstone.web.claims.papers.papers_views import entered
from ledgerstone.web.entrance import words
from ledgerstone.web.posted import is_whole, record_asked
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, status_of, view


@view
def claim_assess(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The lines to choose from, and what can be done to those chosen, or to every one."""
    found = entered(request, claim_id)
    if not policy.is_entitled(request.actor, found, Action.EDIT_ASSESSED):
        raise not_allowed(request.actor, found.contract)
    if not policy.may_edit_assessed(request.actor, found):
        return HttpResponseRedirect(reverse("web:claim", args=[found.pk]))
    if request.method != "POST":
        return _page(request, found, {})
    act = _ACTS.get(request.POST.get("do", ""))
    try:
        if act is None:
            raise Invalid("Choose what to do with the lines.")
        return act_once(request, lambda: _done_as_shown(request, found, act))
    except (Invalid, Stale) as refusal:
        changes = refusal.changes if isinstance(refusal, Stale) else ()
        said: dict[str, object] = {"problem": refusal.message, "fields": refusal.fields}
        page = _page(request, found, said | {"changes": changes})
        page.status_code = status_of(refusal)
        return page


def _done_as_shown(
    request: ActorRequest, found: Claim, act: Callable[[ActorRequest, Claim], Done]
) -> Done:
    """Act on the lines that the page showed, not over what somebody assessed since."""
    version = request.POST.get("version", "")
    if is_whole(version) and int(version) != found.version:
        raise stale(request.actor, found, int(version))
    return act(request, found)


def _accept(request: ActorRequest, found: Claim) -> Done:
    saved = operations.accept_as_claimed(
        actor=request.actor, claim_id=found.pk, line_ids=_lines(request), since=found.version
    )
    return _done(request, found, saved, "accepted as claimed")


def _percent(request: ActorRequest, found: Claim) -> Done:
    percent = request.POST.get("percent", "")
    act: Callable[..., SavedCells] = operations.assess_by_percent
    said = f"assessed at {percent.strip().rstrip('%')}% completed and stored"
    if request.POST.get("of") == "claimed":
        act = assess_share_of_claimed
        said = f"assessed at {percent.strip().rstrip('%')}% of what was claimed"
    saved = act(
        actor=request.actor,
        claim_id=found.pk,
        line_ids=_lines(request),
        percent=percent,
        since=found.version,
    )
    return _done(request, found, saved, said)


def _reason(request: ActorRequest, found: Claim) -> Done:
    chosen = _lines(request)
    if chosen is None:
        sheet = queries.sheet_for(request.actor, found)
        chosen = [line.line_id for line in sheet.lines_needing_reason]
    if not chosen:
        raise Invalid("No line needs a reason. Tick those that you want to give one.")
    saved = operations.give_reasons(
        actor=request.actor,
        claim_id=found.pk,
        line_ids=chosen,
        code=request.POST.get("code", ""),
        text=request.POST.get("text", ""),
        since=found.version,
    )
    return _done(request, found, saved, "given this reason")


def _nil(request: ActorRequest, found: Claim) -> Done:
    terms, _ = words(request)
    assess_at_nil(
        actor=request.actor,
        claim_id=found.pk,
        code=request.POST.get("nil_code", ""),
        text=request.POST.get("nil_text", ""),
        since=found.version,
    )
    said = f"All of this {terms.claim_short} is assessed at nil. Approve it as noted to answer it."
    return Done(reverse("web:claim", args=[found.pk]), said)


_ACTS: dict[str, Callable[[ActorRequest, Claim], Done]] = {
    "accept": _accept, "percent": _percent, "reason": _reason, "nil": _nil,
}  # fmt: skip


def _done(request: ActorRequest, found: Claim, saved: SavedCells, said: str) -> Done:
    count = len(saved.changed)
    lines = "1 line is" if count == 1 else f"{count} lines are"
    return Done(
        reverse("web:claim_assess", args=[found.pk]),
        f"{lines} {said}." if count else "Nothing changed.",
        [f"Line {_item(saved, error.line_id)}: {error.message}" for error in saved.errors],
    )


def _item(saved: SavedCells, line_id: int) -> str:
    return next((line.item for line in saved.sheet.lines if line.line_id == line_id), "")


def _lines(request: ActorRequest) -> list[int] | None:
    """The ticked lines; None, for every one, where none is ticked."""
    ticked = request.POST.getlist("line")
    return [record_asked(one) or 0 for one in ticked] or None


def _page(request: ActorRequest, found: Claim, more: dict[str, object]) -> HttpResponse:
    terms, formats = words(request)
    sheet = queries.sheet_for(request.actor, found)
    due = answer_due(found) if answers_by_law(found.contract.project) else None
    context = {
        "claim": found,
        "lines": sheet.lines,
        "missing": {line.line_id for line in sheet.lines_needing_reason},
        "reasons": list(REASON_WORDS.items()),
        "due": due,
        "ticked": request.POST.getlist("line"),
        "typed": request.POST,
        "crumbs": page_crumbs(request.actor, found, terms, formats, "Assess many lines"),
    }
    return shown(request, "claims/assess.html", context | more)
