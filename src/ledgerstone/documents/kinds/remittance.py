"""Remittance advices: what a payment pays, claim by claim. Of money received, a receipt."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.text import get_valid_filename

from ledgerstone.documents.models import Document
from ledgerstone.documents.money_pages.money_model import Block, MoneyDocument, MoneyRow, MoneyTable
from ledgerstone.documents.money_pages.money_parties import (
    contract_block,
    contract_name,
    money_party,
    party_block,
    roles,
    who_pays,
)
from ledgerstone.documents.money_pages.pages import typeset_money
from ledgerstone.payments import queries as payments
from ledgerstone.payments.models import Payment, PaymentShare
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import NO_FIGURE, Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from .kind import Kind, Progress

ZERO = Decimal("0.00")


def payment_of(document: Document) -> Payment:
    """The payment that a document is of."""
    if document.payment is None:
        raise NotThere
    return document.payment


def contents(actor: Actor, payment: Payment) -> MoneyDocument:
    """What a payment's document prints, as the payment stands."""
    contract = payment.contract
    terms, formats = projects.words(contract.project)
    payer, payee = (money_party(one) for one in who_pays(actor, contract))
    pays, paid = roles(contract, terms)
    is_receipt = contract.is_upstream
    blocks: tuple[Block, ...] = (
        party_block(f"Paid by, {pays}", payer),
        party_block(f"Paid to, {paid}", payee),
        contract_block(contract, terms, formats),
    )
    named = f"Payment {payment.number}" if payment.number else "Payment"
    name = contract_name(contract, terms)
    return MoneyDocument(
        locale=contract.project.terminology,
        paper="us-letter" if contract.project.paper == "us-letter" else "a4",
        title="Receipt" if is_receipt else "Remittance advice",
        subtitle=f"{named}, {formats.day(payment.paid_on)}. {contract.project.name}",
        about=f"{name}, {contract.title}" if contract.title else name,
        notice=_notice(payment, formats),
        headline_label=f"Amount {'received' if is_receipt else 'paid'}",
        headline=formats.money_with_sign(payment.amount),
        maker=payee if is_receipt else payer,
        other=payer if is_receipt else payee,
        blocks=blocks,
        facts=(
            ("Received on" if is_receipt else "Paid on", formats.weekday(payment.paid_on)),
            ("Method", _method(payment.method, terms)),
            ("Reference", payment.reference or NO_FIGURE),
        ),
        tables=(_table(payment, terms, formats),),
        notes=_notes(payment, terms, formats),
        footer=f"{name}, {named[0].lower()}{named[1:]} of {formats.day(payment.paid_on)}",
    )


def _notice(payment: Payment, formats: Formats) -> str:
    if payment.reversed_at is None:
        return ""
    day = formats.day(formats.local(payment.reversed_at).date())
    return f"Reversed on {day}: this payment counts for nothing."


def _method(method: str, terms: Terms) -> str:
    words = {"bank_transfer": "Bank transfer", "cheque": terms.cheque.capitalised}
    return words.get(method, method.replace("_", " ").capitalize())


def _table(payment: Payment, terms: Terms, formats: Formats) -> MoneyTable:
    """A row for each claim, one for what is for none of them, and the sum."""
    shares = list(
        PaymentShare.objects.filter(account_id=payment.account_id, payment_id=payment.pk)
        .select_related("claim__certificate", "claim__contract")
        .order_by("claim__number")
    )
    before = _paid_before(payment, [share.claim_id for share in shares])
    money = formats.money
    rows = [_share_row(share, before, terms, formats) for share in shares]
    credit = payment.amount - sum((share.amount for share in shares), ZERO)
    if credit:
        rows.append(
            MoneyRow(
                cells=("On account", "", "", "", money(credit), ""),
                under=f"Credit for later {terms.claim_short.plural}",
            )
        )
    rows.append(MoneyRow(cells=("Total", "", "", "", money(payment.amount), ""), kind="payable"))
    including = f"Payable, with {terms.tax}"
    return MoneyTable(
        headings=("For", "Period", including, "Paid before", "This payment", "Still open"),
        rows=tuple(rows),
        texts=frozenset({0, 1}),
        title="What it pays",
    )


def _share_row(
    share: PaymentShare, before: dict[int, Decimal], terms: Terms, formats: Formats
) -> MoneyRow:
    claim, money = share.claim, formats.money
    certificate = claim.certificate
    earlier = before.get(claim.pk, ZERO)
    payable = None if certificate is None else certificate.payable
    counts = ZERO if share.is_reversed else share.amount
    still = None if payable is None else payable - earlier - counts
    number = f"{terms.claim_short.capitalised} {claim.number}"
    under = [f"No. {claim.reference}"] if claim.reference else []
    if certificate is not None:
        under.append(f"Certificate {certificate.code}")
    return MoneyRow(
        cells=(
            number,
            formats.period(claim.period_start, claim.period_end),
            money(payable),
            money(earlier),
            money(share.amount),
            money(still),
        ),
        under=", ".join(under),
    )


def _paid_before(payment: Payment, claim_ids: list[int]) -> dict[int, Decimal]:
    """What earlier payments, by day, paid of these claims; reversed ones paid nothing."""
    earlier = Q(payment__paid_on__lt=payment.paid_on) | Q(
        payment__paid_on=payment.paid_on, payment_id__lt=payment.pk
    )
    shares = PaymentShare.objects.filter(
        earlier, account_id=payment.account_id, claim_id__in=claim_ids, is_reversed=False
    )
    return dict(shares.order_by().values_list("claim_id").annotate(paid=Sum("amount")))


def _notes(payment: Payment, terms: Terms, formats: Formats) -> tuple[str, ...]:
    notes = []
    if payment.tax:
        notes.append(f"The amount includes {terms.tax} of {formats.money_with_sign(payment.tax)}.")
    notes.append("Paid before and still open are as at this payment, by the day of each payment.")
    if payment.note:
        notes.append(payment.note)
    return tuple(notes)


def _may_see(actor: Actor, document: Document) -> bool:
    if document.payment_id is None:
        return False
    try:
        payments.get_payment(actor, document.payment_id)
    except NotThere:
        return False
    return True


def _filename(document: Document) -> str:
    payment = payment_of(document)
    what = "receipt" if payment.contract.is_upstream else "remittance advice"
    known = payment.number or f"{payment.paid_on:%Y-%m-%d}"
    return get_valid_filename(f"{payment.contract.number} {what} {known}.pdf")


def _make(actor: Actor, document: Document, progress: Progress) -> bytes:
    return typeset_money(contents(actor, payment_of(document)))


def _length(document: Document) -> int:
    return payment_of(document).shares.count()


KIND = Kind(
    project_of=lambda document: payment_of(document).contract.project,
    may_see=_may_see,
    make=_make,
    length=_length,
    filename=_filename,
)
