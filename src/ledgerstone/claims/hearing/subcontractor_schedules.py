"""Keeps undecided claims in step with a subcontractor's schedule that is changed and approved."""

from __future__ import annotations

from ledgerstone.claims.models import WITHDRAWN, ClaimLine
from ledgerstone.contracts.events import ScheduleChanged
from ledgerstone.contracts.models import ScheduleLine
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule_events import (
    SubcontractorScheduleApproved,
    SubcontractorScheduleSaved,
)
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.events import subscribe
from ledgerstone.tenancy.refusals import WrongState

from .schedule_changes import follow_schedule, says_something


def listen() -> None:
    """Hear of every schedule that is saved or approved."""
    subscribe(SubcontractorScheduleSaved, follow_details)
    subscribe(SubcontractorScheduleApproved, follow_approval)


def follow_details(event: SubcontractorScheduleSaved) -> None:
    """Details that claims list have other amounts: they follow as lines of the schedule do."""
    if event.revalued:
        follow_schedule(_as_changed(event, revalued=event.revalued))


def follow_approval(event: SubcontractorScheduleApproved) -> None:
    """Claims list details in place of lines: undecided ones let go of these lines.

    Refused where one of them says something on such a line, which would be lost.
    """
    if not event.left:
        return
    rows = ClaimLine.objects.filter(
        account_id=event.actor.account_id,
        line_id__in=list(event.left),
        claim__certificate=None,
    ).exclude(claim__status=WITHDRAWN)
    for row in rows.select_related("claim__contract__project"):
        if says_something(row):
            raise _said_on(row)
    rows.delete()
    follow_schedule(_as_changed(event, removed=event.left))


def _said_on(row: ClaimLine) -> WrongState:
    terms, _formats = words(row.claim.contract.project)
    line = ScheduleLine.objects.get(account_id=row.account_id, pk=row.line_id)
    return WrongState(
        f"{terms.claim_short.capitalised} {row.claim.number} has figures on line {line.item} "
        f"{line.description} itself. Clear them there first, so that its details can take its "
        "place."
    )


def _as_changed(
    event: SubcontractorScheduleSaved | SubcontractorScheduleApproved,
    *,
    revalued: tuple[int, ...] = (),
    removed: tuple[int, ...] = (),
) -> ScheduleChanged:
    """What happened, as claims follow the schedule of values itself."""
    return ScheduleChanged(
        actor=event.actor,
        project_id=event.project_id,
        contract_id=event.contract_id,
        version=event.version,
        revalued=revalued,
        removed=removed,
        summary=event.summary,
    )
