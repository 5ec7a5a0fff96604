"""What a contract is connected with, and who changed what of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ledgerstone.contracts import policy
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.records.record_history import history_of
from ledgerstone.contracts.related import related_to
from ledgerstone.history.queries import changes_of
from ledgerstone.payments.record_history import payment_records
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.changes import change_table, page_asked
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.requests import ActorRequest, shown, view


@view
@require_safe
def contract_related(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Its head contract, commitments under it, and variations that recover each other."""
    found = _entered(request, contract_id)
    terms, _formats = words(request)
    context = contract_frame(request, found, "related") | {
        "related": related_to(request.actor, found),
        "nothing_title": "Nothing is connected with it yet",
        "nothing_text": f"The {terms.head_contract} of a {terms.commitment} stands here, what is "
        f"agreed under {terms.head_contract.with_article}, and the {terms.variation.plural} that "
        "recover each other.",
    }
    return shown(request, "contracts/related.html", context)


@view
@require_safe
def contract_history(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Every change of the contract and of what the person sees of it, latest first."""
    found = _entered(request, contract_id)
    terms, formats = words(request)
    history = history_of(request.actor, found)
    page = changes_of(
        request.actor,
        history.records + payment_records(request.actor, found),
        page=page_asked(request.GET.get("page")),
        unsaid=history.unsaid,
    )
    changes = change_table(page, formats, terms, here=request.get_full_path())
    context = contract_frame(request, found, "history") | {"changes": changes}
    return shown(request, "contracts/history.html", context)


def _entered(request: ActorRequest, contract_id: int) -> Contract:
    """The contract; not there for who is only its claim contact: this is the project's own."""
    found = enter_contract(request, contract_id)
    if not policy.may_see_tool(request.actor, found.project_id, found.kind):
        raise NotThere
    return found
