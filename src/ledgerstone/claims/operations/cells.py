"""Saving typed cells of a claim."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from ledgerstone.claims.allowed import refuse_retention
from ledgerstone.claims.locking import locked_claim, require
from ledgerstone.claims.sheets.columns import cell
from ledgerstone.claims.sheets.edits import CellConflict, CellEdit, CellProblem, Column, SavedCells
from ledgerstone.claims.sheets.saving import Saving
from ledgerstone.claims.sheets.sheet import LineRow
from ledgerstone.claims.sheets.typed import CellRefused
from ledgerstone.claims.transitions import Action
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.idempotency import atomic
from ledgerstone.tenancy.models import User

_COLUMNS = frozenset(Column)


def save_cells(
    *,
    actor: Actor,
    claim_id: int,
    edits: Sequence[CellEdit],
    since: int,
    with_codes: bool = True,
    summary: str = "",
) -> SavedCells:
    """Save what was typed, cell by cell; what cannot be taken is told at its cell.

    A cell that somebody else changed since the person saw it is left as it is and comes back as a
    conflict; every other cell of the batch is saved. Lines of the answer name their budget codes
    only ``with_codes``. ``summary`` is what the history says in place of how many lines changed.
    """
    with atomic():
        needed = _actions(edits)
        claim = locked_claim(actor, claim_id, *needed)
        for action in needed:
            require(actor, claim, action)
        refuse_retention(actor, claim, edits)
        saving = Saving.of(actor, claim, with_codes=with_codes)
        enter_all(saving, edits)
        return saving.finish(since, summary=summary)


def enter_all(saving: Saving, edits: Sequence[CellEdit]) -> None:
    """Enter what was typed into the work on a claim; problems and conflicts are told in it."""
    seen = _current(saving, edits)
    for place, edit in enumerate(edits):
        if place in seen:
            _enter(saving, edit, *seen[place])


def _actions(edits: Sequence[CellEdit]) -> list[Action]:
    assessed = {edit.column.startswith("assessed") for edit in edits}
    found = [Action.EDIT_CLAIMED] if False in assessed else []
    if True in assessed or not edits:
        found.append(Action.EDIT_ASSESSED)
    return found if edits else [Action.EDIT_CLAIMED, Action.EDIT_ASSESSED]


def _current(saving: Saving, edits: Sequence[CellEdit]) -> dict[int, tuple[int, str | None]]:
    """Per edit its line's index and what its cell shows before any of them is entered."""
    wanted = {edit.line_id for edit in edits}
    rows = enumerate(saving.inputs.rows)
    places = {row.line_id: index for index, row in rows if row.line_id in wanted}
    seen: dict[int, tuple[int, str | None]] = {}
    for place, edit in enumerate(edits):
        index = places.get(edit.line_id)
        if index is None:
            message = "This line is no longer here: reload the page."
        elif edit.column not in _COLUMNS:
            message = "This column takes no figures."
        else:
            seen[place] = (index, cell(saving.line(index), edit.column))
            continue
        saving.errors.append(CellProblem(edit.line_id, edit.column, message))
    return seen


def _enter(saving: Saving, edit: CellEdit, index: int, current: str | None) -> None:
    column = Column(edit.column)
    if _same(edit.was, current):
        before = len(saving.errors)
        saving.enter(index, column, edit.text)
        if len(saving.errors) == before:
            _note(saving, edit, index, current)
        return
    if not _comes_to(saving, index, column, edit.text, current):
        saving.conflicts.append(_conflict(saving, edit, saving.inputs.rows[index], current))


def _comes_to(saving: Saving, index: int, column: Column, text: str, current: str | None) -> bool:
    """Whether what was typed is what stands there already."""
    row = saving.inputs.rows[index]
    try:
        saving.inputs.rows[index] = saving.reader.read(index, column, text)
        return _same(cell(saving.line(index), column), current)
    except CellRefused:
        return False
    finally:
        saving.inputs.rows[index] = row


def _same(one: str | None, other: str | None) -> bool:
    if one in (None, "") or other is None:
        return one in (None, "") and other is None
    try:
        return Decimal(str(one)) == Decimal(other)
    except InvalidOperation:
        return False


def _note(saving: Saving, edit: CellEdit, index: int, current: str | None) -> None:
    became = cell(saving.line(index), edit.column)
    saving.noted.append([saving.inputs.rows[index].item, edit.column, current, became])


def _conflict(saving: Saving, edit: CellEdit, row: LineRow, current: str | None) -> CellConflict:
    who = who_changed(saving, row)
    shown = "nothing" if current is None else saving.reader.formats.quantity(current)
    if current is not None and "percent" not in edit.column and "quantity" not in edit.column:
        shown = saving.reader.formats.money(current)
    return CellConflict(
        edit.line_id, edit.column, current, who, f"{who} changed this to {shown} meanwhile."
    )


def who_changed(saving: Saving, row: LineRow) -> str:
    """Who changed a line last, as the person at work is told."""
    if row.changed_by_id == saving.actor.user_id:
        return "You"
    if row.changed_by_id is None:
        return "Somebody else"
    found = User.objects.filter(pk=row.changed_by_id).values_list("name", flat=True).first()
    return found or "Somebody else"
