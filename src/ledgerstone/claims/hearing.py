"""What claims say to what happens to their contracts."""

from __future__ import annotations

from ledgerstone.contracts.events import CompanyReplaced
from ledgerstone.tenancy.refusals import Invalid

from .models import Submission


def keep_company(event: CompanyReplaced) -> None:
    """Once a claim was submitted, whoever claimed stays party to the contract."""
    handed_in = Submission.objects.filter(
        account_id=event.actor.account_id, claim__contract_id=event.contract_id
    )
    if handed_in.exists():
        sentence = "A claim was submitted, so the company stays as it is."
        raise Invalid(sentence, fields={"company": sentence})
