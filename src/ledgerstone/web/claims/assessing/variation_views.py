"""What was approved since a claim was started: looking it over, and adding it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from ledgerstone.claims import operations, queries
from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets import missing
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from ledgerstone.web.claims.crumbs import crumbs, tool_of
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, view


def banner(actor: Actor, claim: Claim, terms: Terms) -> str:
    """What could be on the claim and is not, for whoever may add it; else empty. One query."""
    found = missing.missing_for(actor, claim)
    approved = sum(1 for one in found if one.is_approved)
    said = [
        f"{count} {kind} {terms.variation if count == 1 else terms.variation.plural}"
        for count, kind in ((approved, "approved"), (len(found) - approved, "unapproved"))
        if count
    ]
    if not said:
        return ""
    are = "is" if len(found) == 1 else "are"
    return f"{' and '.join(said)} {are} not on this {terms.claim_short}."


@view
def claim_variations(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The variations that are not on a claim, and one button that adds them."""
    found = queries.get_claim(request.actor, claim_id)
    enter(request, found.contract.project)
    request.tool = tool_of(request.actor, found)
    terms, formats = words(request)
    if not missing.may_add(request.actor, found):
        raise NotAllowed(
            f"Lines are added to {terms.claim_short.with_article} by whoever edits it."
        )
    if request.method == "POST":
        return act_once(request, lambda: _add(request, found, terms))
    rows = missing.missing_for(request.actor, found)
    context = {
        "claim": found,
        "rows": rows,
        "total": sum((row.total for row in rows), start=0),
        "lines": sum(len(row.line_ids) for row in rows),
        "has_unapproved": any(not row.is_approved for row in rows),
        "crumbs": crumbs(request.actor, found, terms, formats),
    }
    return shown(request, "claims/variations.html", context)


def _add(request: ActorRequest, found: Claim, terms: Terms) -> Done:
    version = request.POST.get("version", "")
    if not is_whole(version):
        raise Invalid("The page was incomplete. Reload it and try again.")
    chosen = [int(one) for one in request.POST.getlist("variation") if is_whole(one)]
    if not chosen:
        raise Invalid(f"Tick the {terms.variation.plural} to add.")
    operations.add_variations_to_claim(
        actor=request.actor,
        claim_id=found.pk,
        expected_version=int(version),
        variation_ids=chosen,
    )
    count = len(chosen)
    named = terms.variation if count == 1 else terms.variation.plural
    said = f"{count} {named} added to {terms.claim_short} {found.number}."
    return Done(reverse("web:claim", args=[found.pk]), said)
