"""Documents about money as files: made when asked for, and shown at once where they are short."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from ledgerstone.documents import requesting
from ledgerstone.documents.models import Document
from ledgerstone.web.requests import ActorRequest, view


@view
@require_safe
def remittance(request: ActorRequest, payment_id: int) -> HttpResponse:
    """The remittance advice of a payment; of one received, its receipt."""
    return _shown(requesting.request_remittance(actor=request.actor, payment_id=payment_id))


@view
@require_safe
def retention_of_contract(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The statement of retention of a contract."""
    asked = requesting.request_retention_of_contract(actor=request.actor, contract_id=contract_id)
    return _shown(asked)


@view
@require_safe
def retention_of_project(request: ActorRequest, project_id: int) -> HttpResponse:
    """The statement of retention of a project, of the contracts that the person sees."""
    asked = requesting.request_retention_of_project(actor=request.actor, project_id=project_id)
    return _shown(asked)


@view
@require_safe
def tax_invoice(request: ActorRequest, invoice_id: int) -> HttpResponse:
    """A tax invoice, or a note that corrects one."""
    return _shown(requesting.request_invoice(actor=request.actor, invoice_id=invoice_id))


def _shown(document: Document) -> HttpResponse:
    """To the file where it is ready; else to the page that says how far it is."""
    page = "web:document_file" if document.status == "ready" else "web:document"
    return HttpResponseRedirect(reverse(page, args=[document.pk]))
