"""The buttons of a claim: each does one thing, once, to the claim as the page showed it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from ledgerstone.claims import operations as do
from ledgerstone.claims import queries
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.posted import wants_json
from ledgerstone.web.requests import ActorRequest, Done, act_once, view

# What is done, with the actor, the claim, the version that the page showed, and a typed reason;
# and the sentence that says that it is done.
Act = Callable[[Actor, int, int, str], object]

ACTS: dict[str, tuple[Act, str]] = {
    "submit": (
        lambda actor, claim, version, _: do.submit_claim(
            actor=actor, claim_id=claim, expected_version=version
        ),
        "{claim} is submitted.",
    ),
    "return": (
        lambda actor, claim, version, reason: do.return_claim(
            actor=actor, claim_id=claim, expected_version=version, reason=reason
        ),
        "{claim} is returned.",
    ),
    "approve": (
        lambda actor, claim, version, _: do.approve_claim(
            actor=actor, claim_id=claim, expected_version=version, decision="approved"
        ),
        "{claim} is approved and its certificate issued.",
    ),
    "approve-as-noted": (
        lambda actor, claim, version, _: do.approve_claim(
            actor=actor, claim_id=claim, expected_version=version, decision="approved_as_noted"
        ),
        "{claim} is approved as noted and its certificate issued.",
    ),
    "hold": (
        lambda actor, claim, version, _: do.approve_claim(
            actor=actor, claim_id=claim, expected_version=version, decision="pending_owner_approval"
        ),
        "{claim} is certified and not yet payable.",
    ),
    "approve-pending": (
        lambda actor, claim, version, _: do.approve_pending(
            actor=actor, claim_id=claim, expected_version=version
        ),
        "{claim} is approved and payable.",
    ),
    "issue": (
        lambda actor, claim, version, _: do.issue_claim(
            actor=actor, claim_id=claim, expected_version=version
        ),
        "{claim} is issued.",
    ),
    "certify": (
        lambda actor, claim, version, _: do.certify_issued(
            actor=actor, claim_id=claim, expected_version=version
        ),
        "{claim} is certified.",
    ),
    "reopen": (
        lambda actor, claim, version, reason: do.reopen_claim(
            actor=actor, claim_id=claim, expected_version=version, reason=reason
        ),
        "{claim} is reopened; its certificate is withdrawn.",
    ),
    "withdraw": (
        lambda actor, claim, version, _: do.withdraw_claim(
            actor=actor, claim_id=claim, expected_version=version
        ),
        "{claim} is withdrawn.",
    ),
    "delete": (
        lambda actor, claim, version, _: do.delete_draft(
            actor=actor, claim_id=claim, expected_version=version
        ),
        "The draft of {claim} is deleted.",
    ),
    "accept-all": (
        lambda actor, claim, version, _: do.accept_as_claimed(
            actor=actor, claim_id=claim, since=version
        ),
        "Every line is accepted as claimed.",
    ),
}


@view
@require_POST
def claim_act(request: ActorRequest, claim_id: int, act: str) -> HttpResponse:
    """Do one of the acts. Refusals come back to the page as sentences; one that names a line leads
    to it."""
    if act not in ACTS:
        raise NotThere
    try:
        return act_once(request, lambda: _done(request, claim_id, act))
    except Invalid as refusal:
        cell = first_cell(refusal)
        if cell is None or wants_json(request):
            raise
        return _at_cell(request, claim_id, refusal, *cell)


def _done(request: ActorRequest, claim_id: int, act: str) -> Done:
    found = queries.get_claim(request.actor, claim_id)
    enter(request, found.contract.project)
    terms, _ = words(request)
    operation, sentence = ACTS[act]
    operation(request.actor, found.pk, _version(request), request.POST.get("reason", "").strip())
    name = f"{terms.claim_short.capitalised} {found.number}"
    place = reverse("web:claim", args=[found.pk])
    if act == "delete":
        place = reverse("web:contract_claims", args=[found.contract_id])
    if act == "issue" and queries.get_claim(request.actor, claim_id).certificate_id is not None:
        sentence = "{claim} is issued and certified as claimed."
    return Done(place, sentence.format(claim=name))


def first_cell(refusal: Invalid) -> tuple[int, str] | None:
    """The first cell that a refusal names, as the operations name it: line:34:reason."""
    for place in refusal.fields:
        kind, _, rest = place.partition(":")
        line, _, column = rest.partition(":")
        if kind == "line" and line.isdecimal():
            return int(line), column
    return None


def _at_cell(
    request: ActorRequest, claim_id: int, refusal: Invalid, line: int, column: str
) -> HttpResponse:
    """The claim's page at that cell; the same line of the list is a link in the sentence."""
    as_list = reverse("web:claim_as_list", args=[claim_id])
    link = f"{as_list}?{urlencode({'line': line})}#line-{line}"
    sentence = format_html('{} <a href="{}">Open the line</a>', refusal.message, link)
    messages.error(request, sentence)
    place = reverse("web:claim", args=[claim_id])
    asked = {"line": str(line), "column": column}
    return HttpResponseRedirect(f"{place}?{urlencode(asked)}")


def _version(request: ActorRequest) -> int:
    version = request.POST.get("version", "")
    if not version.isdecimal():
        raise Invalid("The page was incomplete. Reload it and try again.")
    return int(version)
