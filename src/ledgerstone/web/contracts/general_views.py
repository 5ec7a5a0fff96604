"""The first page of a contract: what was agreed, who claims on it, and what it comes to."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ledgerstone.contracts import contacts, queries
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.retention import describe
from ledgerstone.web.contracts.frame import contract_frame, sees_head
from ledgerstone.web.contracts.words import method_word, tax_sentence
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.requests import ActorRequest, shown, view


@view
@require_safe
def contract(request: ActorRequest, contract_id: int) -> HttpResponse:
    """What was agreed, and what it comes to for who sees the schedule of values."""
    found = enter_contract(request, contract_id)
    terms, formats = words(request)
    context = contract_frame(request, found, "general") | {
        "contacts": contacts.of_contract(request.actor, found),
        "facts": _facts(found, request),
        "retention": describe(queries.retention_of(found), terms, formats),
    }
    return shown(request, "contracts/general.html", context)


def _facts(found: Contract, request: ActorRequest) -> list[dict[str, Any]]:
    """What was agreed, pair by pair; what is unknown is left out."""
    terms, formats = words(request)
    facts: list[tuple[str, str]] = []
    if found.certifier is not None or found.certifier_name:
        by = ", ".join(
            part
            for part in (
                found.certifier_name,
                found.certifier.name if found.certifier is not None else "",
            )
            if part
        )
        facts.append((terms.certifier.capitalised, by))
    if found.head_contract is not None and sees_head(request.actor, found):
        facts.append((terms.head_contract.capitalised, found.head_contract.number))
    if found.contract_date is not None:
        facts.append(("Date", formats.day(found.contract_date)))
    if found.payment_days is not None:
        facts.append(("Paid", f"{found.payment_days} days after the {terms.certificate}"))
    facts.append(("Accounted by", method_word(found.accounting_method)))
    facts.append((terms.tax, tax_sentence(found.tax_rate, found.tax_base, terms, formats)))
    return [{"label": label, "value": value} for label, value in facts]
