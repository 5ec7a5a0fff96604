"""The one table of what can be done to a claim in which state, and what comes of it.

A claim's state is its direction, its status, and whether a certificate stands: upstream a claim is
issued first (approved) and certified later. Whoever asks what is possible, be it an operation, a
policy or a page, asks here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ledgerstone.access.actions import Action as Right
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import WrongState

from .models import (
    APPROVED,
    APPROVED_AS_NOTED,
    DRAFT,
    PENDING_OWNER_APPROVAL,
    REVISE_AND_RESUBMIT,
    UNDER_REVIEW,
    WITHDRAWN,
    Claim,
)


class Action(StrEnum):
    """What a person can do to a claim."""

    EDIT_CLAIMED = "edit_claimed"
    EDIT_ASSESSED = "edit_assessed"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    APPROVE_AS_NOTED = "approve_as_noted"
    HOLD_FOR_OWNER = "hold_for_owner"
    APPROVE_PENDING = "approve_pending"
    ISSUE = "issue"
    CERTIFY = "certify"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    DELETE = "delete"


class Turn(StrEnum):
    """Whose turn it is."""

    CLAIMANT = "claimant"
    ADMINISTRATOR = "administrator"
    OWNER = "owner"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class State:
    """Where a claim stands, as far as the table is concerned."""

    is_upstream: bool
    status: str
    is_certified: bool = False

    @classmethod
    def of(cls, claim: Claim) -> State:
        # Downstream the status says whether there is a certificate; a check holds it.
        return cls(
            claim.is_upstream,
            claim.status,
            claim.is_upstream and claim.certificate_id is not None,
        )


# The right that each act asks for, in the table of rights.
RIGHTS: dict[Action, Right] = {
    Action.EDIT_CLAIMED: Right.EDIT_CLAIM,
    Action.SUBMIT: Right.SUBMIT_CLAIM,
    Action.WITHDRAW: Right.WITHDRAW_CLAIM,
    Action.DELETE: Right.DELETE_CLAIM,
    Action.EDIT_ASSESSED: Right.ASSESS_CLAIM,
    Action.ISSUE: Right.SUBMIT_CLAIM,
    **dict.fromkeys(
        (
            Action.RETURN,
            Action.APPROVE,
            Action.APPROVE_AS_NOTED,
            Action.HOLD_FOR_OWNER,
            Action.APPROVE_PENDING,
            Action.CERTIFY,
            Action.REOPEN,
        ),
        Right.DECIDE_CLAIM,
    ),
}


@dataclass(frozen=True, slots=True)
class Transition:
    """What may be done from a state, and the status after it (None: the claim is gone)."""

    action: Action
    to: str | None


def _stays(action: Action, status: str) -> Transition:
    return Transition(action, status)


_DOWNSTREAM: dict[str, tuple[Transition, ...]] = {
    DRAFT: (
        _stays(Action.EDIT_CLAIMED, DRAFT),
        Transition(Action.SUBMIT, UNDER_REVIEW),
        Transition(Action.DELETE, None),
    ),
    REVISE_AND_RESUBMIT: (
        _stays(Action.EDIT_CLAIMED, REVISE_AND_RESUBMIT),
        Transition(Action.SUBMIT, UNDER_REVIEW),
        Transition(Action.WITHDRAW, WITHDRAWN),
    ),
    UNDER_REVIEW: (
        _stays(Action.EDIT_ASSESSED, UNDER_REVIEW),
        Transition(Action.APPROVE, APPROVED),
        Transition(Action.APPROVE_AS_NOTED, APPROVED_AS_NOTED),
        Transition(Action.HOLD_FOR_OWNER, PENDING_OWNER_APPROVAL),
        Transition(Action.RETURN, REVISE_AND_RESUBMIT),
        Transition(Action.WITHDRAW, WITHDRAWN),
    ),
    PENDING_OWNER_APPROVAL: (
        Transition(Action.APPROVE_PENDING, APPROVED),
        Transition(Action.REOPEN, UNDER_REVIEW),
    ),
    APPROVED: (Transition(Action.REOPEN, UNDER_REVIEW),),
    APPROVED_AS_NOTED: (Transition(Action.REOPEN, UNDER_REVIEW),),
    WITHDRAWN: (),
}

_BEFORE_ISSUE = (
    Transition(Action.ISSUE, APPROVED),
    Transition(Action.DELETE, None),
)
_UPSTREAM: dict[tuple[str, bool], tuple[Transition, ...]] = {
    (DRAFT, False): (_stays(Action.EDIT_CLAIMED, DRAFT), *_BEFORE_ISSUE),
    (REVISE_AND_RESUBMIT, False): (
        _stays(Action.EDIT_CLAIMED, REVISE_AND_RESUBMIT),
        Transition(Action.ISSUE, APPROVED),
        Transition(Action.WITHDRAW, WITHDRAWN),
    ),
    (APPROVED, False): (
        _stays(Action.EDIT_ASSESSED, APPROVED),
        Transition(Action.CERTIFY, APPROVED),
        Transition(Action.RETURN, REVISE_AND_RESUBMIT),
        Transition(Action.WITHDRAW, WITHDRAWN),
    ),
    (APPROVED, True): (
        _stays(Action.EDIT_ASSESSED, APPROVED),
        Transition(Action.CERTIFY, APPROVED),
        Transition(Action.REOPEN, REVISE_AND_RESUBMIT),
    ),
    (WITHDRAWN, False): (),
}

# The one thing that a state waits for, and whose turn it is.
_NEXT: dict[State, tuple[Action | None, Turn]] = {
    State(False, DRAFT): (Action.SUBMIT, Turn.CLAIMANT),
    State(False, REVISE_AND_RESUBMIT): (Action.SUBMIT, Turn.CLAIMANT),
    State(False, UNDER_REVIEW): (Action.APPROVE, Turn.ADMINISTRATOR),
    State(False, PENDING_OWNER_APPROVAL): (Action.APPROVE_PENDING, Turn.OWNER),
    State(True, DRAFT): (Action.ISSUE, Turn.ADMINISTRATOR),
    State(True, REVISE_AND_RESUBMIT): (Action.ISSUE, Turn.ADMINISTRATOR),
    State(True, APPROVED): (Action.CERTIFY, Turn.OWNER),
}

_STATE_WORDS = {
    DRAFT: "a draft",
    UNDER_REVIEW: "under review",
    REVISE_AND_RESUBMIT: "returned for revision",
    APPROVED: "approved",
    APPROVED_AS_NOTED: "approved as noted",
    PENDING_OWNER_APPROVAL: "waiting for the {owner}'s approval",
    WITHDRAWN: "withdrawn",
}

_ACTION_WORDS = {
    Action.EDIT_CLAIMED: "edited",
    Action.EDIT_ASSESSED: "assessed",
    Action.SUBMIT: "submitted",
    Action.RETURN: "returned",
    Action.APPROVE: "approved",
    Action.APPROVE_AS_NOTED: "approved as noted",
    Action.HOLD_FOR_OWNER: "held for the {owner}'s approval",
    Action.APPROVE_PENDING: "released as approved by the {owner}",
    Action.ISSUE: "issued",
    Action.CERTIFY: "certified with the {owner}'s answer",
    Action.REOPEN: "reopened",
    Action.WITHDRAW: "withdrawn",
    Action.DELETE: "deleted",
}


def transitions(state: State) -> tuple[Transition, ...]:
    """All that can be done from a state."""
    if state.is_upstream:
        return _UPSTREAM.get((state.status, state.is_certified), ())
    return _DOWNSTREAM.get(state.status, ())


def find(state: State, action: Action) -> Transition | None:
    """The transition of an action from a state, where there is one."""
    return next((found for found in transitions(state) if found.action is action), None)


def next_step(state: State) -> tuple[Action | None, Turn]:
    """The one act that a state waits for, and whose turn it is."""
    return _NEXT.get(state, (None, Turn.NOBODY))


def state_words(state: State, terms: Terms) -> str:
    """The state in words, as in "it is under review"."""
    if state.is_upstream and state.status == APPROVED:
        said = "issued and certified" if state.is_certified else "issued"
    else:
        said = _STATE_WORDS[state.status]
    return said.format(owner=terms.owner)


_EDITS = (Action.EDIT_CLAIMED, Action.EDIT_ASSESSED)


def leading_to(state: State, status: str) -> Action | None:
    """The act that takes a claim from a state to another status, where there is one."""
    if state.status == status:
        return None
    return next((found.action for found in transitions(state) if found.to == status), None)


def refusal_of(claim: Claim, status: str, terms: Terms) -> WrongState:
    """Why a claim cannot be taken to a status now, in the words of the act that would do it."""
    every = _UPSTREAM.values() if claim.is_upstream else _DOWNSTREAM.values()
    reached = {found.action for state in every for found in state if found.to == status}
    for action in Action:
        if action in reached and action not in _EDITS:
            return refusal(claim, action, terms)
    return _refusal(claim, f"made {_STATE_WORDS[status]} again", terms)


def refusal(claim: Claim, action: Action, terms: Terms) -> WrongState:
    """Why this cannot be done now: which state the claim is in, and what can be done instead."""
    return _refusal(claim, _ACTION_WORDS[action], terms)


def _refusal(claim: Claim, done: str, terms: Terms) -> WrongState:
    state = State.of(claim)
    named = f"{terms.claim_short.capitalised} {claim.number}"
    possible = [_ACTION_WORDS[t.action].format(owner=terms.owner) for t in transitions(state)]
    told = f"{named} is {state_words(state, terms)} and cannot be {done.format(owner=terms.owner)}."
    if not possible:
        return WrongState(f"{told} Nothing more can be done to it.")
    listed = ", ".join(possible[:-1]) + (" or " if possible[:-1] else "") + possible[-1]
    return WrongState(f"{told} It can be {listed}.")
