"""What is said about a claim and its lines, and the page of one line: its files and comments."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from ledgerstone.claims import policy, queries
from ledgerstone.claims.fields.fields import ATTACHMENTS, fields_of_claim
from ledgerstone.claims.models import OPEN_STATUSES, Claim
from ledgerstone.claims.operations.comments import comment_on_claim
from ledgerstone.claims.papers import papers
from ledgerstone.claims.prefill.provenance import may_see_sources
from ledgerstone.claims.sheets.reason_words import reason_sentence
from ledgerstone.claims.sheets.sheet import SheetLine
from ledgerstone.claims.told import is_kept_back
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.web.claims.crumbs import page_crumbs
from ledgerstone.web.claims.papers.papers_rows import comment_rows, offered_lines, paper_rows
from ledgerstone.web.claims.papers.papers_views import entered
from ledgerstone.web.entrance import words
from ledgerstone.web.posted import record_asked
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, view


@view
def claim_comments(request: ActorRequest, claim_id: int) -> HttpResponse:
    """What was said about a claim, and saying more."""
    found = entered(request, claim_id)
    place = reverse("web:claim_comments", args=[found.pk])
    if request.method == "POST":
        line = record_asked(request.POST.get("line", ""))
        return _say(request, found, line, place, _comments)
    return _comments(request, found, {})


@view
def claim_line(request: ActorRequest, claim_id: int, line_id: int) -> HttpResponse:
    """One line of a claim: its figures in a row, its files, and what was said about it."""
    found = entered(request, claim_id)
    line = _line(request, found, line_id)
    place = reverse("web:claim_line", args=[found.pk, line_id])

    def drawn(request: ActorRequest, found: Claim, more: dict[str, Any]) -> HttpResponse:
        return _of_line(request, found, line, more)

    if request.method == "POST":
        return _say(request, found, line_id, place, drawn)
    return _of_line(request, found, line, {})


def _say(
    request: ActorRequest, found: Claim, line_id: int | None, place: str, drawn: Any
) -> HttpResponse:
    """Keep a comment; what cannot be kept is shown again as it was typed."""
    text = request.POST.get("text", "")

    def act() -> Done:
        comment_on_claim(
            actor=request.actor,
            claim_id=found.pk,
            text=text,
            line_id=line_id,
            is_internal=bool(request.POST.get("internal")),
        )
        return Done(place)

    try:
        return act_once(request, act)
    except Invalid as refusal:
        page: HttpResponse = drawn(request, found, {"problems": refusal.fields, "typed": text})
        page.status_code = 422
        return page


def _comments(request: ActorRequest, found: Claim, more: dict[str, Any]) -> HttpResponse:
    terms, formats = words(request)
    lines = queries.sheet_for(request.actor, found).lines
    context = {
        "claim": found,
        "said": comment_rows(request.actor, papers.comments(request.actor, found), formats),
        "may_speak": policy.may_speak(request.actor, found),
        "may_be_internal": policy.is_administrator(request.actor, found),
        "lines": offered_lines(lines),
        "crumbs": page_crumbs(request.actor, found, terms, formats, "Comments"),
    }
    return shown(request, "claims/comments.html", context | more)


def _of_line(
    request: ActorRequest, found: Claim, line: SheetLine, more: dict[str, Any]
) -> HttpResponse:
    terms, formats = words(request)
    said = papers.comments(request.actor, found).filter(line_id=line.line_id)
    attached = papers.of_claim(found).filter(line_id=line.line_id)
    shows = fields_of_claim(found).shows(ATTACHMENTS)
    context = {
        "claim": found,
        "line": line,
        "reason": reason_sentence(line.reason_code, line.reason),
        "shows_answer": _is_answered(request, found),
        "sees_sources": found.is_upstream and may_see_sources(request.actor, found),
        "said": comment_rows(request.actor, said, formats),
        "papers": paper_rows(request.actor, found, attached),
        "may_speak": policy.may_speak(request.actor, found),
        "may_be_internal": policy.is_administrator(request.actor, found),
        "may_attach": shows and papers.may_attach(request.actor, found),
        "crumbs": page_crumbs(request.actor, found, terms, formats, f"Line {line.item}"),
    }
    return shown(request, "claims/line.html", context | more)


def _is_answered(request: ActorRequest, found: Claim) -> bool:
    """Whether there is an answer beside what was claimed that the person is told of."""
    is_asked = found.status not in OPEN_STATUSES
    return is_asked and not is_kept_back(request.actor, found)


def _line(request: ActorRequest, found: Claim, line_id: int) -> SheetLine:
    """A line of the sheet as the person sees it; NotThere for any other."""
    try:
        return queries.sheet_for(request.actor, found).line(line_id)
    except KeyError:
        raise NotThere from None
