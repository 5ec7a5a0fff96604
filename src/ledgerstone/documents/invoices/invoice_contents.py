"""What a tax invoice keeps of the moment in which it was made, so that it always says the same.

Figures are decimal strings and days are in ISO form. The parts of the base that bear one rate each
are kept where they explain the tax of the certificate to the cent, which is rounded once.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from ledgerstone.claims.models import Certificate, CertificateLine, Claim
from ledgerstone.contracts.models import Contract
from ledgerstone.core.rounding import ZERO, cents
from ledgerstone.directory.identifiers import shown
from ledgerstone.directory.models import Company
from ledgerstone.documents.claim_pages.parties import party
from ledgerstone.documents.models import RECIPIENT_CREATED
from ledgerstone.documents.money_pages.money_parties import contract_name, roles
from ledgerstone.payments.due import due_of
from ledgerstone.projects import queries as projects


def contents_of(
    kind: str, claim: Claim, certificate: Certificate, seller: Company, buyer: Company
) -> dict[str, Any]:
    """Everything that is printed besides the sums, the number and the day."""
    contract = claim.contract
    project = contract.project
    terms, formats = projects.words(project)
    pays, paid = roles(contract, terms)
    issued = formats.local(certificate.issued_at).date()
    due = due_of(certificate, contract)
    agreed = contract.recipient_creates_from if kind == RECIPIENT_CREATED else None
    return {
        "terminology": project.terminology,
        "paper": project.paper,
        "time_zone": project.time_zone,
        "currency": contract.currency,
        "project": f"{project.number} {project.name}".strip(),
        "contract": contract_name(contract, terms),
        "contract_title": contract.title,
        "claim": claim.number,
        "reference": claim.reference,
        "period": [claim.period_start.isoformat(), claim.period_end.isoformat()],
        "certificate": certificate.code,
        "certified_on": issued.isoformat(),
        "due_on": None if due is None else due.isoformat(),
        "agreed_on": None if agreed is None else agreed.isoformat(),
        "seller": _party(seller, paid),
        "buyer": _party(buyer, pays),
        "work": _figure(certificate.current_payment_due),
        "deductions": _deductions(claim, certificate, str(terms.deduction.plural_capitalised)),
        "rates": [
            [_figure(rate), _figure(base)] for rate, base in _rates(contract, claim, certificate)
        ],
    }


def _party(company: Company, role: str) -> dict[str, Any]:
    return {
        "name": company.name,
        "short_name": company.trading_name,
        "lines": list(party(company, role).lines),
        "role": role,
        "number": shown(company.identifier, company.country, "identifier"),
    }


def _deductions(claim: Claim, certificate: Certificate, word: str) -> list[list[Any]]:
    """Each with whether it is taxed; in one sum where the claim lists others by now, as it may
    before the owner's answer replaces a certificate."""
    rows = list(claim.deductions.order_by("position"))
    total = sum((row.amount for row in rows), ZERO)
    if total == certificate.deductions_this_period:
        return [
            [row.description or row.category, _figure(row.amount), row.is_taxable] for row in rows
        ]
    return [[word, _figure(certificate.deductions_this_period), False]]


def _figure(value: Decimal) -> str:
    return f"{value:f}"


def _rates(
    contract: Contract, claim: Claim, certificate: Certificate
) -> list[tuple[Decimal, Decimal]]:
    """The rates that the certificate bears, each with its part of the base, the contract's own
    first; none where they do not make its tax."""
    if contract.tax_rate is None:
        return []
    is_net = contract.tax_base == "net_of_retention"
    bases: dict[Decimal, Decimal] = defaultdict(lambda: ZERO)
    own = sum((row.amount for row in claim.deductions.all() if row.is_taxable), ZERO)
    own += certificate.current_payment_due if is_net else ZERO
    lines = CertificateLine.objects.filter(
        account_id=certificate.account_id, certificate_id=certificate.pk
    )
    for rate, moved, held, held_before in lines.values_list(
        "line__tax_rate", "movement_this_period", "retention", "retention_previous"
    ):
        part = moved - (held - held_before) if is_net else moved
        if rate is not None:
            bases[rate] += part
        own += part if not is_net else ZERO
        own -= part if rate is not None else ZERO
    bases[contract.tax_rate] += own
    if cents(sum((rate * base for rate, base in bases.items()), ZERO)) != certificate.tax:
        return []
    first = contract.tax_rate
    return sorted(
        ((rate, base) for rate, base in bases.items() if base),
        key=lambda pair: (pair[0] != first, -pair[0]),
    )
