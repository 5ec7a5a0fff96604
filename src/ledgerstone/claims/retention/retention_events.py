"""What can happen to what a claim holds back, besides the typing of figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledgerstone.claims.events import ClaimEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionAdjusted(ClaimEvent):
    """What the rule holds on lines was adjusted by hand, or an adjustment was removed.

    ``noted["lines"]``: of each line its id, whether it is the assessment's, and the adjustment
    before and after as text, None where nothing was entered.
    """

    kind: ClassVar[str] = "claim.retention_adjusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRuleAdopted(ClaimEvent):
    """A claim that held by the terms that it was started under holds by those of now."""

    kind: ClassVar[str] = "claim.retention_rule_adopted"
