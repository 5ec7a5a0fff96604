"""Putting lines of a schedule in another order, and under other headings."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerstone.contracts.schedules.schedule_edits import CellChange, SavedLines
from ledgerstone.contracts.schedules.schedule_lines import own, own_order
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import one_line

from .editing import change_lines, editable_contract
from .editing_since import changes_since
from .editing_telling import tell_changed
from .editing_writing import renumber


def move_lines(
    *,
    actor: Actor,
    contract_id: int,
    line_ids: Sequence[int],
    since: int,
    after: int | None = None,
) -> SavedLines:
    """Put lines, in the order given, behind another one; at the head where ``after`` is None.

    Their details come along. What others added or moved since stays where they put it.
    """
    with acting(actor):
        contract = editable_contract(actor, contract_id)
        news = changes_since(actor, contract, since)
        before = own_order(contract)
        moving = list(dict.fromkeys(line_ids))
        _refuse_unknown(before, moving, after)
        rest = [line for line in before if line not in set(moving)]
        place = 0 if after is None else rest.index(after) + 1
        order = [*rest[:place], *moving, *rest[place:]]
        if order != before:
            renumber(contract, order)
            tell_changed(actor, contract, changed={}, is_reordered=True)
        return SavedLines(
            contract=contract,
            saved_at=clock.now(),
            changed=frozenset(news.changed),
            removed=frozenset(news.removed),
            order=tuple(order),
            is_all_new=news.is_all_new,
        )


def _refuse_unknown(there: Sequence[int], moving: Sequence[int], after: int | None) -> None:
    known = set(there)
    for line_id in moving:
        if line_id not in known:
            sentence = "This line is no longer here. Load the page again."
            raise Invalid(sentence, fields={f"line:{line_id}:item": sentence})
    if not moving:
        raise Invalid("Choose the lines to move.")
    if after is not None and (after not in known or after in moving):
        sentence = "Choose a line of the contract that stays where it is."
        raise Invalid(sentence, fields={"after": sentence})


def name_section(
    *,
    actor: Actor,
    contract_id: int,
    line_ids: Sequence[int],
    section: str,
    since: int,
) -> SavedLines:
    """Put lines under one heading; an empty one takes them out of theirs."""
    if not line_ids:
        raise Invalid("Choose the lines of the section.")
    changes = [CellChange(line_id, "section", section) for line_id in dict.fromkeys(line_ids)]
    return change_lines(actor=actor, contract_id=contract_id, since=since, changes=changes)


def rename_section(
    *, actor: Actor, contract_id: int, section: str, name: str, since: int
) -> SavedLines:
    """Give a heading another name, on all lines that are under it."""
    with acting(actor):
        contract = editable_contract(actor, contract_id)
        lines = own(contract).filter(section=one_line(section)).order_by("position")
        found = list(lines.values_list("pk", flat=True))
        if not found:
            sentence = "There is no such section any more. Load the page again."
            raise Invalid(sentence, fields={"section": sentence})
        return name_section(
            actor=actor, contract_id=contract_id, line_ids=found, section=name, since=since
        )
