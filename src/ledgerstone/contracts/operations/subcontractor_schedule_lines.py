"""Rows of the subcontractor's schedule: what details take from their line, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction

from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import (
    Breakdown,
    breakdown,
)
from ledgerstone.tenancy.bulk import insert_rows, update_rows
from ledgerstone.tenancy.refusals import WrongState

# What a detail has from its line, so that retention, tax and the carrying into the head contract
# claim work for it as for the line itself.
INHERITED = (
    "budget_code_id",
    "retention_work",
    "retention_materials",
    "is_exempt_from_retention",
    "tax_code_id",
    "tax_rate",
)
_LONGEST_ITEM = 40
_LONGEST_SECTION = 200


def inherited(line: ScheduleLine) -> dict[str, Any]:
    """What the details of a line take from it. Their section on claims and documents names it."""
    return {name: getattr(line, name) for name in INHERITED} | {"section": section_of(line)}


def section_of(line: ScheduleLine) -> str:
    """The heading under which claims and documents list the details of a line."""
    named = f"{line.item} {line.description}"
    return (f"{line.section}, {named}" if line.section else named)[:_LONGEST_SECTION]


def keep_in_step(contract: Contract, schedule: Breakdown) -> None:
    """Give details what they take from their lines by now. One statement at most."""
    update_rows(
        ScheduleLine,
        [
            {"account_id": contract.account_id, "id": detail.pk, **wanted}
            for part in schedule.parts
            if (wanted := inherited(part.line))
            for detail in part.details
            if any(getattr(detail, name) != value for name, value in wanted.items())
        ],
    )


def insert_details(
    contract: Contract, details: Sequence[tuple[ScheduleLine, str, Decimal]]
) -> list[int]:
    """Insert details of lines, each a description and an amount, behind everything that is there;
    their ids in order. Claims do not list them yet. Two statements.
    """
    if not details:
        return []
    lines = ScheduleLine.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    known = list(lines.values_list("item", "position"))
    taken, last = {item for item, _place in known}, max(place for _item, place in known)
    items = {line.pk: _free_items(line, taken) for line, _description, _amount in details}
    return insert_rows(
        ScheduleLine,
        [
            {
                "account_id": contract.account_id,
                "contract_id": contract.pk,
                "parent_id": line.pk,
                "is_on_claims": False,
                "position": place,
                "item": next(items[line.pk]),
                "description": description,
                "scheduled_value": amount,
                **inherited(line),
            }
            for place, (line, description, amount) in enumerate(details, last + 1)
        ],
    )


def _free_items(line: ScheduleLine, taken: set[str]) -> Iterator[str]:
    """Items for new details of a line: its own, a point, and the next number that is free."""
    number = 0
    while True:
        number += 1
        suffix = f".{number}"
        item = line.item[: _LONGEST_ITEM - len(suffix)] + suffix
        if item not in taken:
            taken.add(item)
            yield item


def carry_over(contract: Contract, before: Breakdown) -> None:
    """Give lines that took the place of others the details of those of the same item.

    Nothing of them was billed, or the others could not have been replaced.
    """
    known = {part.line.item: part.details for part in before.parts if part.details}
    if not known:
        return
    after = breakdown(contract)
    details = [
        (part.line, detail.description, detail.scheduled_value)
        for part in after.parts
        for detail in known.get(part.line.item, ())
    ]
    if not details:
        return
    made = iter(insert_details(contract, details))
    order: list[int] = []
    for part in after.parts:
        order.append(part.line.pk)
        order += [next(made) for _detail in known.get(part.line.item, ())]
    renumber(contract, order)


def renumber(contract: Contract, order: Sequence[int]) -> None:
    """Put lines and details into this order, before the lines of variations. Two statements.

    Places are checked at the end of the transaction, so rows may change them among each other.
    """
    places = dict(
        ScheduleLine.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
        .order_by("position", "id")
        .values_list("pk", "position")
    )
    known = set(order)
    wanted = [*order, *(pk for pk in places if pk not in known)]
    update_rows(
        ScheduleLine,
        [
            {"account_id": contract.account_id, "id": pk, "position": place}
            for place, pk in enumerate(wanted, 1)
            if places[pk] != place
        ],
    )


def delete_details(details: Sequence[ScheduleLine]) -> None:
    """Delete details; the database knows whether any claim refers to one."""
    if not details:
        return
    try:
        _delete(details)
    except IntegrityError as error:
        for detail in details:
            _refuse_if_used(detail)
        raise WrongState("Some of these lines stand on a claim.") from error


def _delete(details: Sequence[ScheduleLine]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM contracts_scheduleline WHERE account_id = %s AND id = ANY (%s)",
            [details[0].account_id, [detail.pk for detail in details]],
        )


def _refuse_if_used(detail: ScheduleLine) -> None:
    try:
        _delete([detail])
    except IntegrityError as error:
        raise WrongState(
            f"Line {detail.item} {detail.description} stands on a claim, so it cannot be deleted. "
            "Set its amount to 0 instead."
        ) from error


def list_on_claims(contract: Contract, schedule: Breakdown) -> tuple[int, ...]:
    """Let claims list the details in place of their lines; the ids of lines that they listed.

    One statement at most.
    """
    listed: dict[int, bool] = {}
    left: list[int] = []
    for part in schedule.parts:
        by_details = part.needs_details and bool(part.details)
        if part.line.is_on_claims == by_details:
            listed[part.line.pk] = not by_details
        if by_details and part.line.is_on_claims:
            left.append(part.line.pk)
        for detail in part.details:
            if detail.is_on_claims != by_details:
                listed[detail.pk] = by_details
    _set_listed(contract, listed)
    return tuple(left)


def hold_back_new_lines(contract: Contract, schedule: Breakdown) -> None:
    """Keep lines that were agreed since the last approval off claims until they are broken down."""
    held = [
        part.line.pk
        for part in schedule.parts
        if part.line.is_on_claims
        and part.needs_details
        and not any(detail.is_on_claims for detail in part.details)
    ]
    _set_listed(contract, dict.fromkeys(held, False))


def _set_listed(contract: Contract, listed: dict[int, bool]) -> None:
    update_rows(
        ScheduleLine,
        [
            {"account_id": contract.account_id, "id": pk, "is_on_claims": is_listed}
            for pk, is_listed in listed.items()
        ],
    )
