"""The whole table: every status, every act, both directions."""

import itertools

import pytest

from ledgerstone.claims.models import OPEN_STATUSES, STATUSES, Claim
from ledgerstone.claims.transitions import (
    Action,
    State,
    Turn,
    find,
    next_step,
    refusal,
    state_words,
    transitions,
)
from ledgerstone.projects.terminology import terms

# What can be done, and the status after it. Everything that is not here is refused.
DOWNSTREAM = {
    "draft": {"edit_claimed": "draft", "submit": "under_review", "delete": None},
    "under_review": {
        "edit_assessed": "under_review",
        "approve": "approved",
        "approve_as_noted": "approved_as_noted",
        "hold_for_owner": "pending_owner_approval",
        "return": "revise_and_resubmit",
        "withdraw": "withdrawn",
    },
    "revise_and_resubmit": {
        "edit_claimed": "revise_and_resubmit",
        "submit": "under_review",
        "withdraw": "withdrawn",
    },
    "approved": {"reopen": "under_review"},
    "approved_as_noted": {"reopen": "under_review"},
    "pending_owner_approval": {"approve_pending": "approved", "reopen": "under_review"},
    "withdrawn": {},
}
UPSTREAM = {
    ("draft", False): {"edit_claimed": "draft", "issue": "approved", "delete": None},
    ("revise_and_resubmit", False): {
        "edit_claimed": "revise_and_resubmit",
        "issue": "approved",
        "withdraw": "withdrawn",
    },
    ("approved", False): {
        "edit_assessed": "approved",
        "certify": "approved",
        "return": "revise_and_resubmit",
        "withdraw": "withdrawn",
    },
    ("approved", True): {
        "edit_assessed": "approved",
        "certify": "approved",
        "reopen": "revise_and_resubmit",
    },
    ("withdrawn", False): {},
}
STATES = [
    *((State(False, status), DOWNSTREAM[status]) for status in STATUSES),
    *(
        (State(True, status, certified), UPSTREAM.get((status, certified), {}))
        for status, certified in itertools.product(STATUSES, (False, True))
    ),
]


@pytest.mark.parametrize(("state", "expected"), STATES)
@pytest.mark.parametrize("action", list(Action))
def test_table(state: State, expected: dict[str, str | None], action: Action) -> None:
    found = find(state, action)
    assert (found is not None) == (action.value in expected)
    if found is not None:
        assert found.to == expected[action.value]


@pytest.mark.parametrize(("state", "expected"), STATES)
def test_what_is_next_can_be_done(state: State, expected: dict[str, str | None]) -> None:
    action, turn = next_step(State(state.is_upstream, state.status, state.is_certified))
    assert action is None or action.value in expected
    assert (turn is Turn.NOBODY) == (action is None)


def test_what_waits_for_the_claimant_can_be_edited_and_handed_in() -> None:
    for status in OPEN_STATUSES:
        assert find(State(False, status), Action.SUBMIT)
        assert find(State(True, status), Action.ISSUE)
        for upstream in (False, True):
            assert find(State(upstream, status), Action.EDIT_CLAIMED)
            assert not find(State(upstream, status), Action.EDIT_ASSESSED)


@pytest.mark.parametrize(
    ("claim", "action", "sentence"),
    [
        (
            Claim(number=3, status="under_review", is_upstream=False),
            Action.SUBMIT,
            "Claim 3 is under review and cannot be submitted. It can be assessed, approved, "
            "approved as noted, held for the principal's approval, returned or withdrawn.",
        ),
        (
            Claim(number=3, status="withdrawn", is_upstream=False),
            Action.DELETE,
            "Claim 3 is withdrawn and cannot be deleted. Nothing more can be done to it.",
        ),
        (
            Claim(number=2, status="approved", is_upstream=False),
            Action.EDIT_CLAIMED,
            "Claim 2 is approved and cannot be edited. It can be reopened.",
        ),
        (
            Claim(number=2, status="approved", is_upstream=True),
            Action.DELETE,
            "Claim 2 is issued and cannot be deleted. It can be assessed, certified with the "
            "principal's answer, returned or withdrawn.",
        ),
    ],
)
def test_a_refusal_says_where_it_stands_and_what_can_be_done(
    claim: Claim, action: Action, sentence: str
) -> None:
    assert refusal(claim, action, terms("en-AU")).message == sentence


@pytest.mark.parametrize(("state", "expected"), STATES)
def test_every_state_has_its_words(state: State, expected: dict[str, str | None]) -> None:
    assert state_words(state, terms("en-US"))
    assert len(transitions(state)) == len(expected)
