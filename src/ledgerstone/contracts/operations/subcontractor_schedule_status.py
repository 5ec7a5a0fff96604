"""The way of the subcontractor's schedule: submitted, returned with reasons, approved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledgerstone.access.actions import Action
from ledgerstone.contracts.models import SCHEDULE_STATUSES, Contract, ScheduleLine
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import (
    APPROVED,
    DRAFT,
    OPEN,
    REVISE,
    UNDER_REVIEW,
    Breakdown,
    breakdown,
)
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule_events import (
    SubcontractorScheduleApproved,
    SubcontractorScheduleMoved,
    SubcontractorScheduleReturned,
    SubcontractorScheduleSet,
    SubcontractorScheduleSubmitted,
)
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import update_rows
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, WrongState
from ledgerstone.tenancy.typed_text import fitting, optional, several_lines

from .particulars import refused
from .subcontractor_schedule import schedule_contract
from .subcontractor_schedule_lines import hold_back_new_lines, keep_in_step, list_on_claims

_LONGEST = 1000
_NAMED = 10
_EVENTS: dict[str, type[SubcontractorScheduleMoved]] = {
    DRAFT: SubcontractorScheduleSet,
    UNDER_REVIEW: SubcontractorScheduleSubmitted,
    REVISE: SubcontractorScheduleReturned,
    APPROVED: SubcontractorScheduleApproved,
}
_SAID = {
    DRAFT: "took the {schedule} back to a draft",
    UNDER_REVIEW: "submitted the {schedule} for review",
    REVISE: "returned the {schedule}",
    APPROVED: "approved the {schedule}",
}


def submit_schedule(*, actor: Actor, contract_id: int, expected_version: int) -> Contract:
    """Hand the schedule in for review. Refused until every line is fully allocated."""
    with acting(actor):
        contract = schedule_contract(actor, contract_id, Action.FILL_SCHEDULE, expected_version)
        _refuse_unless(contract, OPEN, "submitted")
        return _move(actor, contract, UNDER_REVIEW)


def return_schedule(
    *,
    actor: Actor,
    contract_id: int,
    expected_version: int,
    reason: str,
    notes: Mapping[int, str] | None = None,
) -> Contract:
    """Give the schedule back to be revised, with a reason, and notes by the ids of lines."""
    with acting(actor):
        contract = schedule_contract(actor, contract_id, Action.REVIEW_SCHEDULE, expected_version)
        _refuse_unless(contract, {UNDER_REVIEW}, "returned")
        if not several_lines(reason):
            raise refused("reason", "Say what is to be revised.")
        return _move(actor, contract, REVISE, reason=reason, notes=notes or {})


def approve_schedule(*, actor: Actor, contract_id: int, expected_version: int) -> Contract:
    """Approve the schedule: claims list its details. Refused unless it is fully allocated."""
    with acting(actor):
        contract = schedule_contract(actor, contract_id, Action.REVIEW_SCHEDULE, expected_version)
        _refuse_unless(contract, {UNDER_REVIEW, REVISE, DRAFT}, "approved")
        return _move(actor, contract, APPROVED)


def set_schedule_status(
    *,
    actor: Actor,
    contract_id: int,
    status: str,
    expected_version: int,
    reason: str = "",
    notes: Mapping[int, str] | None = None,
) -> Contract:
    """Take the schedule from any status to any other, as administrators may.

    What waits for review, or holds, is fully allocated, whoever says so.
    """
    with acting(actor):
        contract = schedule_contract(actor, contract_id, Action.REVIEW_SCHEDULE, expected_version)
        if status not in SCHEDULE_STATUSES:
            raise refused("status", "Choose one of the statuses.")
        if status == contract.subcontractor_schedule_status:
            return contract
        return _move(actor, contract, status, reason=reason, notes=notes or {})


def schedule_changed(contract: Contract, actor: Actor) -> None:
    """The agreed lines of a contract changed: an approved schedule has to be revised.

    Inside the transaction of the change, which locked the contract and gives it its next version.
    Details follow their lines, a line below what is billed of its details is refused, and a line
    that is new stays off claims until its details are approved. Does nothing where there is no
    subcontractor's schedule.
    """
    if not contract.has_subcontractor_schedule:
        return
    schedule = breakdown(contract)
    _refuse_below_billed(contract, schedule)
    keep_in_step(contract, schedule)
    if schedule.was_approved:
        hold_back_new_lines(contract, schedule)
    if contract.subcontractor_schedule_status != APPROVED:
        return
    words, _formats = projects.words(contract.project)
    reason = f"The {words.schedule_of_values} changed. Allocate the lines that changed again."
    contract.subcontractor_schedule_status = REVISE
    contract.subcontractor_schedule_reason = reason
    contract.save(update_fields=["subcontractor_schedule_status", "subcontractor_schedule_reason"])
    said = f"The {words.subcontractor_schedule} has to be revised: the agreed lines changed"
    _tell(
        actor,
        contract,
        schedule,
        before=APPROVED,
        summary=said[:1].lower() + said[1:],
        reason=reason,
        is_by_system=True,
    )


def details_follow(contract: Contract) -> None:
    """Give details what they take from their lines, where neither amounts nor lines changed."""
    if contract.has_subcontractor_schedule:
        keep_in_step(contract, breakdown(contract))


def _refuse_below_billed(contract: Contract, schedule: Breakdown) -> None:
    _words, formats = projects.words(contract.project)
    for part in schedule.parts:
        floor, value = part.floor, part.line.scheduled_value
        if value < floor if floor > 0 else value > floor if floor < 0 else False:
            least = "at least" if floor > 0 else "at most"
            raise Invalid(
                f"{formats.money(floor)} of line {part.line.item} {part.line.description} is "
                f"billed on its details, so its amount is {least} that.",
                fields={f"line:{part.line.pk}:scheduled_value": "Below what is billed of it."},
            )


def _refuse_unless(contract: Contract, statuses: set[str] | frozenset[str], what: str) -> None:
    status = contract.subcontractor_schedule_status
    if status in statuses:
        return
    words, _formats = projects.words(contract.project)
    said = {
        DRAFT: "a draft",
        UNDER_REVIEW: "under review",
        REVISE: "returned for revision",
        APPROVED: "approved",
    }[status]
    raise WrongState(f"The {words.subcontractor_schedule} is {said} and cannot be {what}.")


def _move(
    actor: Actor,
    contract: Contract,
    status: str,
    *,
    reason: str = "",
    notes: Mapping[int, str] | None = None,
) -> Contract:
    """Take the locked contract's schedule to a status, with all that goes with it."""
    before = contract.subcontractor_schedule_status
    schedule = breakdown(contract)
    more: dict[str, Any] = {}
    if status in {UNDER_REVIEW, APPROVED}:
        refuse_unless_complete(contract, schedule)
    if status == REVISE:
        contract.subcontractor_schedule_reason = fitting(
            several_lines(reason), field="reason", what="the reason", longest=_LONGEST
        )
        more = {
            "reason": contract.subcontractor_schedule_reason,
            "notes": _note(contract, schedule, notes or {}),
        }
    if status == APPROVED:
        contract.subcontractor_schedule_reason = ""
        _note(contract, schedule, {})
        keep_in_step(contract, schedule)
        more = {"left": list_on_claims(contract, schedule)}
    contract.subcontractor_schedule_status = status
    contract.version += 1
    contract.save(
        update_fields=["subcontractor_schedule_status", "subcontractor_schedule_reason", "version"]
    )
    words, _formats = projects.words(contract.project)
    said = _SAID[status].format(schedule=words.subcontractor_schedule)
    _tell(actor, contract, schedule, before=before, summary=said, **more)
    return contract


def refuse_unless_complete(contract: Contract, schedule: Breakdown) -> None:
    """Refuse while anything is left to allocate, naming each line with what is left of it."""
    words, formats = projects.words(contract.project)
    if not schedule.parts:
        raise WrongState(f"The {words.schedule_of_values} has no lines yet to break down.")
    if not schedule.missing:
        return
    fields = {
        f"line:{part.line.pk}": (
            f"Line {part.line.item} {part.line.description}: "
            + (
                f"{formats.money(part.remaining)} left to allocate."
                if (part.remaining > 0) == (part.line.scheduled_value >= 0)
                else f"{formats.money(abs(part.remaining))} allocated too much."
            )
        )
        for part in schedule.missing
    }
    sentences = list(fields.values())
    more = len(sentences) - _NAMED
    shown = " ".join(sentences[:_NAMED]) + (f" And {more} more lines." if more > 0 else "")
    raise Invalid(f"Allocate every line fully first. {shown}", fields=fields)


def _note(
    contract: Contract, schedule: Breakdown, notes: Mapping[int, str]
) -> tuple[tuple[str, str], ...]:
    """Put the reviewer's notes on lines and details, and take earlier ones off."""
    rows: list[ScheduleLine] = [
        row for part in schedule.parts for row in (part.line, *part.details)
    ]
    known = {row.pk for row in rows}
    if set(notes) - known:
        raise Invalid("A line with a note is no longer there. Reload the page.")
    wanted = {
        pk: optional(note, field=f"note-{pk}", what="the note", longest=_LONGEST)
        for pk, note in notes.items()
    }
    changed = [row for row in rows if row.review_note != wanted.get(row.pk, "")]
    update_rows(
        ScheduleLine,
        [
            {
                "account_id": contract.account_id,
                "id": row.pk,
                "review_note": wanted.get(row.pk, ""),
            }
            for row in changed
        ],
    )
    return tuple((row.item, wanted[row.pk]) for row in rows if wanted.get(row.pk))


def _tell(
    actor: Actor,
    contract: Contract,
    schedule: Breakdown,
    *,
    before: str,
    summary: str,
    **more: Any,
) -> None:
    publish(
        _EVENTS[contract.subcontractor_schedule_status](
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            before=before,
            after=contract.subcontractor_schedule_status,
            lines=len(schedule.parts),
            details_count=schedule.detail_count,
            total=str(schedule.total),
            summary=summary,
            **more,
        )
    )
