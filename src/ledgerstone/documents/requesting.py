"""Asks for documents about money: of a payment, of what is held, of a tax invoice.

What may still change is made afresh each time, and what the same person asked for some time ago is
forgotten; a tax invoice is a fact, whose document is made once.
"""

from __future__ import annotations

from django.db import transaction

from ledgerstone.claims.retention.retention_statement import may_see
from ledgerstone.contracts import queries as contracts
from ledgerstone.payments import queries as payments
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from . import queries
from .invoices import invoices
from .kinds.retention import sides_seen
from .models import INVOICE, REMITTANCE, RETENTION, Document
from .operations import GIVEN_UP_AFTER, make_document, queue


def request_remittance(*, actor: Actor, payment_id: int) -> Document:
    """The remittance advice of a payment as it stands; of one received, its receipt."""
    payment = payments.get_payment(actor, payment_id)
    return _afresh(actor, kind=REMITTANCE, payment_id=payment.pk)


def request_retention_of_contract(*, actor: Actor, contract_id: int) -> Document:
    """The statement of retention of a contract whose claims the person sees."""
    contract = contracts.get_contract(actor, contract_id)
    if not may_see(actor, contract):
        raise NotThere
    return _afresh(actor, kind=RETENTION, contract_id=contract.pk)


def request_retention_of_project(*, actor: Actor, project_id: int) -> Document:
    """The statement of retention of a project, of the contracts that the person sees."""
    project = projects.get_project(actor, project_id)
    if not any(sides_seen(actor, project.pk)):
        raise NotThere
    return _afresh(actor, kind=RETENTION, project_id=project.pk)


def request_invoice(*, actor: Actor, invoice_id: int) -> Document:
    """The document of a tax invoice, or of a note that corrects one."""
    with transaction.atomic():
        invoice = invoices.get_invoice(actor, invoice_id)
        document, is_new = Document.objects.get_or_create(
            account_id=actor.account_id,
            invoice_id=invoice.pk,
            defaults={"kind": INVOICE, "requested_by_id": actor.user_id},
        )
        is_ours = queue(actor, document, is_new=is_new)
    return _made(actor, document) if is_ours else document


def _afresh(actor: Actor, *, kind: str, **of: int) -> Document:
    with transaction.atomic():
        asked = {"account_id": actor.account_id, "kind": kind, "requested_by_id": actor.user_id}
        before = clock.now() - GIVEN_UP_AFTER
        Document.objects.filter(**asked, **of, requested_at__lt=before).delete()
        document = Document.objects.create(**asked, **of)
        is_ours = queue(actor, document)
    return _made(actor, document) if is_ours else document


def _made(actor: Actor, document: Document) -> Document:
    make_document(account_id=actor.account_id, document_id=document.pk, user_id=actor.user_id)
    return queries.get_document(actor, document.pk)
