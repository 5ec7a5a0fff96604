"""How accounts and logins are said, for their room lies below this one."""

from __future__ import annotations

from ledgerstone.tenancy.models import Account, User

from .words import describe


def describe_records() -> None:
    describe(
        Account,
        labels={
            "may_over_bill": "Projects may allow over-billing",
            "contacts_may_claim": (
                "{claim_contact.plural_capitalised} may create and submit {claim.plural}"
            ),
            "contacts_may_fill_schedule": (
                "{claim_contact.plural_capitalised} may fill the {subcontractor_schedule}"
            ),
        },
        unsaid=("slug",),
    )
    describe(User, noun="login")
