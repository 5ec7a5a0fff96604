"""Why retention from below is left to the head contract's own rule, in words."""

from __future__ import annotations

from ledgerstone.claims.prefill.retention import RetentionLeft, Stays
from ledgerstone.projects.terminology import Terms


def retention_words(left: RetentionLeft, terms: Terms) -> str:
    """The reason, as a sentence."""
    named = f"line {left.line.item}" if left.line else "a line"
    retention = terms.retention
    return {
        Stays.NO_RETENTION: f"This {terms.head_contract} holds no {retention}.",
        Stays.ON_THE_WHOLE: (
            f"This {terms.head_contract} works {retention} out on the whole {terms.claim_short}; "
            "its rule holds it."
        ),
        Stays.SHARE_RELEASED: (
            f"A share of the {retention} of this {terms.head_contract} was released on an event; "
            "its rule holds the rest."
        ),
        Stays.NO_RELEASE: f"This type of {terms.claim_short} releases no {retention}.",
        Stays.NO_LINE: f"No {terms.head_contract} line has the {terms.budget_code} of what was "
        "released.",
        Stays.TYPED: f"{named.capitalize()} was typed by hand.",
        Stays.EXEMPT: f"{named.capitalize()} bears no {retention}.",
        Stays.ABOVE_HELD: f"More than {named} holds; the rest is offered again.",
    }[left.why]
