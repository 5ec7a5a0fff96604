"""The states of a claim. Which of them go with a certificate is a check on the table."""

DRAFT = "draft"
UNDER_REVIEW = "under_review"
REVISE_AND_RESUBMIT = "revise_and_resubmit"
APPROVED = "approved"
APPROVED_AS_NOTED = "approved_as_noted"
PENDING_OWNER_APPROVAL = "pending_owner_approval"
WITHDRAWN = "withdrawn"

STATUSES = [
    DRAFT,
    UNDER_REVIEW,
    REVISE_AND_RESUBMIT,
    APPROVED,
    APPROVED_AS_NOTED,
    PENDING_OWNER_APPROVAL,
    WITHDRAWN,
]

# With the claimant: at most one such claim a contract.
OPEN_STATUSES = [DRAFT, REVISE_AND_RESUBMIT]

# Downstream these have a certificate, and no others do.
CERTIFIED_STATUSES = [APPROVED, APPROVED_AS_NOTED, PENDING_OWNER_APPROVAL]

# A claim to the owner never waits for the owner's owner.
UPSTREAM_STATUSES = [status for status in STATUSES if status != PENDING_OWNER_APPROVAL]
