"""The records of a claim: what was claimed, assessed, certified and carried."""

from .carry import CarriedAmount, PlacementRule
from .certificate import Certificate, CertificateLine, CertificateWithdrawal
from .claim import Claim, ClaimDeduction, ClaimLine, Submission
from .fields import FieldSet, FilledFields, ProjectFieldSet
from .statuses import (
    APPROVED,
    APPROVED_AS_NOTED,
    CERTIFIED_STATUSES,
    DRAFT,
    OPEN_STATUSES,
    PENDING_OWNER_APPROVAL,
    REVISE_AND_RESUBMIT,
    STATUSES,
    UNDER_REVIEW,
    WITHDRAWN,
)

__all__ = [
    "APPROVED",
    "APPROVED_AS_NOTED",
    "CERTIFIED_STATUSES",
    "DRAFT",
    "OPEN_STATUSES",
    "PENDING_OWNER_APPROVAL",
    "REVISE_AND_RESUBMIT",
    "STATUSES",
    "UNDER_REVIEW",
    "WITHDRAWN",
    "CarriedAmount",
    "Certificate",
    "CertificateLine",
    "CertificateWithdrawal",
    "Claim",
    "ClaimDeduction",
    "ClaimLine",
    "FieldSet",
    "FilledFields",
    "PlacementRule",
    "ProjectFieldSet",
    "Submission",
]
