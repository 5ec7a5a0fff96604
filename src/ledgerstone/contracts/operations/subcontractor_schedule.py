"""Breaking the lines of a commitment down: the details of the subcontractor's schedule."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from itertools import chain

from ledgerstone.access.actions import Action
from ledgerstone.contracts.events import LinesLeaving
from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import (
    APPROVED,
    REVISE,
    Breakdown,
    Part,
    breakdown,
    why_not_fillable,
)
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule_events import (
    SubcontractorScheduleSaved,
)
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule_rows import (
    Detail,
    TypedDetail,
    check_details,
    is_billed,
)
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import update_rows
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, WrongState

from .locking import locked_contract
from .subcontractor_schedule_lines import delete_details, insert_details, renumber

MOST_DETAILS = 5_000
# A page shows problems at their places; past this many it says how many more there are.
_SHOWN = 200


def save_details(
    *,
    actor: Actor,
    contract_id: int,
    details: Sequence[TypedDetail],
    expected_version: int,
    line_ids: Collection[int] | None = None,
) -> Contract:
    """Keep these details, in this order, as those of some lines (of all unless named).

    What these lines had and is not among them is deleted. They need not come to the line's amount
    until the schedule is submitted. A detail never goes below what was billed of it, and one that
    was billed stays. An approved schedule that an administrator changes has to be approved again;
    until then claims list no new detail.
    """
    with acting(actor):
        contract = fillable_contract(actor, contract_id, expected_version)
        schedule = breakdown(contract)
        covered = _covered(schedule, details, line_ids)
        checked = _checked(contract, details, schedule)
        dropped = _dropped(covered, checked)
        if not _is_change(covered, checked, dropped):
            return contract
        revalued = tuple(
            one.kept.pk
            for one in checked
            if one.kept is not None
            and one.kept.is_on_claims
            and one.kept.scheduled_value != one.amount
        )
        _let_go(actor, contract, dropped)
        _keep(contract, schedule, covered, checked)
        _tell(actor, contract, covered, revalued)
    return contract


def one_detail_each(*, actor: Actor, contract_id: int, expected_version: int) -> Contract:
    """Take each line that has no details as it is: one detail of its description and amount."""
    with acting(actor):
        contract = fillable_contract(actor, contract_id, expected_version)
        whole = [
            part for part in breakdown(contract).parts if part.needs_details and not part.details
        ]
        if not whole:
            raise WrongState("Every line is broken down already.")
        return save_details(
            actor=actor,
            contract_id=contract_id,
            details=[
                TypedDetail(
                    line_id=part.line.pk,
                    description=part.line.description,
                    amount=f"{part.line.scheduled_value:f}",
                )
                for part in whole
            ],
            expected_version=expected_version,
            line_ids=[part.line.pk for part in whole],
        )


def fillable_contract(actor: Actor, contract_id: int, expected_version: int | None) -> Contract:
    """A contract whose schedule the person changes now, locked."""
    contract = schedule_contract(actor, contract_id, Action.FILL_SCHEDULE, expected_version)
    words, _formats = projects.words(contract.project)
    why = why_not_fillable(actor, contract, words)
    if why:
        raise WrongState(why)
    return contract


def schedule_contract(
    actor: Actor, contract_id: int, right: Action, expected_version: int | None
) -> Contract:
    """A contract that has a subcontractor's schedule, locked, for who has a right to it."""
    contract = locked_contract(actor, contract_id, right=Action.VIEW_SCHEDULE)
    words, _formats = projects.words(contract.project)
    if not contract.has_subcontractor_schedule:
        raise WrongState(
            f"This {words[contract.kind]} has no {words.subcontractor_schedule}. An administrator "
            "of the project switches it on in the advanced settings."
        )
    try:
        return locked_contract(actor, contract_id, right=right, expected_version=expected_version)
    except NotAllowed:
        if right is Action.REVIEW_SCHEDULE:
            raise NotAllowed(
                f"Ask an administrator of the project to review the {words.subcontractor_schedule}."
            ) from None
        raise NotAllowed(why_not_fillable(actor, contract, words)) from None


def _covered(
    schedule: Breakdown, details: Sequence[TypedDetail], line_ids: Collection[int] | None
) -> list[Part]:
    """The lines whose details these are."""
    if len(details) > MOST_DETAILS:
        raise Invalid(f"A schedule has at most {MOST_DETAILS:,} details.")
    if line_ids is None:
        return list(schedule.parts)
    wanted = {*line_ids, *(one.line_id for one in details)}
    return [part for part in schedule.parts if part.line.pk in wanted]


def _checked(
    contract: Contract, details: Sequence[TypedDetail], schedule: Breakdown
) -> list[Detail]:
    _words, formats = projects.words(contract.project)
    checked = check_details(details, schedule, formats)
    if checked.problems:
        first, more = checked.problems[0], len(checked.problems) - 1
        message = first.message if not more else f"{first.message} {more} more to correct."
        raise Invalid(message, fields={one.place: one.message for one in checked.problems[:_SHOWN]})
    return checked.details


def _dropped(covered: Sequence[Part], checked: Sequence[Detail]) -> list[ScheduleLine]:
    """Details that are not among those given; refused where one was billed."""
    kept = {one.kept.pk for one in checked if one.kept is not None}
    gone = [detail for part in covered for detail in part.details if detail.pk not in kept]
    billed = [detail for detail in gone if is_billed(detail)]
    if billed:
        named = ", ".join(f"{one.item} {one.description}" for one in billed[:5])
        raise Invalid(
            f"Amounts were claimed on {named}, so {'it stays' if len(billed) == 1 else 'they stay'}"
            ". Lower the amount to what was billed instead."
        )
    return gone


def _let_go(actor: Actor, contract: Contract, dropped: Sequence[ScheduleLine]) -> None:
    """Delete details; claims that list them let go of them first, or refuse it."""
    listed = [detail for detail in dropped if detail.is_on_claims]
    if listed:
        named = ", ".join(detail.item for detail in listed)
        publish(
            LinesLeaving(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                line_ids=tuple(detail.pk for detail in listed),
                summary=f"is about to delete line {named}"[:500],
            )
        )
    delete_details(dropped)


def _is_change(
    covered: Sequence[Part], checked: Sequence[Detail], dropped: Sequence[ScheduleLine]
) -> bool:
    if dropped or any(one.kept is None for one in checked):
        return True
    kept = [one for one in checked if one.kept is not None]
    if any(
        (one.kept.description, one.kept.scheduled_value) != (one.description, one.amount)
        for one in kept
        if one.kept is not None
    ):
        return True
    before = [detail.pk for part in covered for detail in part.details]
    return before != _in_order(covered, kept)


def _in_order(covered: Sequence[Part], kept: Sequence[Detail]) -> list[int]:
    by_line: dict[int, list[int]] = {}
    for one in kept:
        if one.kept is not None:
            by_line.setdefault(one.line.pk, []).append(one.kept.pk)
    return [pk for part in covered for pk in by_line.get(part.line.pk, ())]


def _keep(
    contract: Contract, schedule: Breakdown, covered: Sequence[Part], checked: Sequence[Detail]
) -> None:
    """Change what is there, insert what is new, and put everything into its place."""
    update_rows(
        ScheduleLine,
        [
            {
                "account_id": contract.account_id,
                "id": one.kept.pk,
                "description": one.description,
                "scheduled_value": one.amount,
            }
            for one in checked
            if one.kept is not None
            and (one.kept.description, one.kept.scheduled_value) != (one.description, one.amount)
        ],
    )
    new = [(one.line, one.description, one.amount) for one in checked if one.kept is None]
    made = iter(insert_details(contract, new))
    by_line: dict[int, list[int]] = {}
    for one in checked:
        pk = next(made) if one.kept is None else one.kept.pk
        by_line.setdefault(one.line.pk, []).append(pk)
    changed = {part.line.pk for part in covered}
    order = chain.from_iterable(
        (
            part.line.pk,
            *(
                by_line.get(part.line.pk, ())
                if part.line.pk in changed
                else [detail.pk for detail in part.details]
            ),
        )
        for part in schedule.parts
    )
    renumber(contract, list(order))


def _tell(
    actor: Actor, contract: Contract, covered: Sequence[Part], revalued: tuple[int, ...]
) -> None:
    words, formats = projects.words(contract.project)
    was_approved = contract.subcontractor_schedule_status == APPROVED
    if was_approved:
        contract.subcontractor_schedule_status = REVISE
        contract.subcontractor_schedule_reason = "It was changed after it was approved."
    contract.version += 1
    contract.save(
        update_fields=["subcontractor_schedule_status", "subcontractor_schedule_reason", "version"]
    )
    remaining: Decimal = breakdown(contract).remaining
    what = f"line {covered[0].line.item}" if len(covered) == 1 else f"{len(covered)} lines"
    again = "; it has to be approved again" if was_approved else ""
    left = "nothing" if not remaining else formats.money(remaining)
    publish(
        SubcontractorScheduleSaved(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            line_ids=tuple(part.line.pk for part in covered),
            remaining=str(remaining),
            revalued=revalued,
            summary=f"broke {what} of the {words.subcontractor_schedule} down, {left} left to "
            f"allocate{again}",
        )
    )
