"""Who may do what to a claim: the table of transitions, and the actor's level on its tool.

Pure over the actor and the record: a claim comes with its contract (``select_related``), as every
query of this room returns it. What depends on other records (a later certificate, a missing reason)
is for the operation to refuse.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledgerstone.access import policy as access
from ledgerstone.access.templates import Level, Tool
from ledgerstone.contracts.models import Contract
from ledgerstone.tenancy.actor import Actor

from .models import Claim
from .transitions import Action, State, Turn, find, next_step


@dataclass(frozen=True, slots=True)
class NextAction:
    """The primary action of a claim, None where there is none for this person; whose turn it is."""

    action: Action | None
    turn: Turn
    is_yours: bool


def tool(is_upstream: bool) -> Tool:
    """Where rights on a claim of this direction are held."""
    return Tool.HEAD_CONTRACTS if is_upstream else Tool.COMMITMENTS


def level(actor: Actor, claim: Claim) -> Level:
    """The actor's level on the claim; none across accounts."""
    return _level_on(actor, claim.contract)


def _level_on(actor: Actor, contract: Contract) -> Level:
    if contract.account_id != actor.account_id:
        return Level.NONE
    return access.level(actor, contract.project_id, tool(contract.is_upstream))


def may_see(actor: Actor, claim: Claim) -> bool:
    return level(actor, claim) >= Level.READ_ONLY


def may(actor: Actor, claim: Claim, action: Action) -> bool:
    """Whether the state allows the action and the actor's level reaches it."""
    found = find(State.of(claim), action)
    return found is not None and level(actor, claim) >= found.level


def is_entitled(actor: Actor, claim: Claim, action: Action) -> bool:
    """Whether the actor's level would reach the action in some state."""
    needed = Level.ADMIN if action not in _CLAIMANT_ACTIONS or claim.is_upstream else Level.STANDARD
    return level(actor, claim) >= needed


_CLAIMANT_ACTIONS = {Action.EDIT_CLAIMED, Action.SUBMIT, Action.WITHDRAW, Action.DELETE}


def may_start(actor: Actor, contract: Contract) -> bool:
    """Whether the actor may start a claim on a contract; its state is for the operation."""
    return _level_on(actor, contract) >= (Level.ADMIN if contract.is_upstream else Level.STANDARD)


def may_choose_period(actor: Actor, contract: Contract) -> bool:
    """Whether the actor may claim for a period that is not open."""
    return _level_on(actor, contract) >= Level.ADMIN


def may_edit_claimed(actor: Actor, claim: Claim) -> bool:
    return may(actor, claim, Action.EDIT_CLAIMED)


def may_edit_assessed(actor: Actor, claim: Claim) -> bool:
    return may(actor, claim, Action.EDIT_ASSESSED)


def may_submit(actor: Actor, claim: Claim) -> bool:
    return may(actor, claim, Action.SUBMIT)


def may_return(actor: Actor, claim: Claim) -> bool:
    return may(actor, claim, Action.RETURN)


def may_decide(actor: Actor, claim: Claim) -> bool:
    """Whether the actor may approve, approve as noted, or hold for the owner."""
    return may(actor, claim, Action.APPROVE)


def may_approve_pending(actor: Actor, claim: Claim) -> bool:
    return may(actor, claim, Action.APPROVE_PENDING)


def may_issue(actor: Actor, claim: Claim) -> bool:
    return may(actor, claim, Action.ISSUE)


def may_certify(actor: Actor, claim: Claim) -> bool:
    """Whether the actor may enter or replace the owner's answer."""
    return may(actor, claim, Action.CERTIFY)


def may_reopen(actor: Actor, claim: Claim) -> bool:
    return may(actor, claim, Action.REOPEN)


def may_withdraw(actor: Actor, claim: Claim) -> bool:
    return may(actor, claim, Action.WITHDRAW)


def may_delete(actor: Actor, claim: Claim) -> bool:
    return may(actor, claim, Action.DELETE)


def next_action(actor: Actor, claim: Claim) -> NextAction:
    """The one primary action on a claim, for this actor, and whose turn it is."""
    action, turn = next_step(State.of(claim))
    if action is None or not may(actor, claim, action):
        return NextAction(None, turn, False)
    return NextAction(action, turn, True)
