"""The kinds of contracts, and the statuses of contracts and variations."""

from __future__ import annotations

HEAD_CONTRACT = "head_contract"
SUBCONTRACT = "subcontract"
PURCHASE_ORDER = "purchase_order"

STATUSES: dict[str, list[str]] = {
    HEAD_CONTRACT: [
        "draft", "out_for_bid", "out_for_signature", "approved", "complete", "terminated",
    ],
    SUBCONTRACT: [
        "draft", "out_for_bid", "out_for_signature", "approved", "complete", "terminated", "void",
    ],
    PURCHASE_ORDER: [
        "draft", "processing", "submitted", "partially_received", "received", "approved", "closed",
    ],
}  # fmt: skip

# Decision: what can be claimed on. Terminated commitments by administrators only.
CLAIMABLE_STATUSES = ["approved", "complete", "partially_received", "received"]

VARIATION_STATUSES = [
    "draft", "not_pricing", "pricing", "pending", "revised", "proceeding", "not_proceeding",
    "no_charge", "approved", "rejected", "void",
]  # fmt: skip
# What is neither agreed nor dropped, and so counts as pending in a contract's figures.
PENDING_STATUSES = [
    "not_pricing", "pricing", "pending", "revised", "proceeding", "not_proceeding",
]  # fmt: skip

# The tiers of variations from the one that changes the contract sum down to the field's.
VARIATION = "variation"
REQUEST = "request"
POTENTIAL = "potential"
VARIATION_KINDS = [VARIATION, REQUEST, POTENTIAL]
# By the number of tiers that are in use: each kind lies in the one before it.
TIERS = {
    1: [VARIATION],
    2: [VARIATION, POTENTIAL],
    3: [VARIATION, REQUEST, POTENTIAL],
}

SCHEDULE_STATUSES = ["draft", "under_review", "revise_and_resubmit", "approved"]
VARIATION_DETAILS = ["variation", "request", "potential", "line"]
