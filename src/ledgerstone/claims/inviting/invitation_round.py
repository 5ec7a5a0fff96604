"""Where many commitments stand in a round of claims: who can be invited, who reminded, else why.

Read for all of them at once: five queries, however many commitments there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledgerstone.claims.models import WITHDRAWN, Claim, Invitation
from ledgerstone.claims.models.round import ACCEPTED, DECLINED
from ledgerstone.contracts import contacts
from ledgerstone.contracts.contacts import Contact
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod, InvoicingSettings
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.actor import Actor

from .due import due_dates, is_over
from .invitations import of_period, only_administrators_claim, why_not_invitable


@dataclass(frozen=True, slots=True)
class Standing:
    """A commitment in a round of claims.

    ``claim`` is the latest that stands in the period; ``may_claim`` whether contacts claim here.
    """

    contract: Contract
    due: dt.date
    contacts: Sequence[Contact]
    may_claim: bool
    claim: Claim | None
    invitation: Invitation | None

    @property
    def reached(self) -> list[Contact]:
        """The contacts whom mail reaches."""
        return [one for one in self.contacts if not one.why_unreachable]


def standings(
    actor: Actor, period: BillingPeriod, contracts: Iterable[Contract]
) -> dict[int, Standing]:
    """Where each of these contracts of the period's project stands, by its id."""
    found = list(contracts)
    ids = [contract.pk for contract in found]
    due = due_dates(period, ids)
    people = contacts.of_contracts(actor, found)
    invited = of_period(period, ids)
    claims = _claims(period, ids)
    may_claim = _may_claim(period)
    return {
        one.pk: Standing(
            contract=one,
            due=due[one.pk],
            contacts=people[one.pk],
            may_claim=may_claim if one.contacts_may_claim is None else one.contacts_may_claim,
            claim=claims.get(one.pk),
            invitation=invited.get(one.pk),
        )
        for one in found
    }


def why_not_invited(at: Standing, period: BillingPeriod) -> str:
    """Why the contacts of a commitment cannot be invited; empty where they can, also again."""
    terms, _ = words(at.contract.project)
    why = why_not_invitable(
        at.contract,
        period,
        terms,
        due=at.due,
        reaches_contact=bool(at.reached),
        claim=at.claim,
        may_claim=at.may_claim,
    )
    if not why and at.invitation is not None and at.invitation.status == ACCEPTED:
        return f"They have accepted; the {terms.claim_short} is theirs to start."
    return why


def why_not_reminded(at: Standing, period: BillingPeriod) -> str:
    """Why the contacts of a commitment are not reminded; empty where they are.

    Until something was handed in: a draft still has to be sent.
    """
    terms, _ = words(at.contract.project)
    if at.invitation is None:
        return "They have not been invited."
    if at.invitation.status == DECLINED:
        return "They have said that there is nothing to claim. Invite them again, if there is."
    if at.claim is not None and at.claim.submitted_at is not None:
        return f"The {terms.claim_short} was sent already."
    if period.status != BillingPeriod.OPEN:
        return f"This {terms.billing_period} is closed."
    if is_over(at.due, at.contract.project):
        return "The due date is over."
    if not at.may_claim:
        return only_administrators_claim(terms)
    if not at.reached:
        return f"No {terms.claim_contact} can be reached. Name one first."
    return ""


def _claims(period: BillingPeriod, contract_ids: Sequence[int]) -> dict[int, Claim]:
    """The latest claim of each contract that stands in the period. One query."""
    standing = Claim.objects.filter(
        account_id=period.account_id, period_id=period.pk, contract_id__in=contract_ids
    ).exclude(status=WITHDRAWN)
    return {one.contract_id: one for one in standing.order_by("number")}


def _may_claim(period: BillingPeriod) -> bool:
    """What the project says of its contacts, or the account where that leaves it. One query."""
    settings = InvoicingSettings.objects.select_related("account").get(
        account_id=period.account_id, project_id=period.project_id
    )
    return contacts.settings_of_project(settings.account, settings).may_claim.holds
