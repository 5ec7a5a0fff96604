"""Starting claims on head contracts with what they are filled with, one or all of a project."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from ledgerstone.claims import queries
from ledgerstone.claims.locking import lock_contracts
from ledgerstone.claims.many import Outcome, Refused
from ledgerstone.claims.models import OPEN_STATUSES, WITHDRAWN, Claim
from ledgerstone.claims.prefill.allocation import Choices
from ledgerstone.claims.prefill.operations import apply_prefill
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere, Refusal, WrongState

from .start import start_claim


@dataclass(frozen=True, slots=True)
class FilledWith:
    """What a claim on a head contract is filled with from certified subcontract claims.

    Retention and backup come with costs only.
    """

    costs: bool = False
    retention: bool = False
    backup: bool = False

    @property
    def choices(self) -> Choices:
        return Choices(with_retention=self.retention, with_backup=self.backup)


def usual_filling(contract: Contract) -> FilledWith:
    """What a new claim on a head contract is filled with unless somebody says otherwise: costs
    where the contract prefills, the rest as its last claim had it. One query."""
    if contract.prefill_by == "none":
        return FilledWith()
    claims = Claim.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    last = claims.exclude(status=WITHDRAWN).order_by("-number").first()
    if last is None:
        return FilledWith(costs=True)
    return FilledWith(True, last.carries_retention, last.carries_backup)


def start_head_claim(
    *,
    actor: Actor,
    contract_id: int,
    period_id: int | None = None,
    reference: str = "",
    filled_with: FilledWith | None = None,
) -> Claim:
    """Start the next claim on a head contract, and fill it.

    Nothing is started where it cannot be filled as asked. Filling can be run again while the claim
    is a draft.
    """
    asked = filled_with or FilledWith()
    with transaction.atomic():
        claim = start_claim(
            actor=actor, contract_id=contract_id, period_id=period_id, reference=reference
        )
        if not claim.is_upstream:
            raise WrongState("Only a claim on a head contract is filled from other claims.")
        if asked.costs:
            apply_prefill(
                actor=actor,
                claim_id=claim.pk,
                expected_version=claim.version,
                choices=asked.choices,
            )
        return queries.get_claim(actor, claim.pk)


def draft_head_claims(*, actor: Actor, project_id: int, period_id: int) -> Outcome:
    """Start and fill the claim of a period on every head contract of a project.

    A draft of that period which is there is filled again; what people typed stays. Each contract
    is done or refused by itself; ``done`` are claims, ``refused`` contracts.
    """
    period = projects.get_period(actor, period_id)
    if period.project_id != project_id:
        raise NotThere
    outcome = Outcome()
    with transaction.atomic():
        heads = contracts.head_contracts(actor, project_id).exclude(status="void")
        # All at first, in the order of every act on many: none waits for another one halfway.
        lock_contracts(actor.account_id, [contract.pk for contract in heads])
        for contract in heads:
            try:
                with transaction.atomic():
                    outcome.done.append(_draft(actor, contract, period_id))
            except Refusal as refusal:
                named = f"{contract.number} {contract.title}"
                outcome.refused.append(Refused(contract.pk, named, refusal.message))
    return outcome


def _draft(actor: Actor, contract: Contract, period_id: int) -> int:
    """The claim of a period on one head contract, started or filled again."""
    terms, _formats = projects.words(contract.project)
    there = Claim.objects.filter(
        account_id=contract.account_id, contract_id=contract.pk, period_id=period_id
    ).exclude(status=WITHDRAWN)
    claim = there.order_by("-number").first()
    if claim is None:
        filled_with = usual_filling(contract)
        return start_head_claim(
            actor=actor, contract_id=contract.pk, period_id=period_id, filled_with=filled_with
        ).pk
    if claim.status not in OPEN_STATUSES:
        raise WrongState(
            f"{terms.claim_short.capitalised} {claim.number} of this {terms.billing_period} is "
            "issued already."
        )
    apply_prefill(
        actor=actor,
        claim_id=claim.pk,
        expected_version=claim.version,
        choices=Choices(with_retention=claim.carries_retention, with_backup=claim.carries_backup),
    )
    return claim.pk
