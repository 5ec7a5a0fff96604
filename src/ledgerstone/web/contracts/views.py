"""The claims and variations of a contract, and its status."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ledgerstone.claims import policy as claims_policy
from ledgerstone.claims.allowed import who_claims_instead
from ledgerstone.claims.claimable import why_schedule_awaited, why_too_late
from ledgerstone.claims.inviting.due import due_date_of
from ledgerstone.claims.models import WITHDRAWN
from ledgerstone.contracts import operations, status_words
from ledgerstone.contracts.models import Contract
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.contracts.claim_rows import ClaimRow
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, act_once, view


@view
def claims(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The claims on a contract."""
    found = enter_contract(request, contract_id)
    context = contract_frame(request, found, "claims")
    if not context["sees_schedule"]:
        return render(request, "contracts/unseen.html", context)
    rows = context["claim_rows"]
    context["who_submits"] = "" if context["draft"] else _who_submits(request, found, rows)
    return render(request, "contracts/claims.html", context)


def _who_submits(request: ActorRequest, found: Contract, rows: Sequence[ClaimRow]) -> str:
    """Why somebody who claims cannot start one now: others claim instead, the schedule is not
    broken down yet, or it is too late. Whose claim was sent in time is not told that it is."""
    actor, terms = request.actor, words(request)[0]
    instead = who_claims_instead(actor, found, terms)
    if instead or not claims_policy.may_start(actor, found):
        return instead
    awaited = why_schedule_awaited(found, terms)
    if awaited:
        return awaited
    if claims_policy.may_choose_period(actor, found):
        return ""
    period = projects.open_period(actor, found.project_id)
    claimed = {row.claim.period_id for row in rows if row.claim.status != WITHDRAWN}
    if period is None or period.pk in claimed:
        return ""
    return why_too_late(found.project, due_date_of(period, found))


@view
@require_POST
def status(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Take a contract to another status."""
    found = enter_contract(request, contract_id)
    version = request.POST.get("version", "")
    if not is_whole(version):
        raise Invalid("Reload the page and choose the status again.")

    def act() -> Done:
        changed = operations.change_status(
            actor=request.actor,
            contract_id=found.pk,
            status=request.POST.get("status", ""),
            expected_version=int(version),
        )
        word = status_words.status_word(changed.status, words(request)[0])
        return Done(reverse("web:contract", args=[found.pk]), f"{found.number} is now “{word}”.")

    return act_once(request, act)
