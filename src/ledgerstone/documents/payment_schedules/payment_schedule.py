"""What a payment schedule prints: the answer to a claim beside the claim as it was handed in.

The scheduled figures are those of the certificate; the claimed ones those of the submission that it
answers, as they were received. Nothing is valued here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.core.valuation import Cover
from ledgerstone.documents.claim_pages.model import (
    ZERO,
    ClaimDocument,
    DoesNotTieOut,
    Reason,
    require_ties,
)
from ledgerstone.projects.formats import Formats


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredLine:
    """A row: what stood before this claim, and what was claimed and scheduled in it."""

    item: str
    description: str
    group: str | None
    contract_value: Decimal
    previous: Decimal
    claimed: Decimal
    scheduled: Decimal

    @property
    def difference(self) -> Decimal:
        """Scheduled less claimed."""
        return self.scheduled - self.claimed

    @property
    def to_date(self) -> Decimal:
        """Scheduled to date."""
        return self.previous + self.scheduled


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSchedule:
    """The document. `answer` is the certificate's: who, which contract, the scheduled figures.

    `given_by` is who decided on the claim.
    """

    answer: ClaimDocument
    claimed: Cover
    lines: tuple[AnsweredLine, ...]
    reasons: tuple[Reason, ...]
    received_at: dt.datetime
    issued_at: dt.datetime
    time_zone: str
    made_under: str = ""
    given_by: str = ""

    @property
    def difference(self) -> Decimal:
        """The scheduled amount less the claimed amount, both with tax."""
        return self.answer.cover.payable - self.claimed.payable

    @property
    def formats(self) -> Formats:
        """How figures, dates and times are written."""
        return Formats(self.answer.locale, self.answer.currency, self.time_zone)


def require_schedule_ties(schedule: PaymentSchedule) -> None:
    """Refuse a schedule whose figures contradict each other, naming all contradictions."""
    require_ties(schedule.answer)
    broken = [
        f"{what} is printed as {stated:f}, but makes {made:f}"
        for what, stated, made in _ties(schedule)
        if stated != made
    ]
    if broken:
        raise DoesNotTieOut(f"The figures of this schedule do not tie out: {'; '.join(broken)}.")


def _ties(schedule: PaymentSchedule) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Give each figure that the schedule prints twice as (what, stated, made)."""
    claimed, scheduled = schedule.claimed, schedule.answer.cover
    previous = sum((line.previous for line in schedule.lines), ZERO)
    to_date = "completed and stored to date"
    for what, cover, sums in (
        ("claimed", claimed, sum((line.claimed for line in schedule.lines), ZERO)),
        ("scheduled", scheduled, sum((line.scheduled for line in schedule.lines), ZERO)),
    ):
        yield f"{what} {to_date}", cover.total_completed_and_stored, previous + sums
        earned = cover.total_completed_and_stored - cover.total_retention
        yield f"{what} less retention", cover.total_earned_less_retention, earned
        due = cover.total_earned_less_retention - cover.less_previous_certificates
        yield f"{what} of this claim", cover.current_payment_due, due
        payable = cover.current_payment_due + cover.deductions_this_period + cover.tax
        yield f"{what} amount", cover.payable, payable
