"""Who may do what to a claim: the table of transitions, and the table of rights.

Pure over the actor and the record: a claim comes with its contract (``select_related``), as every
query of this room returns it. What depends on other records (a later certificate, a missing reason)
is for the operation to refuse.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledgerstone.access.actions import Action as Right
from ledgerstone.contracts import policy as contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.tenancy.actor import Actor

from .models import DRAFT, Claim
from .transitions import RIGHTS, Action, State, Turn, find, next_step


@dataclass(frozen=True, slots=True)
class NextAction:
    """The primary action of a claim, None where there is none for this person; whose turn it is."""

    action: Action | None
    turn: Turn
    is_yours: bool


def _may(actor: Actor, claim: Claim, right: Right) -> bool:
    return contracts.may(actor, claim.contract, right)


def may_see(actor: Actor, claim: Claim) -> bool:
    return _may(actor, claim, Right.VIEW_CLAIM) and not _is_kept_inside(actor, claim)


def _is_kept_inside(actor: Actor, claim: Claim) -> bool:
    """Whether it is our draft of a claim to the owner, which is nobody's outside before it is
    issued but of those who work on it. ``queries.visible_to`` asks the same of the database."""
    is_ours = claim.is_upstream and claim.status == DRAFT
    return is_ours and actor.is_outside and not _may(actor, claim, Right.EDIT_CLAIM)


def may_see_assessment(actor: Actor, claim: Claim) -> bool:
    """Whether the actor sees an assessment before it is decided: whose work it is, not who waits.

    What was decided is in the certificate, and for everybody who sees the claim.
    """
    return _may(actor, claim, Right.VIEW_ASSESSMENT)


def is_administrator(actor: Actor, claim: Claim) -> bool:
    """Whether the actor administers the claim: decides on it, whatever its state."""
    return _may(actor, claim, Right.DECIDE_CLAIM)


def may_speak(actor: Actor, claim: Claim) -> bool:
    """Whether the actor may comment on the claim and add evidence, whatever its state: who could
    edit it. Whoever only looks at claims says nothing."""
    return _may(actor, claim, Right.EDIT_CLAIM)


def may_change_terms(actor: Actor, claim: Claim) -> bool:
    """Whether the actor may change what the claim is for: its type, its period and its dates."""
    return _may(actor, claim, Right.START_CLAIM_LATE)


def may_export(actor: Actor, claim: Claim) -> bool:
    return _may(actor, claim, Right.EXPORT_CLAIM)


def may_forward(actor: Actor, claim: Claim) -> bool:
    """Whether the actor may send the claim on by e-mail, to people whom they choose."""
    return _may(actor, claim, Right.FORWARD_CLAIM)


def may(actor: Actor, claim: Claim, action: Action) -> bool:
    """Whether the state allows the action and the actor has the right to it."""
    return find(State.of(claim), action) is not None and is_entitled(actor, claim, action)


def is_entitled(actor: Actor, claim: Claim, action: Action) -> bool:
    """Whether the actor has the right to an action, whatever the state."""
    return _may(actor, claim, RIGHTS[action])


def may_start(actor: Actor, contract: Contract) -> bool:
    """Whether the actor may start a claim on a contract; its state is for the operation."""
    return contracts.may(actor, contract, Right.START_CLAIM)


def may_choose_period(actor: Actor, contract: Contract) -> bool:
    """Whether the actor may claim for a period that is not open."""
    return contracts.may(actor, contract, Right.START_CLAIM_LATE)


def may_release_retention(actor: Actor, claim: Claim) -> bool:
    """Whether the actor may ask for a release of what is held, whatever the state."""
    return _may(actor, claim, Right.RELEASE_RETENTION)


def may_override_retention(actor: Actor, claim: Claim) -> bool:
    """Whether the actor may adjust what the contract's rule holds, whatever the state."""
    return _may(actor, claim, Right.OVERRIDE_RETENTION)


def may_edit_claimed(actor: Actor, claim: Claim) -> bool:
    return may(actor, claim, Action.EDIT_CLAIMED)


def may_edit_assessed(actor: Actor, claim: Claim) -> bool:
    return may(actor, claim, Action.EDIT_ASSESSED)


def may_submit(actor: Actor, claim: Claim) -> bool:
    return may(actor, claim, Action.SUBMIT)


def may_decide(actor: Actor, claim: Claim) -> bool:
    """Whether the actor may approve, approve as noted, or hold for the owner."""
    return may(actor, claim, Action.APPROVE)


def may_issue(actor: Actor, claim: Claim) -> bool:
    return may(actor, claim, Action.ISSUE)


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
