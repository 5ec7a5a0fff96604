"""How companies, people and insurance are said in the change history."""

from __future__ import annotations

from ledgerstone.history.words import describe

from .models import InsurancePolicy, Person


def describe_records() -> None:
    describe(Person, labels={"is_default_claim_contact": "Default {claim_contact}"})
    describe(InsurancePolicy, called="{kind} of {company}")
