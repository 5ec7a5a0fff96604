"""Sending a claim on by e-mail: whom to, what is said, and what goes along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from ledgerstone.claims import policy
from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import Claim
from ledgerstone.correspondence import forwarding
from ledgerstone.correspondence.audience import may_get_claims_of
from ledgerstone.correspondence.letters.papers import name_of, signed_pdf
from ledgerstone.directory.models import Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from ledgerstone.web.claims.crumbs import page_crumbs, tool_of
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.posted import records_asked
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, view

_WAYS = ("to", "copies", "blind")


@dataclass(frozen=True, slots=True)
class Offered:
    """Somebody to choose; ``ways`` are the boxes, each with its name and whether it is ticked."""

    person: Person
    why_not: str
    ways: tuple[tuple[str, str, bool], ...]


@view
def claim_forward(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The form that sends a claim on; posting sends it."""
    found = claims.get_claim(request.actor, claim_id)
    enter(request, found.contract.project)
    request.tool = tool_of(request.actor, found)
    if not policy.may_forward(request.actor, found):
        raise NotAllowed("Ask an administrator of the project to send it.")
    if request.method != "POST":
        return _page(request, found, _suggested(found), {})
    typed: dict[str, Any] = {
        **{way: records_asked(request.POST.getlist(way)) for way in _WAYS},
        "subject": request.POST.get("subject", ""),
        "text": request.POST.get("text", ""),
        "is_private": bool(request.POST.get("is_private")),
    }

    def act() -> Done:
        mail = forwarding.forward_claim(actor=request.actor, claim_id=found.pk, **typed)
        count = mail.recipients.count()
        whom = "one person" if count == 1 else f"{count} people"
        return Done(reverse("web:claim", args=[found.pk]), f"The mail to {whom} is on its way.")

    try:
        return act_once(request, act)
    except Invalid as refusal:
        return _page(request, found, typed, dict(refusal.fields))


def _suggested(found: Claim) -> dict[str, Any]:
    begun = forwarding.suggested(found)
    return {"to": begun.to, "copies": begun.copies, "subject": begun.subject}


def _page(
    request: ActorRequest, found: Claim, typed: dict[str, Any], problems: dict[str, str]
) -> HttpResponse:
    terms, formats = words(request)
    title = f"Forward {terms.claim_short} {found.number}"
    if found.is_upstream:
        title = f"E-mail {terms.claim_short} {found.number} to the {terms.owner}"
    people = sorted(_offered(found, typed), key=lambda one: _place(one, found))
    signed = signed_pdf(found)
    context = {
        "claim": found,
        "title": title,
        "people": people,
        "typed": typed,
        "problems": problems,
        "paper": name_of(found, is_signed=signed is not None),
        "signed": signed,
        "lacks_owner": found.is_upstream and not _knows_owner(people, found),
        "crumbs": page_crumbs(request.actor, found, terms, formats, title),
    }
    page = shown(request, "mails/forward.html", context)
    page.status_code = 422 if problems else 200
    return page


def _offered(found: Claim, typed: dict[str, Any]) -> Iterator[Offered]:
    labels = {"to": "To", "copies": "Cc", "blind": "Bcc"}
    ticked = {way: set(typed.get(way, ())) for way in _WAYS}
    for person in may_get_claims_of(found.contract):
        ways = tuple((way, labels[way], person.pk in ticked[way]) for way in _WAYS)
        yield Offered(person, why_unreachable(person), ways)


def _knows_owner(people: list[Offered], found: Claim) -> bool:
    """Whether anybody of the owner is offered."""
    return any(one.person.company_id == found.contract.company_id for one in people)


def _place(one: Offered, found: Claim) -> tuple[bool, bool, bool, str]:
    """Those who are ticked first, then those of the company that the claim is from or for."""
    is_ticked = any(ticked for _way, _label, ticked in one.ways)
    is_party = one.person.company_id == found.contract.company_id
    return (not is_ticked, bool(one.why_not), not is_party, one.person.name.casefold())
