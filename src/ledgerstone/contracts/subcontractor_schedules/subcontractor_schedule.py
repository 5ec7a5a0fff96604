"""The subcontractor's schedule of values: agreed lines of a commitment broken down into details.

The agreed schedule stays as it is; the details of a line come to its amount. A line of nil amount
needs none, and one that was itself claimed on takes none: claims list such a line as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor

DRAFT, UNDER_REVIEW, REVISE, APPROVED = (
    "draft", "under_review", "revise_and_resubmit", "approved",
)  # fmt: skip
# In these the subcontractor fills it; otherwise administrators only.
OPEN = frozenset({DRAFT, REVISE})


@dataclass(frozen=True, slots=True)
class Part:
    """An agreed line with the details into which it is broken down, in their order."""

    line: ScheduleLine
    details: tuple[ScheduleLine, ...] = ()

    @property
    def allocated(self) -> Decimal:
        """What the details come to."""
        return sum((detail.scheduled_value for detail in self.details), ZERO)

    @property
    def remaining(self) -> Decimal:
        """What of the line's amount is left to allocate; negative where it is exceeded."""
        return ZERO if self.is_claimed_itself else self.line.scheduled_value - self.allocated

    @property
    def is_claimed_itself(self) -> bool:
        """Whether amounts were claimed on the line itself: claims keep listing it as it is."""
        return bool(self.line.claimed_to_date or self.line.certified_to_date)

    @property
    def needs_details(self) -> bool:
        """Whether claims list details in place of the line, once these are approved."""
        return not self.is_claimed_itself and bool(self.line.scheduled_value or self.details)

    @property
    def is_missing(self) -> bool:
        """Whether something of it has to be allocated before the schedule is submitted."""
        return self.remaining != 0

    @property
    def billed(self) -> Decimal:
        """What is claimed to date on the line or its details."""
        itself: Decimal = self.line.claimed_to_date
        return sum((detail.claimed_to_date for detail in self.details), itself)

    @property
    def floor(self) -> Decimal:
        """The amount below which the line cannot go: what of its details is billed."""
        itself: Decimal = self.line.billed_floor
        return sum((detail.billed_floor for detail in self.details), itself)


@dataclass(frozen=True)
class Breakdown:
    """The schedule as a whole."""

    parts: tuple[Part, ...]

    @cached_property
    def missing(self) -> tuple[Part, ...]:
        """The lines of which something is left to allocate."""
        return tuple(part for part in self.parts if part.is_missing)

    @property
    def is_complete(self) -> bool:
        """Whether there are lines, and every one is fully allocated."""
        return bool(self.parts) and not self.missing

    @property
    def is_begun(self) -> bool:
        """Whether any line was broken down."""
        return any(part.details for part in self.parts)

    @property
    def was_approved(self) -> bool:
        """Whether claims list details already: the schedule was approved at some time."""
        return any(detail.is_on_claims for part in self.parts for detail in part.details)

    @property
    def total(self) -> Decimal:
        """What the agreed lines come to."""
        return sum((part.line.scheduled_value for part in self.parts), ZERO)

    @property
    def remaining(self) -> Decimal:
        """What is left to allocate in all."""
        return sum((part.remaining for part in self.parts), ZERO)

    @property
    def billed(self) -> Decimal:
        """What is claimed to date in all."""
        return sum((part.billed for part in self.parts), ZERO)

    @property
    def detail_count(self) -> int:
        """How many details there are."""
        return sum(len(part.details) for part in self.parts)

    @property
    def notes(self) -> tuple[ScheduleLine, ...]:
        """The lines and details on which a reviewer left a note."""
        rows = (row for part in self.parts for row in (part.line, *part.details))
        return tuple(row for row in rows if row.review_note)

    def part(self, line_id: int) -> Part | None:
        """One line with its details; None where it is not an agreed line."""
        return next((part for part in self.parts if part.line.pk == line_id), None)


def breakdown(contract: Contract) -> Breakdown:
    """The agreed lines of a contract, each with its details, in their order. One query."""
    rows = (
        ScheduleLine.objects.filter(
            account_id=contract.account_id, contract_id=contract.pk, variation__isnull=True
        )
        .select_related("budget_code")
        .order_by("position", "id")
    )
    return arranged(list(rows))


def arranged(rows: Sequence[ScheduleLine]) -> Breakdown:
    """Rows in the order of their positions, as lines with their details. No query."""
    details: dict[int, list[ScheduleLine]] = {}
    for row in rows:
        if row.parent_id is not None:
            details.setdefault(row.parent_id, []).append(row)
    return Breakdown(
        tuple(Part(row, tuple(details.get(row.pk, ()))) for row in rows if row.parent_id is None)
    )


def is_awaited(contract: Contract) -> bool:
    """Whether claims wait for the subcontractor's schedule of a contract to be approved."""
    return (
        contract.has_subcontractor_schedule and contract.subcontractor_schedule_status != APPROVED
    )


def may_fill(actor: Actor, contract: Contract) -> bool:
    """Whether the person may break lines down, as far as the schedule's status lets them."""
    return policy.may(actor, contract, Action.FILL_SCHEDULE)


def may_review(actor: Actor, contract: Contract) -> bool:
    """Whether the person reviews the schedule, and may set its status."""
    return policy.may(actor, contract, Action.REVIEW_SCHEDULE)


def why_not_fillable(actor: Actor, contract: Contract, words: Terms) -> str:
    """Why the person changes nothing in the schedule now; empty where they may."""
    schedule = words.subcontractor_schedule
    if not may_fill(actor, contract):
        if contract.pk in actor.contact_of:
            return (
                f"Here the {schedule} is filled by an administrator of the project. Ask them to "
                "enter your lines."
            )
        return f"Ask an administrator of the project to change the {schedule}."
    if contract.subcontractor_schedule_status in OPEN or may_review(actor, contract):
        return ""
    if contract.subcontractor_schedule_status == UNDER_REVIEW:
        return f"The {schedule} is being reviewed. It can be changed again if it comes back."
    return f"The {schedule} is approved. Ask an administrator of the project to return it to you."
