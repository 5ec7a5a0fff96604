"""What the pictures need to know of the demonstration: addresses, and how its month goes on."""

from __future__ import annotations

from demonstration import MOMENT

from ledgerstone.claims import operations, queries
from ledgerstone.claims.models import Claim
from ledgerstone.contracts.actors import actor_for
from ledgerstone.contracts.models import Contract
from ledgerstone.ops.demo.story import SLUG
from ledgerstone.ops.logins import DEMO_LOGINS
from ledgerstone.projects.models import Project
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account, User


def _account() -> Account:
    return Account.objects.get(slug=SLUG)


def _actor() -> Actor:
    actor = actor_for(User.objects.get(email=DEMO_LOGINS[0].email), _account())
    if actor is None:
        raise LookupError("The demonstration's person does not belong to its account.")
    return actor


def project_path() -> str:
    with context.accounts([_account().pk]):
        return f"/projects/{Project.objects.get().pk}/"


def contract_path(number: str) -> str:
    with context.accounts([_account().pk]):
        return f"/contracts/{Contract.objects.get(number=number).pk}/"


def third_month() -> dict[str, int]:
    """The newest claim of each contract, by the contract's number."""
    with context.accounts([_account().pk]):
        found = Claim.objects.order_by("number").values_list("contract__number", "pk")
        return dict(found)


def decide_the_rest(claims: dict[str, int]) -> None:
    """Approve what is under review, so that there is something to carry upwards."""
    with context.accounts([_account().pk]), clock.fixed(MOMENT):
        actor = _actor()
        for number, decision in (("SC-002", "approved_as_noted"), ("SC-003", "approved")):
            claim = queries.get_claim(actor, claims[number])
            sheet = queries.sheet(actor, claim.pk)
            lacking = [line.line_id for line in sheet.lines if line.needs_reason]
            if lacking:
                saved = operations.give_reasons(
                    actor=actor,
                    claim_id=claim.pk,
                    line_ids=lacking,
                    code="not_complete",
                    text="Footing F14 is excavated but not poured.",
                    since=claim.version,
                )
                version = saved.version
            else:
                version = claim.version
            operations.approve_claim(
                actor=actor, claim_id=claim.pk, expected_version=version, decision=decision
            )
