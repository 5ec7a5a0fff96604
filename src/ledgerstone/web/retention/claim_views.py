"""The retention of a claim: its figures, its lines, releasing, and adjusting by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledgerstone.claims import operations, policy, queries
from ledgerstone.claims.allowed import not_allowed
from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets.sheet import ClaimSheet, SheetLine
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.changes import page_asked
from ledgerstone.web.claims.assessing.retention_card import event_choices, releases, retention_card
from ledgerstone.web.claims.crumbs import crumbs, tool_of
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.posted import record_asked
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view
from ledgerstone.web.retention.claim_rows import retention_rows
from ledgerstone.web.retention.forms import LinesForm, ReleaseForm

PAGE = 100


@view
@require_http_methods(["GET", "POST"])
def claim_retention(request: ActorRequest, claim_id: int) -> HttpResponse:
    """What the claim holds and releases, line by line, and the forms that change it."""
    found = queries.get_claim(request.actor, claim_id)
    enter(request, found.contract.project)
    request.tool = tool_of(request.actor, found)
    terms, formats = words(request)
    events = event_choices(found, formats) if _may_release(request, found) else ()
    release = ReleaseForm.of(found, events, terms, formats)
    lines = LinesForm(terms=terms, formats=formats)
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "release":
            release = ReleaseForm(request.POST, events=events, terms=terms, formats=formats)
        elif act in _ON_LINES:
            lines = LinesForm(request.POST, terms=terms, formats=formats)
        answer = _act(request, found, act, release, lines)
        if answer is not None:
            return answer
    return _page(request, found, release, lines)


def _act(
    request: ActorRequest, found: Claim, act: str, release: ReleaseForm, lines: LinesForm
) -> HttpResponse | None:
    """Do what was posted; None where a form has to be shown again."""
    if act == "release":
        return submit(request, release, lambda: _release(request, found, release))
    if act in _ON_LINES:
        return submit(request, lines, lambda: _on_lines(request, found, act, lines))
    if act == "adopt":
        return act_once(request, lambda: _adopt(request, found))
    raise Invalid("This page does not know what was asked. Reload it and try again.")


def _release(request: ActorRequest, found: Claim, form: ReleaseForm) -> Done:
    if not policy.may_release_retention(request.actor, found):
        raise not_allowed(request.actor, found.contract)
    operations.release_retention(
        actor=request.actor,
        claim_id=found.pk,
        expected_version=_version(request),
        **form.asked(),
    )
    asks = any(value is not None for value in form.asked().values())
    return _done(found, "The release is saved." if asks else "No release is asked for.")


def _release_lines(request: ActorRequest, found: Claim, form: LinesForm) -> Done:
    share, amount = form.cleaned_data["release"]
    operations.release_on_lines(
        actor=request.actor,
        claim_id=found.pk,
        line_ids=_chosen(request),
        share=share,
        amount=amount,
        since=_version(request),
    )
    return _done(found, "The release on the lines is saved.")


def _hold_lines(request: ActorRequest, found: Claim, form: LinesForm) -> Done:
    work = form.cleaned_data["work"]
    if work is None:
        sentence = "Give a percentage; 0% holds nothing."
        raise Invalid(sentence, fields={"work": sentence})
    operations.hold_on_lines(
        actor=request.actor,
        claim_id=found.pk,
        line_ids=_chosen(request),
        work=work,
        materials=form.cleaned_data["materials"],
        since=_version(request),
    )
    return _done(found, "What the lines hold is set by hand, until it is removed.")


def _remove(request: ActorRequest, found: Claim, form: LinesForm) -> Done:
    operations.remove_adjustments(
        actor=request.actor, claim_id=found.pk, line_ids=_chosen(request), since=_version(request)
    )
    return _done(found, "The lines hold by the rule again.")


_ON_LINES: dict[str, Callable[[ActorRequest, Claim, LinesForm], Done]] = {
    "release_lines": _release_lines,
    "hold_lines": _hold_lines,
    "remove": _remove,
}


def _on_lines(request: ActorRequest, found: Claim, act: str, form: LinesForm) -> Done:
    return _ON_LINES[act](request, found, form)


def _adopt(request: ActorRequest, found: Claim) -> Done:
    operations.adopt_retention_terms(
        actor=request.actor, claim_id=found.pk, expected_version=_version(request)
    )
    terms, _ = words(request)
    return _done(found, f"It holds by the contract's terms of {terms.retention} of now.")


def _done(found: Claim, message: str) -> Done:
    return Done(reverse("web:claim_retention", args=[found.pk]), message)


def _chosen(request: ActorRequest) -> list[int] | None:
    """The ticked lines; None, which is all of them, where none is ticked."""
    ticked = request.POST.getlist("line")
    return [record_asked(one) or 0 for one in ticked] or None


def _version(request: ActorRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def _may_release(request: ActorRequest, found: Claim) -> bool:
    actor = request.actor
    return (
        releases(found)
        and policy.may_edit_claimed(actor, found)
        and policy.may_release_retention(actor, found)
    )


def _page(
    request: ActorRequest, found: Claim, release: ReleaseForm, lines: LinesForm
) -> HttpResponse:
    terms, formats = words(request)
    actor = request.actor
    sheet = queries.sheet_for(actor, found)
    card = retention_card(actor, found, sheet, terms, formats)
    page = _lines_page(request, sheet)
    may_edit = policy.may_edit_claimed(actor, found) or card.may_answer
    trail = crumbs(actor, found, terms, formats)
    trail[-1]["href"] = reverse("web:claim", args=[found.pk])
    context: dict[str, Any] = {
        "claim": found,
        "card": card,
        "rows": retention_rows(actor, found, page.object_list, formats),
        "page": page,
        "release_form": release,
        "lines_form": lines,
        "may_release_lines": may_edit
        and releases(found)
        and policy.may_release_retention(actor, found),
        "may_hold_lines": may_edit and policy.may_override_retention(actor, found),
        "crumbs": [*trail, {"label": terms.retention.capitalised, "href": ""}],
    }
    bad = next((form for form in (release, lines) if form.is_bound), release)
    return shown(request, "retention/claim.html", context, form=bad)


def _lines_page(request: ActorRequest, sheet: ClaimSheet) -> Page[SheetLine]:
    """Lines that bear retention, or once did, a page of them."""
    bearing = [
        line
        for line in sheet.lines
        if not line.row.exempt or line.retention or line.retention_previous
    ]
    return Paginator(bearing, PAGE).get_page(page_asked(request.GET.get("page")))
