"""The buttons of a claim: each does one thing, once, to the claim as the page showed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from ledgerstone.claims import operations as do
from ledgerstone.claims import queries
from ledgerstone.claims.fields.fields import ATTACHMENTS, is_of_details
from ledgerstone.claims.models import APPROVED, APPROVED_AS_NOTED, PENDING_OWNER_APPROVAL
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.posted import is_whole, wants_json
from ledgerstone.web.requests import ActorRequest, Done, act_once, view


@dataclass(frozen=True, slots=True)
class Act:
    """An operation on a claim, the sentence that says that it is done, and what it is given
    besides the actor, the claim and the version that the page showed."""

    operation: Callable[..., object]
    done: str
    given: Mapping[str, str] = field(default_factory=dict)
    takes_reason: bool = False
    version_as: str = "expected_version"


ACTS = {
    "submit": Act(do.submit_claim, "{claim} is submitted."),
    "return": Act(do.return_claim, "{claim} is returned.", takes_reason=True),
    # As is proposed: as noted where anything differs from what was claimed.
    "answer": Act(do.approve_claim, "{claim} is answered and its certificate issued."),
    "approve": Act(
        do.approve_claim,
        "{claim} is approved and its certificate issued.",
        {"decision": APPROVED},
    ),
    "approve-as-noted": Act(
        do.approve_claim,
        "{claim} is approved as noted and its certificate issued.",
        {"decision": APPROVED_AS_NOTED},
    ),
    "hold": Act(
        do.approve_claim,
        "{claim} is certified and not yet payable.",
        {"decision": PENDING_OWNER_APPROVAL},
    ),
    "approve-pending": Act(do.approve_pending, "{claim} is approved and payable."),
    "issue": Act(do.issue_claim, "{claim} is issued."),
    "certify": Act(do.certify_issued, "{claim} is certified."),
    "reopen": Act(
        do.reopen_claim, "{claim} is reopened; its certificate is withdrawn.", takes_reason=True
    ),
    "withdraw": Act(do.withdraw_claim, "{claim} is withdrawn."),
    "delete": Act(do.delete_draft, "The draft of {claim} is deleted."),
    "accept-all": Act(
        do.accept_as_claimed, "Every line is accepted as claimed.", version_as="since"
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
        if wants_json(request):
            raise
        if cell is not None:
            return _at_cell(request, claim_id, refusal, *cell)
        if "assessed_reason" in refusal.fields:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(reverse("web:claim_assessment", args=[claim_id]))
        if list(refusal.fields) == [ATTACHMENTS]:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(reverse("web:claim_papers", args=[claim_id]))
        if not any(is_of_details(place) for place in refusal.fields):
            raise
        messages.error(request, refusal.message)
        place = reverse("web:claim_header", args=[claim_id])
        return HttpResponseRedirect(f"{place}?missing=1")


def _done(request: ActorRequest, claim_id: int, act: str) -> Done:
    found = queries.get_claim(request.actor, claim_id)
    enter(request, found.contract.project)
    terms, _ = words(request)
    chosen, sentence = ACTS[act], ACTS[act].done
    given = {**chosen.given, chosen.version_as: _version(request)}
    if chosen.takes_reason:
        given["reason"] = request.POST.get("reason", "").strip()
    chosen.operation(actor=request.actor, claim_id=found.pk, **given)
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
        if kind == "line" and is_whole(line):
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
    if not is_whole(version):
        raise Invalid("The page was incomplete. Reload it and try again.")
    return int(version)
