"""What could be on a claim that is open and is not: variations decided on since it was started."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from ledgerstone.claims import policy
from ledgerstone.claims.models import DRAFT, REVISE_AND_RESUBMIT, UNDER_REVIEW, Claim
from ledgerstone.claims.transitions import Action
from ledgerstone.contracts.variations.variation_words import status_word
from ledgerstone.tenancy.actor import Actor

from .on_claims import offered

# By the status of a claim: the act that whoever adds lines to it must be entitled to.
ADDING = {
    DRAFT: Action.EDIT_CLAIMED,
    REVISE_AND_RESUBMIT: Action.EDIT_CLAIMED,
    UNDER_REVIEW: Action.EDIT_ASSESSED,
}
# Lines of every tier, under the variation that they are decided with.
_MISSING = """
SELECT top.id, top.number, top.title, top.status, top.approved_on,
       array_agg(line.id ORDER BY line.variation_id, line.position), sum(line.scheduled_value)
  FROM contracts_scheduleline line
  JOIN contracts_variation own
    ON own.account_id = line.account_id AND own.id = line.variation_id
  LEFT JOIN contracts_variation above
    ON above.account_id = own.account_id AND above.id = own.part_of_id
  JOIN contracts_variation top
    ON top.account_id = own.account_id
   AND top.id = coalesce(above.part_of_id, above.id, own.id)
 WHERE line.account_id = %(account)s AND line.contract_id = %(contract)s AND line.is_on_claims
   AND line.certified_to_date = 0 AND own.status = ANY (%(offered)s)
   AND NOT EXISTS (SELECT 1 FROM claims_claimline said
                    WHERE said.account_id = line.account_id AND said.line_id = line.id
                      AND said.claim_id = %(claim)s)
 GROUP BY top.id, top.number, top.title, top.status, top.approved_on
 ORDER BY top.id
"""


@dataclass(frozen=True, slots=True)
class MissingVariation:
    """A variation with lines that a claim could list and does not."""

    id: int
    number: str
    title: str
    status: str
    approved_on: dt.date | None
    line_ids: tuple[int, ...]
    total: Decimal

    @property
    def is_approved(self) -> bool:
        return self.status == "approved"

    @property
    def said(self) -> str:
        """Its status in a word."""
        return status_word(self.status)


def may_add(actor: Actor, claim: Claim) -> bool:
    """Whether the person adds lines to the claim: who edits it; under review administrators."""
    action = ADDING.get(claim.status)
    return action is not None and policy.may(actor, claim, action)


def missing_for(actor: Actor, claim: Claim) -> list[MissingVariation]:
    """What the person could add to the claim; nothing for others. At most one query."""
    return missing_from(claim) if may_add(actor, claim) else []


def missing_from(claim: Claim) -> list[MissingVariation]:
    """The variations with lines that the claim could list and does not. One query."""
    given: dict[str, Any] = {
        "account": claim.account_id,
        "contract": claim.contract_id,
        "claim": claim.pk,
        "offered": sorted(offered(claim.contract)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, given)
        found = cursor.fetchall()
    return [
        MissingVariation(pk, number, title, status, approved_on, tuple(lines), total)
        for pk, number, title, status, approved_on, lines, total in found
    ]
