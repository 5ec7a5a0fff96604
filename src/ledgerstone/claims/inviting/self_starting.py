"""What a new claim is for: what its contacts were invited to, else what the setting says.

A setting that says nothing has contacts start by invitation only. Administrators, and others who
start claims in a contact's place, choose freely.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledgerstone.claims import policy
from ledgerstone.claims.models import Invitation
from ledgerstone.claims.models.claim import CLAIM_TYPES
from ledgerstone.claims.models.round import DECLINED
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod, InvoicingSettings
from ledgerstone.projects.queries import words
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, WrongState

from .invitation_words import type_words
from .invitations import invitation_of, of_period

USUAL = "work_materials_retention"


def type_to_start(
    actor: Actor, contract: Contract, period: BillingPeriod, given: str | None
) -> str:
    """The type of a claim that is started, checked; refused where contacts wait to be invited."""
    if given is not None and given not in CLAIM_TYPES:
        raise Invalid("Choose what is claimed.", fields={"type": "Choose one of the types."})
    is_contacts = claims_as_contact(actor, contract)
    if contract.is_upstream or (given is not None and not is_contacts):
        return USUAL if given is None else given
    entitled = own_type(_setting(contract), invitation_of(period, contract))
    if not is_contacts:
        return entitled or USUAL
    terms, _formats = words(contract.project)
    if not entitled:
        raise WrongState(by_invitation_only(terms))
    if given is not None and given not in _within(entitled):
        sentence = f"For this {terms.billing_period} you can claim {type_words(entitled, terms)}."
        raise Invalid(sentence, fields={"type": sentence})
    return given or entitled


def usual_types(period: BillingPeriod, found: Sequence[Contract]) -> dict[int, str]:
    """What claims on contracts of one project are for where nobody chose. Two queries."""
    if not found:
        return {}
    setting = _setting(found[0])
    invited = of_period(period, [contract.pk for contract in found])
    return {
        contract.pk: USUAL
        if contract.is_upstream
        else own_type(setting, invited.get(contract.pk)) or USUAL
        for contract in found
    }


def claims_as_contact(actor: Actor, contract: Contract) -> bool:
    """Whether somebody claims for the company of the contract, and not in its place."""
    return contract.pk in actor.contact_of and not policy.may_choose_period(actor, contract)


def own_type(setting: str, invitation: Invitation | None) -> str:
    """What contacts may claim: as they are invited and have not declined, else as the setting
    says; empty where that is nothing."""
    if invitation is not None and invitation.status != DECLINED:
        return invitation.type
    return setting


def by_invitation_only(terms: Terms) -> str:
    """Why a contact who was not invited starts nothing."""
    return (
        f"Here {terms.claim_short.plural} are started by invitation. Ask an administrator of the "
        f"project to invite you for this {terms.billing_period}."
    )


def _within(entitled: str) -> list[str]:
    """The types that ask for no more than one of them does."""
    return CLAIM_TYPES if entitled == USUAL else [entitled]


def _setting(contract: Contract) -> str:
    found = InvoicingSettings.objects.filter(
        account_id=contract.account_id, project_id=contract.project_id
    )
    return found.values_list("default_claim_type", flat=True).get()
