"""Where a document belongs: the pages above it, and what it is called on its own page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from ledgerstone.contracts.models import Contract
from ledgerstone.documents.kinds import kind_of
from ledgerstone.documents.models import PACKAGE, Document
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.periods.period_page import period_name


@dataclass(frozen=True, slots=True)
class Place:
    """A page above."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Belonging:
    """The heading of a document's page, and the pages above it, the nearest last."""

    heading: str
    places: tuple[Place, ...]


def where_it_belongs(document: Document, terms: Terms) -> Belonging:
    """What the page of a document says above it."""
    if document.period is not None:
        return _of_period(document.period, terms)
    if document.claim is not None:
        claim = document.claim
        label = f"{terms.claim_short.capitalised} {claim.number}"
        of_claim = Place(reverse("web:claim", args=[claim.pk]), label)
        heading = f"The document of {terms.claim_short} {claim.number}"
        if document.kind == PACKAGE:
            heading = f"{label} with attachments"
        return Belonging(heading, (_of(claim.contract), of_claim))
    contract = document.contract
    if document.payment is not None:
        contract = document.payment.contract
    if document.invoice is not None:
        contract = document.invoice.contract
    if contract is not None:
        return Belonging(f"A document of {contract.number}", (_of(contract),))
    project = kind_of(document).project_of(document)
    tool = Place(reverse("web:claims_tool", args=[project.pk]), terms.claim.plural_capitalised)
    return Belonging("A document of the project", (tool,))


def _of_period(period: BillingPeriod, terms: Terms) -> Belonging:
    """Of the claims of a period: the page on which their backups are compiled."""
    tool = reverse("web:claims_tool", args=[period.project_id])
    of_period = reverse("web:period_backups", args=[period.pk])
    _terms, formats = projects.words(period.project)
    name = period_name(period, formats)
    places = (Place(tool, terms.claim.plural_capitalised), Place(of_period, f"Backups of {name}"))
    return Belonging(f"Backups of {name}", places)


def _of(contract: Contract) -> Place:
    return Place(reverse("web:contract", args=[contract.pk]), f"{contract.number} {contract.title}")
