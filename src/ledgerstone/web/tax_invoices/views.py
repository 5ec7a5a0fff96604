"""The tax invoices of a contract: those made, those that may be made, and who makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.access.actions import Action
from ledgerstone.claims import queries as claims
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations.recipient_invoices import agree_on_recipient_invoices
from ledgerstone.documents.invoices import invoices, invoicing
from ledgerstone.documents.invoices.invoice_words import called
from ledgerstone.documents.models import TaxInvoice
from ledgerstone.projects.terminology import Terms, Word
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.entrance import enter, enter_contract, words
from ledgerstone.web.posted import record_asked
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view

from .forms import AgreementForm


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """A tax invoice or a note: its word, what it corrects, and by what it is corrected."""

    invoice: TaxInvoice
    word: Word
    corrected_by: TaxInvoice | None


@view
@require_safe
def tax_invoices(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The page: invoices and notes, claims without one, and the agreement of a commitment."""
    found = _entered(request, contract_id)
    return _page(request, found, _agreement_form(request, found))


@view
@require_POST
def agreement(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Record since when who pays makes the tax invoices, or that they do not."""
    found = _entered(request, contract_id)
    form = _agreement_form(request, found, posted=True)

    def act() -> Done:
        agree_on_recipient_invoices(
            actor=request.actor,
            contract_id=found.pk,
            since=form.cleaned_data["since"],
            expected_version=form.cleaned_data["version"],
        )
        return Done(reverse("web:tax_invoices", args=[found.pk]), "The agreement is recorded.")

    answer = submit(request, form, act)
    return answer if answer is not None else _page(request, found, form)


@view
@require_POST
def tax_invoice_new(request: ActorRequest, claim_id: int) -> HttpResponse:
    """Make the tax invoice of a certified claim."""
    claim = claims.get_claim(request.actor, claim_id)
    enter(request, claim.contract.project)
    terms, _formats = words(request)
    certificate = record_asked(request.POST.get("certificate", ""))

    def act() -> Done:
        if certificate is None:
            raise Invalid("Reload the page and try again.")
        made = invoicing.issue_tax_invoice(
            actor=request.actor, claim_id=claim.pk, certificate_id=certificate
        )
        where = reverse("web:tax_invoices", args=[claim.contract_id])
        return Done(where, f"{called(made, terms).capitalised} {made.number} is made.")

    return act_once(request, act)


def _entered(request: ActorRequest, contract_id: int) -> Contract:
    found = enter_contract(request, contract_id)
    if not invoices.may_see_list(request.actor, found):
        raise NotThere
    return found


def _agreement_form(
    request: ActorRequest, found: Contract, *, posted: bool = False
) -> AgreementForm:
    terms, formats = words(request)
    initial = {"since": found.recipient_creates_from, "version": found.version}
    return AgreementForm(
        request.POST if posted else None, terms=terms, formats=formats, initial=initial
    )


def _page(request: ActorRequest, found: Contract, form: AgreementForm) -> HttpResponse:
    terms, _formats = words(request)
    is_ours = found.is_upstream  # who is paid sells, and makes them
    word = terms.tax_invoice if is_ours else terms.recipient_tax_invoice
    made = invoices.of_contract(request.actor, found)
    context: dict[str, Any] = {
        "rows": [InvoiceRow(one, called(one, terms), _corrected(one)) for one in made],
        "to_make": invoices.to_make(request.actor, found),
        "word": word,
        "may_make": policy.may(request.actor, found, Action.RECORD_PAYMENT),
        "may_agree": not is_ours and policy.may_configure(request.actor, found),
        **_sentences(found, terms, word, is_ours=is_ours),
    }
    frame = contract_frame(request, found, "payments")
    return shown(request, "tax_invoices/contract.html", frame | context, form=form)


def _corrected(invoice: TaxInvoice) -> TaxInvoice | None:
    return next(iter(invoice.corrections.all()), None)


def _sentences(found: Contract, terms: Terms, word: Word, *, is_ours: bool) -> dict[str, str]:
    """What the page says while there is nothing, and who makes the invoices."""
    certified = f"certified {terms.claim_short}"
    who = (
        f"You are paid under this {terms.head_contract}, so its {word.plural} are yours to make."
        if is_ours
        else f"{found.company.name} makes its own {terms.tax_invoice.plural}, unless both of you "
        f"agreed in writing that you make them. Then it makes none of its own for the same."
    )
    return {
        "who_makes": who,
        "empty_title": f"No {word.plural} yet",
        "empty_text": f"One is made for each {certified}, with the next number of its series.",
    }
