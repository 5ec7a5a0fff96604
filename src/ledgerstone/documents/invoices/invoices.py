"""Tax invoices: reading them, and whether one may be made for what a certificate pays.

Under a head contract we are paid, so the invoice is ours to make. Under a commitment the company
that is paid makes its own, unless both agreed in writing that who pays does it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from ledgerstone.access.actions import Action
from ledgerstone.claims import policy as claims
from ledgerstone.claims.models import PENDING_OWNER_APPROVAL, Certificate, Claim
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import Contract
from ledgerstone.directory import queries as directory
from ledgerstone.directory.identifiers import word_of
from ledgerstone.directory.models import Company
from ledgerstone.documents.models import RECIPIENT_CREATED, TAX_INVOICE, TaxInvoice
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere


@dataclass(frozen=True, slots=True)
class Sides:
    """Who sells and who buys under a contract, and which kind of invoice we make of it."""

    kind: str
    seller: Company | None
    buyer: Company | None


@dataclass(frozen=True, slots=True)
class ToInvoice:
    """A certified claim without its tax invoice; ``why_not`` is empty where one may be made."""

    claim: Claim
    certificate: Certificate
    why_not: str


def sides_of(actor: Actor, contract: Contract) -> Sides:
    """The parties of a contract's tax invoices."""
    return sides_between(contract, directory.own_company(actor))


def sides_between(contract: Contract, own: Company | None) -> Sides:
    """As ``sides_of``, by the account's own company."""
    if contract.is_upstream:
        return Sides(TAX_INVOICE, contract.contractor or own, contract.company)
    return Sides(RECIPIENT_CREATED, contract.company, own)


def get_invoice(actor: Actor, invoice_id: int) -> TaxInvoice:
    """A tax invoice of a claim that the person sees; else NotThere."""
    found = read(TaxInvoice.objects.filter(account_id=actor.account_id, pk=invoice_id)).first()
    if found is None or not may_see(actor, found):
        raise NotThere
    return found


def may_see(actor: Actor, invoice: TaxInvoice) -> bool:
    """Whether the person sees the claim that the invoice is for."""
    return claims.may_see(actor, invoice.certificate.claim)


def may_see_list(actor: Actor, contract: Contract) -> bool:
    """Whether the person sees the certified claims of a contract, and so its tax invoices."""
    return policy.may_see_schedule(actor, contract) and policy.may(
        actor, contract, Action.VIEW_CLAIM
    )


def of_contract(actor: Actor, contract: Contract) -> list[TaxInvoice]:
    """The tax invoices of a contract and the notes that correct them, the latest first."""
    if not may_see_list(actor, contract):
        raise NotThere
    found = TaxInvoice.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    corrections = TaxInvoice.objects.order_by("id")
    return list(
        read(found)
        .prefetch_related(Prefetch("corrections", queryset=corrections))
        .order_by("-issued_on", "-id")
    )


def to_make(actor: Actor, contract: Contract) -> list[ToInvoice]:
    """The certified claims of a contract that have no tax invoice yet, the latest first."""
    if not may_see_list(actor, contract):
        raise NotThere
    made = TaxInvoice.objects.filter(
        account_id=contract.account_id, contract_id=contract.pk, corrects__isnull=True
    ).values("certificate_id")
    found = (
        Claim.objects.filter(
            account_id=contract.account_id, contract_id=contract.pk, certificate__isnull=False
        )
        .exclude(certificate_id__in=made)
        .select_related("certificate")
        .order_by("-number")
    )
    sides, today = sides_of(actor, contract), clock.today(contract.project.time_zone)
    return [
        ToInvoice(claim, claim.certificate, why_not(contract, claim, sides, today))
        for claim in found
        if claim.certificate is not None
    ]


def is_offered(contract: Contract) -> bool:
    """Whether tax invoices are made of this contract at all: there is a tax."""
    return contract.tax_rate is not None


def why_not(contract: Contract, claim: Claim, sides: Sides, today: dt.date) -> str:
    """Why no tax invoice is made of a certified claim; empty where one may be."""
    terms, formats = projects.words(contract.project)
    certificate = claim.certificate
    if certificate is None:
        return f"The {terms.claim_short} is not certified."
    if claim.status == PENDING_OWNER_APPROVAL:
        return f"It is not payable until the {terms.owner} approves it."
    if not certificate.tax:
        return f"There is no {terms.tax} on it."
    if sides.kind == RECIPIENT_CREATED:
        since = contract.recipient_creates_from
        made = terms.recipient_tax_invoice.plural
        if since is None:
            return f"{contract.company.name} makes its own: no agreement on {made} is recorded."
        if since > today:
            return f"The agreement on {made} begins on {formats.day(since)}."
    return _why_not_between(sides, str(terms.tax))


def _why_not_between(sides: Sides, tax: str) -> str:
    """Who makes an invoice, or has one made, is registered and known by a number."""
    both: Sequence[Company | None] = (
        (sides.seller, sides.buyer) if sides.kind == RECIPIENT_CREATED else (sides.seller,)
    )
    for company in both:
        if company is None:
            return "Your own company is not in the directory yet."
        if not company.is_tax_registered:
            return f"{company.name} is not registered for {tax}, as the directory says."
        if not company.identifier:
            word = word_of(company.country, "identifier")
            return f"{word} of {company.name}: the directory has none."
    return "" if sides.buyer is not None else "Your own company is not in the directory yet."


def read(found: QuerySet[TaxInvoice]) -> QuerySet[TaxInvoice]:
    """Tax invoices with all that lists and documents say of them."""
    return found.select_related(
        "certificate__claim__contract__project",
        "contract__project",
        "contract__company",
        "corrects",
        "seller__logo",
        "buyer__logo",
    )
