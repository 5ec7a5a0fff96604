"""How contracts and their people are said in the change history."""

from __future__ import annotations

from ledgerstone.contracts.dates import LABELS
from ledgerstone.contracts.models import (
    HEAD_CONTRACT,
    PURCHASE_ORDER,
    STATUSES,
    SUBCONTRACT,
    Contract,
    ContractPerson,
)
from ledgerstone.history.words import describe

_AS_ABOVE = {None: "As the project says"}
_LABELS = {
    **LABELS,
    "contractor": "{contractor.capitalised}",
    "retains_on_work": "{retention.capitalised} on completed work",
    "retains_on_materials": "{retention.capitalised} on {stored_materials}",
    "bills_materials_separately": "{stored_materials.capitalised} in columns of their own",
    "variation_detail": "Detail of {variation.plural} shown",
    "claims_list_unapproved": (
        "{claim.plural_capitalised} list {variation.plural} that are not approved"
    ),
    "shows_budget_codes": "Documents show {budget_code.plural}",
    "has_subcontractor_schedule": "{subcontractor_schedule.capitalised} in use",
    "subcontractor_schedule_status": "Status of the {subcontractor_schedule}",
    "subcontractor_schedule_reason": "Why the {subcontractor_schedule} was returned",
    "certifier": "{certifier.capitalised}",
    "certifier_name": "{certifier.capitalised}, by name",
    "head_contract": "{head_contract.capitalised}",
    "accounting_method": "The {schedule_of_values} is made of",
    "payment_days": "Days until payment",
    "recipient_creates_from": "{recipient_tax_invoice.plural_capitalised} agreed on since",
    "tax_rate": "{tax.capitalised} rate",
    "tax_base": "{tax.capitalised} is on the amount",
    "move_stored_to_work": "{stored_materials.capitalised} move to work",
    "claims_enabled": "{claim.plural_capitalised} enabled",
    "prefill_by": "Prefilled by",
    "shows_schedule_to_listed": "People on the private list see the {schedule_of_values}",
    "contacts_may_claim": (
        "{claim_contact.plural_capitalised} may create and submit {claim.plural}"
    ),
    "contacts_may_fill_schedule": (
        "{claim_contact.plural_capitalised} may fill the {subcontractor_schedule}"
    ),
}


def describe_records() -> None:
    describe(
        Contract,
        called="{number} {title}",
        labels=_LABELS,
        words={
            "kind": {
                kind: f"{{{kind}.capitalised}}"
                for kind in (HEAD_CONTRACT, SUBCONTRACT, PURCHASE_ORDER)
            },
            "status": {one: _status(one) for several in STATUSES.values() for one in several},
            "accounting_method": {"amount": "Amounts", "unit": "Quantities at unit prices"},
            "tax_base": {"net_of_retention": "After {retention}", "gross": "Before {retention}"},
            "prefill_by": {"amount": "Amount", "percentage": "Percentage", "none": "Not at all"},
            "contacts_may_claim": _AS_ABOVE,
            "contacts_may_fill_schedule": _AS_ABOVE,
        },
    )
    describe(
        ContractPerson,
        called="{person} on {contract}",
        noun="person",
        labels={"is_contact": "{claim_contact.capitalised}"},
    )


def _status(status: str) -> str:
    """As ``status_words`` says it, with the word of the region still to be filled in."""
    return "Out for {tender}" if status == "out_for_bid" else status.replace("_", " ").capitalize()
