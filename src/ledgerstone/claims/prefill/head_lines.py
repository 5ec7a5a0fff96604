"""Reads the lines of a draft head contract claim as prefill sees them: where each stood, what the
draft says now, and whether a person typed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.claims.models import Claim

from .allocation import Room
from .joining import joined_by_hash


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A line of the head contract in a draft claim.

    ``base_*``: to date as last claimed, here or elsewhere, before anything of this claim.
    ``draft_*``: to date as the draft has it now.
    """

    id: int
    item: str
    description: str
    section: str
    scheduled_value: Decimal
    code_id: int | None
    variation_id: int | None
    is_by_quantity: bool
    base_work: Decimal
    base_materials: Decimal
    draft_work: Decimal
    draft_materials: Decimal
    is_typed: bool
    is_prefilled: bool
    markup_id: int | None = None
    is_listed: bool = True  # by the draft; what is filled and is not is added to it
    within: Sequence[int] = ()  # what its variation lies in
    base_adjustment: Decimal | None = None  # of its retention, as claimed and not yet certified
    draft_adjustment: Decimal | None = None
    draft_released: Decimal | None = None
    has_typed_retention: bool = False
    is_exempt: bool = False

    @property
    def is_markup(self) -> bool:
        return self.markup_id is not None

    @property
    def has_filled_retention(self) -> bool:
        """Whether a prefill entered retention on it."""
        return self.is_prefilled and (
            self.draft_adjustment != self.base_adjustment or self.draft_released is not None
        )

    @property
    def base(self) -> Decimal:
        return self.base_work + self.base_materials

    @property
    def balance(self) -> Decimal:
        """What is left to bill before this claim."""
        return self.scheduled_value - self.base

    @property
    def draft_now(self) -> Decimal:
        """What the draft bills in this period."""
        return self.draft_work + self.draft_materials - self.base

    def room(self) -> Room:
        """The line, empty of this claim, as the allocation fills it."""
        return Room(
            id=self.id,
            item=self.item,
            scheduled_value=self.scheduled_value,
            billed=self.base,
            code=self.code_id,
            variation=self.variation_id,
            is_typed=self.is_typed,
            is_by_quantity=self.is_by_quantity,
            within=tuple(self.within),
        )


_LINES = """
WITH earlier AS (
    SELECT id, certificate_id
      FROM claims_claim
     WHERE account_id = %(account)s AND contract_id = %(contract)s AND number < %(number)s
       AND status IN ('approved', 'approved_as_noted', 'under_review')
     ORDER BY number DESC
     LIMIT 1
)
SELECT line.id, line.item, line.description, line.section, line.scheduled_value,
       line.budget_code_id, line.variation_id, line.unit_price IS NOT NULL,
       coalesce(base.claimed_work, opened.work, 0.00),
       coalesce(base.claimed_materials, opened.materials, 0.00),
       coalesce(draft.claimed_work, base.claimed_work, opened.work, 0.00),
       coalesce(draft.claimed_materials, base.claimed_materials, opened.materials, 0.00),
       coalesce(NOT draft.is_prefilled AND draft.changed_by_id IS NOT NULL
                AND (draft.claimed_mode <> '' OR draft.claimed_stored IS NOT NULL), false),
       coalesce(draft.is_prefilled, false), line.markup_id,
       line.variation_id IS NULL OR draft.id IS NOT NULL OR line.certified_to_date <> 0,
       array_remove(ARRAY[variation.part_of_id, above.part_of_id], NULL),
       CASE WHEN (SELECT certificate_id FROM earlier) IS NULL
            THEN base.claimed_retention_adjustment END,
       draft.claimed_retention_adjustment, draft.claimed_retention_released,
       coalesce(NOT draft.is_prefilled AND draft.changed_by_id IS NOT NULL
                AND (draft.claimed_retention_adjustment IS NOT NULL
                     OR draft.claimed_retention_released IS NOT NULL), false),
       line.is_exempt_from_retention
  FROM contracts_scheduleline line
  LEFT JOIN contracts_variation variation
    ON variation.account_id = line.account_id AND variation.id = line.variation_id
  LEFT JOIN contracts_variation above
    ON above.account_id = variation.account_id AND above.id = variation.part_of_id
  LEFT JOIN claims_claimline draft
    ON draft.account_id = line.account_id AND draft.line_id = line.id
   AND draft.claim_id = %(claim)s
  LEFT JOIN claims_claimline base
    ON base.account_id = line.account_id AND base.line_id = line.id
   AND base.claim_id = (SELECT id FROM earlier)
  LEFT JOIN contracts_openingline opened
    ON opened.account_id = line.account_id AND opened.line_id = line.id
 WHERE line.account_id = %(account)s AND line.contract_id = %(contract)s
   AND (line.variation_id IS NULL OR variation.status = 'approved')
 ORDER BY line.variation_id IS NOT NULL, line.position, line.id
"""


def read_head_lines(claim: Claim) -> list[HeadLine]:
    """The lines that this claim can bill, contract lines first, in order of position."""
    with joined_by_hash() as cursor:
        cursor.execute(
            _LINES,
            {
                "account": claim.account_id,
                "claim": claim.pk,
                "contract": claim.contract_id,
                "number": claim.number,
            },
        )
        return [HeadLine(*row) for row in cursor.fetchall()]
