"""One act that drafts and fills the claims on all head contracts of a project."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from ledgerstone.claims import operations
from ledgerstone.claims.tie.tie import may_see
from ledgerstone.tenancy.refusals import NotAllowed, NotThere
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.requests import ActorRequest, Done, act_once, view


@view
@require_POST
def draft_all(request: ActorRequest, project_id: int) -> HttpResponse:
    """Draft and fill the claim of a period on every head contract, and say what came of each."""
    project = enter_project(request, project_id)
    terms, _formats = words(request)
    if not may_see(request.actor, project.pk):
        raise NotAllowed(
            f"Ask an administrator of {terms.head_contract.plural} to draft their "
            f"{terms.claim_short.plural}."
        )
    period = request.POST.get("period", "")
    if not period.isdecimal() or len(period) > 18:
        raise NotThere

    def act() -> Done:
        outcome = operations.draft_head_claims(
            actor=request.actor, project_id=project.pk, period_id=int(period)
        )
        count = len(outcome.done)
        named = terms.head_claim if count == 1 else terms.head_claim.plural
        said = f"{count} {named} drafted and filled from what is certified." if count else ""
        where = f"{reverse('web:claims_tool', args=[project.pk])}?list=head&period={period}"
        return Done(where, said, [f"{one.named}: {one.why}" for one in outcome.refused])

    return act_once(request, act)
