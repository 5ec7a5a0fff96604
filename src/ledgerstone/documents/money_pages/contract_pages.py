"""A contract as a document: the parties, what was agreed, and the schedule of values.

It has what both parties know: nothing of variations that are not approved, and nothing of claims.
So it is the same for everybody who sees the schedule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from django.utils.text import get_valid_filename

from ledgerstone.access.automation import automation
from ledgerstone.contracts import dates
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract, ScheduleLine, Variation
from ledgerstone.contracts.retention.retention_words import said_of
from ledgerstone.contracts.status_words import status_word
from ledgerstone.core.rounding import ZERO
from ledgerstone.documents.money_pages.money_model import MoneyDocument, MoneyRow, MoneyTable
from ledgerstone.documents.money_pages.money_parties import (
    contract_block,
    contract_name,
    money_party,
    party_block,
    roles,
    who_pays,
)
from ledgerstone.documents.money_pages.pages import typeset_money
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock


def contract_paper(contract: Contract) -> tuple[str, bytes]:
    """The contract as a PDF, with the name of its file."""
    _terms, formats = projects.words(contract.project)
    content = typeset_money(contract_page(contract, clock.today(formats.time_zone)))
    return get_valid_filename(f"{contract.number} {contract.title}.pdf"), content


def contract_page(contract: Contract, today: dt.date) -> MoneyDocument:
    """The document as it stands today."""
    terms, formats = projects.words(contract.project)
    known = automation(contract.account_id, contract.project_id)
    payer, payee = (money_party(one) for one in who_pays(known, contract))
    pays, paid = roles(contract, terms)
    sums = contracts.sums(contract)
    name = contract_name(contract, terms)
    is_upstream = contract.is_upstream
    return MoneyDocument(
        locale=contract.project.terminology,
        paper="us-letter" if contract.project.paper == "us-letter" else "a4",
        title=name,
        subtitle=f"{contract.title}. {contract.project.number} {contract.project.name}",
        about=f"As at {formats.day(today)}",
        headline_label=f"{terms.contract_sum.capitalised} to date",
        headline=formats.money_with_sign(sums.total),
        maker=payee if is_upstream else payer,
        other=payer if is_upstream else payee,
        blocks=(
            party_block(pays[:1].upper() + pays[1:], payer),
            party_block(paid[:1].upper() + paid[1:], payee),
            contract_block(contract, terms, formats),
        ),
        facts=(
            (f"Original {terms.contract_sum}", formats.money(sums.original)),
            (f"Approved {terms.variation.plural}", formats.money(sums.variations)),
            ("Status", status_word(contract.status, terms)),
        ),
        tables=(_schedule(contract, terms, formats), _agreed(contract, terms, formats)),
        notes=_notes(contract, terms, formats),
        footer=f"{name}, {contract.title}, {contract.project.name}, {formats.day(today)}",
    )


def _schedule(contract: Contract, terms: Terms, formats: Formats) -> MoneyTable:
    """The agreed lines, then those of each approved variation under its number, and the sum."""
    by_unit = contract.accounting_method == "unit"
    approved = {
        one.pk: one
        for one in Variation.objects.filter(
            account_id=contract.account_id, contract_id=contract.pk, status="approved"
        )
    }
    rows: list[MoneyRow] = []
    total, variation_id = ZERO, None
    for line in contracts.lines(contract):
        if line.variation_id is not None and line.variation_id not in approved:
            continue
        under = ""
        if line.variation_id is not None and line.variation_id != variation_id:
            variation_id = line.variation_id
            variation = approved[variation_id]
            under = f"{terms.variation.capitalised} {variation.number}, {variation.title}"
        total += line.scheduled_value
        rows.append(MoneyRow(cells=_cells(line, formats, by_unit=by_unit), under=under))
    blanks = ("",) * (3 if by_unit else 0)
    rows.append(MoneyRow(cells=("", "Total", *blanks, formats.money(total)), kind="payable"))
    units = ("Quantity", "Unit", "Rate") if by_unit else ()
    return MoneyTable(
        headings=("Item", "Description", *units, "Amount"),
        rows=tuple(rows),
        texts=frozenset({0, 1, 3}) if by_unit else frozenset({0, 1}),
        wide=frozenset({1}),
        title=terms.schedule_of_values.capitalised,
    )


def _cells(line: ScheduleLine, formats: Formats, *, by_unit: bool) -> tuple[str, ...]:
    text = line.description
    if line.section:
        text = f"{line.section}: {text}"
    units: tuple[str, ...] = ()
    if by_unit:
        units = (
            _blank_unless(line.quantity, formats.quantity),
            line.unit,
            _blank_unless(line.unit_price, formats.unit_price),
        )
    return (line.item, text, *units, formats.money(line.scheduled_value))


def _blank_unless(figure: Decimal | None, written: Callable[[Decimal], str]) -> str:
    return "" if figure is None else written(figure)


def _agreed(contract: Contract, terms: Terms, formats: Formats) -> MoneyTable:
    """Dates and terms that are known, one under the other."""
    pairs: list[tuple[str, str]] = [
        (dates.label(name, terms), formats.day(getattr(contract, name)))
        for name in dates.DATES[contract.kind]
        if getattr(contract, name) is not None
    ]
    if contract.payment_days is not None:
        pairs.append(("Paid", f"{contract.payment_days} days after the {terms.certificate}"))
    pairs += [
        (label, text)
        for label, text in (
            ("Payment terms", contract.payment_terms),
            ("Bill to", contract.bill_to),
            ("Ship to", contract.ship_to),
            ("Ship via", contract.ship_via),
        )
        if text
    ]
    return MoneyTable(
        headings=("Agreed", ""),
        rows=tuple(MoneyRow(cells=pair) for pair in pairs),
        texts=frozenset({0, 1}),
        wide=frozenset({1}),
        title="Terms",
    )


def _notes(contract: Contract, terms: Terms, formats: Formats) -> tuple[str, ...]:
    scope = (
        ("Scope", contract.description),
        ("Included", contract.inclusions),
        ("Excluded", contract.exclusions),
    )
    tax = "" if contract.tax_rate is None else f" {terms.tax} is {formats.rate(contract.tax_rate)}."
    return (
        *(f"{label}. {text}" for label, text in scope if text),
        f"{terms.retention.capitalised}. {said_of(contract, terms, formats)}",
        f"Amounts in {contract.currency}, before any {terms.tax}.{tax}",
    )
