"""Setting what is held back under a contract."""

from __future__ import annotations

from ledgerstone.access.actions import Action
from ledgerstone.contracts import events, queries
from ledgerstone.contracts import retention as terms_of_retention
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.retention import RetentionTerms
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import WrongState

from .keeping import refuse_terms
from .locking import locked_contract


def set_retention(
    *,
    actor: Actor,
    contract_id: int,
    retention: RetentionTerms | None,
    expected_version: int | None = None,
) -> Contract:
    """Set the terms of retention; None holds nothing back.

    Once an amount was claimed the rule stays as it is, and only rates that change from a claim on
    are added or removed.
    """
    with acting(actor):
        contract = locked_contract(
            actor, contract_id, right=Action.CONFIGURE, expected_version=expected_version
        )
        words, formats = projects.words(contract.project)
        before = queries.retention_of(contract)
        if retention == before:
            return contract
        rules = (before and before.rule, retention and retention.rule)
        if rules[0] != rules[1] and queries.is_billed(contract):
            raise WrongState(
                f"Amounts of this contract were claimed under its terms of {words.retention}. "
                f"Change the rates from a later {words.claim_short} on instead."
            )
        refuse_terms(contract, queries.terms_with(contract, retention), field="retention")
        terms_of_retention.write_rows(contract, retention)
        contract.version += 1
        contract.save(update_fields=["version"])
        said = terms_of_retention.describe(retention, words, formats)
        publish(
            events.RetentionSet(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                description=said,
                summary=f"set what is held back: {said}",
            )
        )
    return contract
