"""What claims say to what happens to their contracts."""

from __future__ import annotations

from ledgerstone.claims.billing import tell_schedule
from ledgerstone.claims.models import Claim, Submission
from ledgerstone.contracts.events import CompanyReplaced, OpeningRemoved, OpeningSet
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.refusals import Invalid, WrongState


def keep_company(event: CompanyReplaced) -> None:
    """Once a claim was submitted, whoever claimed stays party to the contract."""
    handed_in = Submission.objects.filter(
        account_id=event.actor.account_id, claim__contract_id=event.contract_id
    )
    if handed_in.exists():
        sentence = "A claim was submitted, so the company stays as it is."
        raise Invalid(sentence, fields={"company": sentence})


def continue_opening(event: OpeningSet | OpeningRemoved) -> None:
    """Where a contract stood when it was taken over changes only before its first claim here."""
    account_id, contract_id = event.actor.account_id, event.contract_id
    if contract_id is None:
        raise LookupError("An opening is of a contract.")
    claims = Claim.objects.filter(account_id=account_id, contract_id=contract_id)
    first = claims.order_by("number").first()
    if first is not None:
        project = Contract.objects.select_related("project").get(pk=contract_id).project
        terms, _formats = words(project)
        raise WrongState(
            f"{terms.claim_short.capitalised} {first.number} stands on what was certified "
            "elsewhere, so that stays as it is. A draft can be deleted first."
        )
    tell_schedule(account_id, contract_id)
