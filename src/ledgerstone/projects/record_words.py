"""How projects, their people and their settings are said in the change history."""

from __future__ import annotations

from ledgerstone.history.words import describe

from .models import InvoicingSettings, ProjectCompany, ProjectMember

_AS_ABOVE = {None: "As the account says"}
_WEEKDAYS = {
    1: "Monday",
    2: "Tuesday",
    3: "Wednesday",
    4: "Thursday",
    5: "Friday",
    6: "Saturday",
    7: "Sunday",
}
_TYPES = {
    "work_materials_retention": "Work, {stored_materials} and {retention_release.plural}",
    "work_materials": "Work and {stored_materials}",
    "": "Nothing until they are invited",
}


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
            "period_start_day": "First day of {billing_period.plural}",
            "period_end_day": "Last day of {billing_period.plural}",
            "period_due_day": "Due day of {billing_period.plural}",
            "period_start_weekday": "Weekday on which {billing_period.plural} begin",
            "period_due_weekday": "Weekday on which {billing_period.plural} are due",
            "reminder_days": "Days between reminders",
        },
        words={
            "contacts_may_claim": _AS_ABOVE,
            "contacts_may_fill_schedule": _AS_ABOVE,
            "period_frequency": {
                "never": "Never",
                "monthly": "Every month",
                "weekly": "Every week",
            },
            "period_start_weekday": _WEEKDAYS,
            "period_due_weekday": _WEEKDAYS,
            "default_claim_type": _TYPES,
        },
    )
