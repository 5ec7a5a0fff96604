"""What a session that a mailed link opened is for: which pages, of which records, and which rights.

A page that its purpose does not name is not there for it. A new page for contacts is named here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model
from django.urls import reverse

from ledgerstone.claims.models import Claim, ClaimAttachment, Invitation, SheetUpload
from ledgerstone.contracts.models import Contract, Variation
from ledgerstone.correspondence.letters.targets import (
    CLAIM,
    INVITATION,
    TO_CLAIM,
    TO_FILL,
    contract_id_of,
)
from ledgerstone.correspondence.models import Mail
from ledgerstone.directory.models import MailedLink
from ledgerstone.documents.models import Document, TaxInvoice
from ledgerstone.payments.models import Payment, PaymentAttachment
from ledgerstone.tenancy.actor import NO_RIGHTS, Actor


@dataclass(frozen=True, slots=True)
class Purpose:
    """``pages`` by name, each with what of its address must belong to the target.

    Those that ``reads`` names as well are there to look at only.
    """

    pages: Mapping[str, str]
    reads: frozenset[str]
    begins: str
    narrowed: Callable[[Actor, MailedLink], Actor | None]

    def holds(self, link: MailedLink, name: str, method: str, values: Mapping[str, Any]) -> bool:
        """Whether a page, with the ids in its address, is one that the link is for."""
        part = self.pages.get(name)
        if name in self.reads and method not in ("GET", "HEAD"):
            return False
        return part is not None and _belongs(link, part, values[part])

    def first_page(self, link: MailedLink) -> str:
        """Where the link leads."""
        return reverse(self.begins, args=[link.target_id])


# What the parts of an address name, and the ways from each such record to its contract.
_RECORDS: Mapping[str, tuple[type[Model], tuple[str, ...]]] = {
    "claim_id": (Claim, ("contract",)),
    "filled_id": (SheetUpload, ("claim__contract",)),
    "claim_paper_id": (ClaimAttachment, ("claim__contract",)),
    "invitation_id": (Invitation, ("contract",)),
    "variation_id": (Variation, ("contract",)),
    "document_id": (
        Document,
        ("claim__contract", "contract", "payment__contract", "invoice__contract"),
    ),
    "mail_id": (Mail, ("contract",)),
    "payment_id": (Payment, ("contract",)),
    "payment_paper_id": (PaymentAttachment, ("payment__contract",)),
    "invoice_id": (TaxInvoice, ("contract",)),
}


def _belongs(link: MailedLink, part: str, value: int) -> bool:
    """Whether a record is the contract of a link, or is of it."""
    contract_id = contract_id_of(link)
    if contract_id is None:
        return False
    if part == "contract_id":
        return value == contract_id
    records, ways = _RECORDS[part]
    found = records._default_manager.filter(account_id=link.account_id, pk=value)
    return any(found.filter(**{way: contract_id}).exists() for way in ways)


def _as_contact(actor: Actor, link: MailedLink) -> Actor | None:
    """The person with no right but that of a contact of the one contract; None if they are not."""
    contract_id = contract_id_of(link)
    if contract_id is None or contract_id not in actor.contact_of:
        return None
    one = frozenset({contract_id})
    contract = Contract.objects.filter(account_id=link.account_id, pk=contract_id)
    projects = [pk for pk in contract.values_list("project_id", flat=True) if pk in actor.projects]
    return replace(
        actor,
        account_rights=NO_RIGHTS,
        projects=dict.fromkeys(projects, NO_RIGHTS),
        contact_of=one,
        claims_for=actor.claims_for & one,
        fills_schedules_of=actor.fills_schedules_of & one,
        listed_on=frozenset(),
    )


# Breaking the lines of the contract down comes before its first claim, in a session of either kind.
_SCHEDULE_PAGES = {
    "web:contract": "contract_id",
    "web:contract_schedule": "contract_id",
    "web:subcontractor_schedule": "contract_id",
    "web:subcontractor_schedule_fill": "contract_id",
    "web:subcontractor_schedule_act": "contract_id",
    "web:subcontractor_schedule_template": "contract_id",
}
_SCHEDULE_READ = frozenset({"web:contract", "web:contract_schedule"})

# What a contact does with the claims of the contract.
_CLAIM_PAGES = {
    **_SCHEDULE_PAGES,
    "web:contract_retention": "contract_id",
    "web:retention_statement": "contract_id",
    "web:retention_statement_file": "contract_id",
    "web:retention_document": "contract_id",
    "web:contract_payments": "contract_id",
    "web:payment": "payment_id",
    "web:payment_paper": "payment_paper_id",
    "web:remittance": "payment_id",
    "web:tax_invoices": "contract_id",
    "web:tax_invoice": "invoice_id",
    "web:contract_variations": "contract_id",
    "web:variation_raise": "contract_id",
    "web:variation": "variation_id",
    "web:variation_edit": "variation_id",
    "web:variation_status": "variation_id",
    "web:variation_delete": "variation_id",
    "web:contract_claims": "contract_id",
    "web:contract_opening": "contract_id",
    "web:contract_export": "contract_id",
    "web:claim_invitation": "invitation_id",
    "web:claim_new": "contract_id",
    "web:claim": "claim_id",
    "web:claim_header": "claim_id",
    "web:claim_variations": "claim_id",
    "web:claim_as_list": "claim_id",
    "web:claim_groups": "claim_id",
    "web:claim_cells": "claim_id",
    "web:claim_group": "claim_id",
    "web:claim_present": "claim_id",
    "web:claim_papers": "claim_id",
    "web:claim_attach": "claim_id",
    "web:claim_paper": "claim_paper_id",
    "web:claim_paper_remove": "claim_paper_id",
    "web:claim_retention": "claim_id",
    "web:claim_deductions": "claim_id",
    "web:claim_comments": "claim_id",
    "web:claim_line": "claim_id",
    "web:claim_history": "claim_id",
    "web:claim_submission": "claim_id",
    "web:claim_act": "claim_id",
    "web:claim_document": "claim_id",
    "web:claim_schedule": "claim_id",
    "web:claim_workbook": "claim_id",
    "web:claim_csv": "claim_id",
    "web:claim_fill_in": "claim_id",
    "web:claim_entry_sheet": "claim_id",
    "web:filled_sheet": "filled_id",
    "web:filled_sheet_take": "filled_id",
    "web:filled_sheet_discard": "filled_id",
    "web:claim_package": "claim_id",
    "web:document": "document_id",
    "web:document_file": "document_id",
    "web:contract_messages": "contract_id",
    "web:claim_messages": "claim_id",
    "web:mail": "mail_id",
}
_CLAIM_READ = frozenset(
    {
        *_SCHEDULE_READ,
        "web:contract_retention",
        "web:retention_statement",
        "web:retention_statement_file",
        "web:retention_document",
        "web:contract_payments",
        "web:payment",
        "web:payment_paper",
        "web:remittance",
        "web:tax_invoices",
        "web:tax_invoice",
        "web:contract_variations",
        "web:contract_claims",
        "web:contract_opening",
        "web:contract_export",
        "web:contract_messages",
        "web:claim_messages",
        "web:mail",
    }
)

PURPOSES: Mapping[str, Purpose] = {
    TO_FILL: Purpose(
        pages=_SCHEDULE_PAGES,
        reads=_SCHEDULE_READ,
        begins="web:subcontractor_schedule",
        narrowed=_as_contact,
    ),
    TO_CLAIM: Purpose(
        pages=_CLAIM_PAGES,
        reads=_CLAIM_READ,
        begins="web:contract_claims",
        narrowed=_as_contact,
    ),
    CLAIM: Purpose(
        pages=_CLAIM_PAGES,
        reads=_CLAIM_READ,
        begins="web:claim",
        narrowed=_as_contact,
    ),
    INVITATION: Purpose(
        pages=_CLAIM_PAGES,
        reads=_CLAIM_READ,
        begins="web:claim_invitation",
        narrowed=_as_contact,
    ),
}
