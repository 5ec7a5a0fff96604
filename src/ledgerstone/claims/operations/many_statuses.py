"""Taking many claims to one status, each by the act that leads there from where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ledgerstone.claims.many import Outcome
from ledgerstone.claims.models import (
    APPROVED,
    APPROVED_AS_NOTED,
    PENDING_OWNER_APPROVAL,
    REVISE_AND_RESUBMIT,
    STATUSES,
    Claim,
)
from ledgerstone.claims.transitions import Action, State, leading_to, refusal_of, state_words
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, WrongState

from .decision import approve_claim, approve_pending
from .many_claims import act_on_each
from .reopening import reopen_claim
from .submission import return_claim, submit_claim, withdraw_claim
from .upstream import issue_claim

_ACTS: dict[Action, Callable[..., object]] = {
    Action.SUBMIT: submit_claim,
    Action.RETURN: return_claim,
    Action.APPROVE: approve_claim,
    Action.APPROVE_AS_NOTED: approve_claim,
    Action.HOLD_FOR_OWNER: approve_claim,
    Action.APPROVE_PENDING: approve_pending,
    Action.ISSUE: issue_claim,
    Action.REOPEN: reopen_claim,
    Action.WITHDRAW: withdraw_claim,
}
_DECISIONS = {
    Action.APPROVE: APPROVED,
    Action.APPROVE_AS_NOTED: APPROVED_AS_NOTED,
    Action.HOLD_FOR_OWNER: PENDING_OWNER_APPROVAL,
}
_WITH_REASON = (Action.RETURN, Action.REOPEN)


def change_statuses(
    *,
    actor: Actor,
    claim_ids: Sequence[int],
    status: str,
    reason: str = "",
    versions: Mapping[int, int] | None = None,
) -> Outcome:
    """Take each of these claims to a status, by the one act that leads there from where it is.

    The table of transitions and the act itself say what is refused, claim by claim. Returning and
    reopening ask for a reason. ``versions``: what a page showed, by claim; without them claims are
    taken as they are now.
    """
    if status not in STATUSES:
        raise Invalid("Choose a status.", fields={"status": "Choose one of the statuses."})
    if status == REVISE_AND_RESUBMIT and not reason.strip():
        sentence = "Give a reason: it goes to the claimant with each claim that is returned."
        raise Invalid(sentence, fields={"reason": sentence})

    def change(claim: Claim, version: int) -> None:
        _change(actor, claim, version, status, reason)

    return act_on_each(actor, claim_ids, change, versions=versions)


def _change(actor: Actor, claim: Claim, version: int, status: str, reason: str) -> None:
    terms, _ = words(claim.contract.project)
    state = State.of(claim)
    if claim.status == status:
        named = f"{terms.claim_short.capitalised} {claim.number}"
        raise WrongState(f"{named} is {state_words(state, terms)} already.")
    action = leading_to(state, status)
    if action is None:
        raise refusal_of(claim, status, terms)
    given: dict[str, Any] = {}
    if action in _DECISIONS:
        given["decision"] = _DECISIONS[action]
    if action in _WITH_REASON:
        given["reason"] = reason
    _ACTS[action](actor=actor, claim_id=claim.pk, expected_version=version, **given)
