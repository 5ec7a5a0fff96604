"""The records of a claim: what was claimed, assessed, certified and carried."""

from .around import ClaimAttachment, ClaimComment, Presence, SheetUpload
from .carry import CarriedAmount, CarriedInFull, PlacementRule
from .certificate import Certificate, CertificateLine, CertificateWithdrawal
from .claim import Claim, ClaimDeduction, ClaimLine, Submission
from .fields import FieldSet, FilledFields, ProjectFieldSet
from .round import Extension, Invitation
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
    "CarriedInFull",
    "Certificate",
    "CertificateLine",
    "CertificateWithdrawal",
    "Claim",
    "ClaimAttachment",
    "ClaimComment",
    "ClaimDeduction",
    "ClaimLine",
    "Extension",
    "FieldSet",
    "FilledFields",
    "Invitation",
    "PlacementRule",
    "Presence",
    "ProjectFieldSet",
    "SheetUpload",
    "Submission",
]
