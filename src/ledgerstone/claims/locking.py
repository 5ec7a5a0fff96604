"""The claim as an operation holds it: visible, its contract locked, as its page showed it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from ledgerstone.contracts import policy as contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.records.record import read_contract
from ledgerstone.projects.queries import words
from ledgerstone.tenancy import planned
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere, Stale

from . import policy
from .allowed import not_allowed
from .models import Claim
from .record import read_claim
from .told import told_to
from .transitions import Action, State, find, refusal

_LOCK_CONTRACT = """
SELECT id FROM contracts_contract WHERE account_id = %(account)s AND id = %(contract)s FOR UPDATE
"""
# Always in this order, so that two who lock many never wait for one another.
_LOCK_CONTRACTS = """
SELECT id FROM contracts_contract WHERE account_id = %s AND id = ANY (%s) ORDER BY id FOR UPDATE
"""
_LOCK_CONTRACT_OF_CLAIM = """
SELECT id FROM contracts_contract
 WHERE account_id = %(account)s
   AND id = (SELECT contract_id FROM claims_claim WHERE account_id = %(account)s AND id = %(claim)s)
   FOR UPDATE
"""
# Closing a period takes it FOR UPDATE: it waits for the claims that read it, and they for it.
_SHARE_PERIOD = (
    "SELECT status FROM projects_billingperiod WHERE account_id = %s AND id = %s FOR SHARE"
)


def lock_contract(account_id: int, contract_id: int) -> None:
    """Whatever is done to a claim, or to the contract, waits for its turn here."""
    planned.one_row(_LOCK_CONTRACT, {"account": account_id, "contract": contract_id})


def lock_contracts(account_id: int, contract_ids: Sequence[int]) -> None:
    """As ``lock_contract``, for an act on many."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_CONTRACTS, [account_id, list(contract_ids)])


def share_period(account_id: int, period_id: int) -> str | None:
    """Hold a period as it is; its status, None where there is no such period."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARE_PERIOD, [account_id, period_id])
        found = cursor.fetchone()
    return None if found is None else str(found[0])


def locked_claim(
    actor: Actor, claim_id: int, *actions: Action, expected_version: int | None = None
) -> Claim:
    """Lock a claim for one of these acts, inside the transaction of the act.

    NotThere, NotAllowed, Stale or WrongState say why it cannot be done.
    """
    lock = {"account": actor.account_id, "claim": claim_id}
    # Read behind the lock: somebody may have been here while we waited for it.
    claim = read_claim(actor.account_id, claim_id, (_LOCK_CONTRACT_OF_CLAIM, lock))
    if claim is None or not policy.may_see(actor, claim):
        raise NotThere
    if expected_version is not None:
        # A decision; cells of a draft may be typed while its period is being closed.
        share_period(actor.account_id, claim.period_id)
    require(actor, claim, *actions, expected_version=expected_version)
    return claim


def require(
    actor: Actor, claim: Claim, *actions: Action, expected_version: int | None = None
) -> None:
    """Refuse unless one of these acts is open to the actor on the claim as the page showed it."""
    if not any(policy.is_entitled(actor, claim, action) for action in actions):
        raise not_allowed(actor, claim.contract)
    if expected_version is not None and expected_version != claim.version:
        raise stale(actor, claim, expected_version)
    if not any(find(State.of(claim), action) for action in actions):
        raise refusal(claim, actions[0], words(claim.contract.project)[0])


def stale(actor: Actor, claim: Claim, seen: int) -> Stale:
    """That somebody else was here since, and what they did."""
    since = told_to(actor, claim).filter(details__version__gt=seen)
    return Stale(
        "Somebody changed this since you opened it. Look at what changed and try again.",
        changes=tuple(f"{event.actor_name} {event.summary}" for event in since[:10]),
    )


def contract_of(actor: Actor, contract_id: int) -> Contract:
    """A contract locked for its next claim; NotThere where the person may not see it."""
    lock_contract(actor.account_id, contract_id)
    contract = read_contract(actor.account_id, contract_id)
    if contract is None or not contracts.may_see(actor, contract):
        raise NotThere
    return contract
