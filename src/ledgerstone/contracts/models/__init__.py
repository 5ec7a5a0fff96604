"""Contracts in both directions: their schedules of values, variations, retention and settings."""

from .contract import Contract, ContractPerson
from .kinds import (
    CLAIMABLE_STATUSES,
    HEAD_CONTRACT,
    PENDING_STATUSES,
    POTENTIAL,
    PURCHASE_ORDER,
    REQUEST,
    SCHEDULE_STATUSES,
    STATUSES,
    SUBCONTRACT,
    TIERS,
    VARIATION,
    VARIATION_DETAILS,
    VARIATION_KINDS,
    VARIATION_STATUSES,
)
from .opening import Opening, OpeningLine
from .papers import ContractAttachment, ContractComment
from .retention import (
    ReleaseEvent,
    RetentionBand,
    RetentionChange,
    RetentionRule,
    RetentionSecurity,
    SlidingStep,
)
from .schedule import ContractFigures, ScheduleLine
from .settings import CommitmentSettings, Distribution, FundingSource, HeadContractSettings
from .tax import TaxCode, TaxType
from .variation import Markup, Variation

__all__ = [
    "CLAIMABLE_STATUSES",
    "HEAD_CONTRACT",
    "PENDING_STATUSES",
    "POTENTIAL",
    "PURCHASE_ORDER",
    "REQUEST",
    "SCHEDULE_STATUSES",
    "STATUSES",
    "SUBCONTRACT",
    "TIERS",
    "VARIATION",
    "VARIATION_DETAILS",
    "VARIATION_KINDS",
    "VARIATION_STATUSES",
    "CommitmentSettings",
    "Contract",
    "ContractAttachment",
    "ContractComment",
    "ContractFigures",
    "ContractPerson",
    "Distribution",
    "FundingSource",
    "HeadContractSettings",
    "Markup",
    "Opening",
    "OpeningLine",
    "ReleaseEvent",
    "RetentionBand",
    "RetentionChange",
    "RetentionRule",
    "RetentionSecurity",
    "ScheduleLine",
    "SlidingStep",
    "TaxCode",
    "TaxType",
    "Variation",
]
