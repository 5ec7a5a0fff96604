"""What a claim is worth: pure values and arithmetic, without framework, input or clock.

The rooms above import the money engine's names from here.
"""

from ledgerstone.core.certificate import check_certificate
from ledgerstone.core.entry import (
    AssessedEntry,
    ClaimEntry,
    ClaimType,
    Deduction,
    EntryMode,
    LineEntry,
    Opening,
    OpeningLine,
    Release,
)
from ledgerstone.core.markup import MarkedUp, MarkupKind, MarkupRule, mark_up
from ledgerstone.core.position import Kept, LinePosition, Position
from ledgerstone.core.refusals import (
    EntryRefused,
    OpeningRefused,
    Refusal,
    ScheduleRefused,
    TermsRefused,
)
from ledgerstone.core.terms import (
    AccountingMethod,
    Band,
    BandMeasure,
    CapOf,
    ChangeScope,
    ContractKind,
    RetentionBasis,
    RetentionCap,
    RetentionChange,
    RetentionKind,
    RetentionRule,
    RetentionSecurity,
    ScheduledLine,
    TaxBase,
    TaxTerms,
    Terms,
)
from ledgerstone.core.valuation import Cover, Valuation, ValuedLine, Warning_
from ledgerstone.core.value import value_claim, value_covers

__all__ = [
    "AccountingMethod",
    "AssessedEntry",
    "Band",
    "BandMeasure",
    "CapOf",
    "ChangeScope",
    "ClaimEntry",
    "ClaimType",
    "ContractKind",
    "Cover",
    "Deduction",
    "EntryMode",
    "EntryRefused",
    "Kept",
    "LineEntry",
    "LinePosition",
    "MarkedUp",
    "MarkupKind",
    "MarkupRule",
    "Opening",
    "OpeningLine",
    "OpeningRefused",
    "Position",
    "Refusal",
    "Release",
    "RetentionBasis",
    "RetentionCap",
    "RetentionChange",
    "RetentionKind",
    "RetentionRule",
    "RetentionSecurity",
    "ScheduleRefused",
    "ScheduledLine",
    "TaxBase",
    "TaxTerms",
    "Terms",
    "TermsRefused",
    "Valuation",
    "ValuedLine",
    "Warning_",
    "check_certificate",
    "mark_up",
    "value_claim",
    "value_covers",
]
