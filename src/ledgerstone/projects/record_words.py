"""How projects, their people and their settings are said in the change history."""

from __future__ import annotations

from ledgerstone.history.words import describe

from .models import InvoicingSettings, ProjectCompany, ProjectMember

_AS_ABOVE = {None: "As the account says"}


def describe_records() -> None:
    describe(ProjectMember, called="{person} on {project}", noun="member")
    describe(ProjectCompany, called="{company} on {project}", noun="company")
    describe(
        InvoicingSettings,
        called="of {project}",
        labels={
            "commitments_may_over_bill": "{commitment.plural_capitalised} may be over-billed",
            "head_contracts_may_over_bill": "{head_contract.plural_capitalised} may be over-billed",
            "prefill_pending_owner_approval": (
                "{claim.plural_capitalised} pending the {owner}'s approval are carried"
            ),
            "contacts_may_claim": (
                "{claim_contact.plural_capitalised} may create and submit {claim.plural}"
            ),
            "contacts_may_fill_schedule": (
                "{claim_contact.plural_capitalised} may fill the {subcontractor_schedule}"
            ),
        },
        words={"contacts_may_claim": _AS_ABOVE, "contacts_may_fill_schedule": _AS_ABOVE},
    )
