"""Tax invoices of either kind and the notes that correct them, printed as they were made."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.text import get_valid_filename

from ledgerstone.documents.claim_pages.parties import logo
from ledgerstone.documents.invoices import invoices
from ledgerstone.documents.invoices.invoice_words import called
from ledgerstone.documents.models import RECIPIENT_CREATED, Document, TaxInvoice
from ledgerstone.documents.money_pages.money_model import (
    Block,
    MoneyDocument,
    MoneyParty,
    MoneyRow,
    MoneyTable,
)
from ledgerstone.documents.money_pages.money_parties import party_block
from ledgerstone.documents.money_pages.pages import typeset_money
from ledgerstone.projects.formats import NO_FIGURE, Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.projects.terminology import terms as catalogue
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from .kind import Kind, Progress


def invoice_of(document: Document) -> TaxInvoice:
    """The tax invoice that a document is of."""
    if document.invoice is None:
        raise NotThere
    return document.invoice


def contents(invoice: TaxInvoice) -> MoneyDocument:
    """What a tax invoice prints: what it kept, in the words of its terminology."""
    kept = invoice.printed
    terms = catalogue(kept["terminology"])
    formats = Formats(kept["terminology"], kept["currency"], kept["time_zone"])
    seller = _party(kept["seller"], logo(invoice.seller))
    buyer = _party(kept["buyer"], logo(invoice.buyer))
    maker, other = (buyer, seller) if invoice.kind == RECIPIENT_CREATED else (seller, buyer)
    word = called(invoice, terms)
    title = kept["contract_title"]
    return MoneyDocument(
        locale=kept["terminology"],
        paper="us-letter" if kept["paper"] == "us-letter" else "a4",
        title=word.capitalised,
        subtitle=f"No. {invoice.number}, {formats.day(invoice.issued_on)}. {kept['project']}",
        about=f"{kept['contract']}, {title}" if title else kept["contract"],
        notice=_notice(kept, terms, formats),
        headline_label=f"Total, including {terms.tax}",
        headline=formats.money_with_sign(invoice.total),
        maker=maker,
        other=other,
        blocks=(
            party_block(f"From, {kept['seller']['role']}", seller),
            party_block(f"To, {kept['buyer']['role']}", buyer),
            Block(caption="For", name=_claim(kept, terms), lines=_about_claim(kept, formats)),
        ),
        facts=(
            ("Date of issue", formats.weekday(invoice.issued_on)),
            ("Number", invoice.number),
            ("Payment due", _due(invoice, formats)),
        ),
        tables=(_table(invoice, terms, formats),),
        notes=_notes(invoice, terms, formats),
        footer=f"{word.capitalised} {invoice.number}, {seller.name}, {kept['contract']}",
    )


def _party(kept: dict[str, Any], logo: bytes | None) -> MoneyParty:
    return MoneyParty(
        name=kept["name"],
        short_name=kept["short_name"],
        lines=tuple(kept["lines"]),
        logo=logo,
    )


def _claim(kept: dict[str, Any], terms: Terms) -> str:
    return f"{terms.claim_short.capitalised} {kept['claim']}"


def _about_claim(kept: dict[str, Any], formats: Formats) -> tuple[str, ...]:
    start, end = (dt.date.fromisoformat(day) for day in kept["period"])
    lines = [formats.period(start, end)]
    if kept["reference"]:
        lines.append(f"No. {kept['reference']}")
    lines.append(f"Certificate {kept['certificate']}")
    return tuple(lines)


def _notice(kept: dict[str, Any], terms: Terms, formats: Formats) -> str:
    corrects = kept.get("corrects")
    if not corrects:
        return ""
    day = formats.day(dt.date.fromisoformat(corrects["issued_on"]))
    return f"Takes back no. {corrects['number']} of {day}: its certificate was {kept['because']}."


def _due(invoice: TaxInvoice, formats: Formats) -> str:
    due = invoice.printed["due_on"]
    if due is None or invoice.corrects_id is not None:
        return NO_FIGURE
    return formats.weekday(dt.date.fromisoformat(due))


def _table(invoice: TaxInvoice, terms: Terms, formats: Formats) -> MoneyTable:
    """What is sold, what the tax is of, and what is to be paid."""
    kept, money = invoice.printed, formats.money
    sign = -1 if invoice.corrects_id is not None else 1
    rows = [
        MoneyRow(
            cells=(
                f"Work and materials certified, {_claim(kept, terms)}",
                money(sign * Decimal(kept["work"])),
            ),
            under=f"Net of {terms.retention} and of earlier certificates",
        )
    ]
    for label, amount, is_taxed in kept["deductions"]:
        under = "" if is_taxed else f"Outside the base of {terms.tax}"
        rows.append(MoneyRow(cells=(label, money(sign * Decimal(amount))), under=under))
    rows.append(MoneyRow(cells=(f"Total before {terms.tax}", money(invoice.net)), kind="sum"))
    rows.append(
        MoneyRow(cells=(str(terms.tax), money(invoice.tax)), under=_taxed(invoice, formats))
    )
    total = f"Total including {terms.tax}"
    rows.append(MoneyRow(cells=(total, money(invoice.total)), kind="payable"))
    return MoneyTable(headings=("Description", f"Amount, {kept['currency']}"), rows=tuple(rows))


def _taxed(invoice: TaxInvoice, formats: Formats) -> str:
    """The rates with what each is of; empty where they are not known."""
    sign = -1 if invoice.corrects_id is not None else 1
    parts = [
        f"{formats.rate(rate)} of {formats.money(sign * Decimal(base))}"
        for rate, base in invoice.printed["rates"]
    ]
    return ", ".join(parts)


def is_included_in_price(invoice: TaxInvoice) -> bool:
    """Whether the tax is exactly its share of the total, one eleventh at 10%, and on all of it."""
    rates = invoice.printed["rates"]
    if len(rates) != 1:
        return False
    rate, base = (Decimal(figure) for figure in rates[0])
    sign = -1 if invoice.corrects_id is not None else 1
    return sign * base == invoice.net and invoice.total * rate == invoice.tax * (1 + rate)


def _notes(invoice: TaxInvoice, terms: Terms, formats: Formats) -> tuple[str, ...]:
    kept, notes = invoice.printed, []
    if is_included_in_price(invoice):
        notes.append(f"The total price includes {terms.tax}.")
    elif not kept["rates"]:
        notes.append(
            f"The lines of the certificate bear different rates of {terms.tax}; the amount above "
            "is the sum of theirs, rounded once."
        )
    if invoice.kind == RECIPIENT_CREATED and kept["agreed_on"]:
        agreed = formats.day(dt.date.fromisoformat(kept["agreed_on"]))
        seller, role = kept["seller"]["name"], kept["seller"]["role"]
        notes += [
            f"Made by {kept['buyer']['name']}, the recipient, under the written agreement in force "
            f"since {agreed}. Both are registered for {terms.tax}. {seller} makes no "
            f"{terms.tax_invoice} of its own for this.",
            f"The {terms.tax} shown is payable by the {role}.",
        ]
    return tuple(notes)


def _may_see(actor: Actor, document: Document) -> bool:
    return document.invoice is not None and invoices.may_see(actor, document.invoice)


def _make(actor: Actor, document: Document, progress: Progress) -> bytes:
    return typeset_money(contents(invoice_of(document)))


def _filename(document: Document) -> str:
    return get_valid_filename(f"{invoice_of(document).number}.pdf")


KIND = Kind(
    project_of=lambda document: invoice_of(document).contract.project,
    may_see=_may_see,
    make=_make,
    length=lambda document: len(invoice_of(document).printed["deductions"]) + 1,
    filename=_filename,
)
