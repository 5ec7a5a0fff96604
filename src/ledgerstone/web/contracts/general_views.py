"""The first page of a contract: what was agreed, who claims on it, and what it comes to."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ledgerstone.access.actions import Action
from ledgerstone.contracts import contacts, policy
from ledgerstone.contracts.retention.retention_words import said_of
from ledgerstone.web.contracts import general, money
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.contracts.papers.mailing_views import may_email
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.requests import ActorRequest, shown, view


@view
@require_safe
def contract(request: ActorRequest, contract_id: int) -> HttpResponse:
    """What was agreed, and what it comes to for who sees the schedule of values."""
    found = enter_contract(request, contract_id)
    terms, formats = words(request)
    context = contract_frame(request, found, "general")
    figures = context["contract_figures"]
    if figures is not None:
        sees_drafts = policy.may(request.actor, found, Action.VIEW_DRAFT_VARIATION)
        context["money"] = money.picture(
            figures, terms, formats, context["ways"], sees_drafts=sees_drafts
        )
    is_listing = found.is_private and context["may_administer"]
    context |= {
        "contacts": contacts.of_contract(request.actor, found),
        "may_email": may_email(request, found),
        "facts": general.facts(request.actor, found, terms, formats),
        "days": general.days(found, terms, formats),
        "scope": general.scope(found),
        "who_sees": general.who_sees(found, terms),
        "private_list": contacts.private_list(found) if is_listing else [],
        "retention": said_of(found, terms, formats),
    }
    return shown(request, "contracts/general.html", context)
