"""Entering one figure on a group of lines, which share it.

An amount of this period is spread by what the lines have left to finish (``core.sharing.spread``);
a percentage, of this period or to date, is entered on every line. A group takes all of it or
nothing: parts of a figure would not be the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ledgerstone import core
from ledgerstone.claims.locking import locked_claim
from ledgerstone.claims.sheets.columns import cell
from ledgerstone.claims.sheets.edits import CellConflict, CellProblem, Column, SavedCells
from ledgerstone.claims.sheets.saving import Saving
from ledgerstone.claims.sheets.sheet import SheetLine
from ledgerstone.claims.sheets.typed import CellRefused, explain
from ledgerstone.claims.sheets.valuation import valued
from ledgerstone.claims.transitions import Action
from ledgerstone.core.rounding import to_places
from ledgerstone.core.sharing import spread
from ledgerstone.projects.formats import ParsedFigure
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.idempotency import atomic

from .cells import who_changed

# A problem of the group is told at no line of it.
WHOLE_GROUP = 0
# What may be entered on a group, and what it is where a percentage is typed.
_AMOUNTS = {
    Column.WORK_THIS_PERIOD: Column.PERCENT_THIS_PERIOD,
    Column.ASSESSED_WORK_THIS_PERIOD: Column.ASSESSED_PERCENT_THIS_PERIOD,
}
GROUP_COLUMNS = frozenset(
    {
        *_AMOUNTS,
        *_AMOUNTS.values(),
        Column.COMPLETED_PERCENT,
        Column.ASSESSED_PERCENT,
    }
)


def enter_on_group(
    *,
    actor: Actor,
    claim_id: int,
    line_ids: Sequence[int],
    column: str,
    value: str,
    since: int,
    with_codes: bool = True,
) -> SavedCells:
    """Enter a typed figure on these lines together.

    ``column``: work of this period (an amount, or a percentage of every line), or completed and
    stored to date (a percentage), as claimed or assessed; an empty text clears the lines. Where
    somebody changed one of the lines after ``since``, or one cannot take its part, nothing is
    entered, and the answer says why, line by line; what concerns no single line is told at
    ``WHOLE_GROUP``.
    """
    with atomic():
        is_assessed = column.startswith("assessed")
        action = Action.EDIT_ASSESSED if is_assessed else Action.EDIT_CLAIMED
        claim = locked_claim(actor, claim_id, action)
        saving = Saving.of(actor, claim, with_codes=with_codes)
        wanted = set(line_ids)
        places = [i for i, row in enumerate(saving.inputs.rows) if row.line_id in wanted]
        problem = _problem(places, wanted, column)
        if problem is not None:
            saving.give_up_all(CellProblem(WHOLE_GROUP, column, problem))
        elif not _meets_others(saving, places, column, since):
            _enter(saving, places, Column(column), value)
        return saving.finish(since, summary=_summary(value, len(places)))


def _problem(places: list[int], wanted: set[int], column: str) -> str | None:
    if column not in GROUP_COLUMNS:
        return "This column takes no figures of a group."
    if not places or len(places) < len(wanted):
        return "A line of this group is no longer here: reload the page."
    return None


def _summary(value: str, count: int) -> str:
    lines = f"{count} {'line' if count == 1 else 'lines'}"
    return f"entered {value.strip()} on {lines}" if value.strip() else f"cleared {lines}"


def _meets_others(saving: Saving, places: list[int], column: str, since: int) -> bool:
    """Whether a line was changed after the page showed it; each such line is told."""
    for index in places:
        row = saving.inputs.rows[index]
        if row.changed_in <= since:
            continue
        who = who_changed(saving, row)
        message = f"{who} changed line {row.item} meanwhile: look at it, then enter this again."
        theirs = cell(saving.line(index), column)
        saving.conflicts.append(CellConflict(row.line_id, column, theirs, who, message))
    return bool(saving.conflicts)


def _enter(saving: Saving, places: list[int], column: Column, text: str) -> None:
    try:
        parsed = saving.reader.parsed(text)
        parts = _parts(saving, places, column, parsed)
    except CellRefused as refused:
        saving.give_up_all(CellProblem(WHOLE_GROUP, column, refused.message))
        return
    problems = []
    for index, (part, figure) in zip(places, parts, strict=True):
        row, before = saving.inputs.rows[index], cell(saving.line(index), part)
        try:
            saving.replace(index, saving.reader.take(index, part, figure), part)
        except CellRefused as refused:
            message = f"Line {row.item}: {refused.message}"
            problems.append(CellProblem(row.line_id, column, message))
        else:
            saving.noted.append([row.item, part, before, cell(saving.line(index), part)])
    problems = problems or _refused_together(saving, column)
    if problems:
        saving.give_up_all(*problems)


def _parts(
    saving: Saving, places: list[int], column: Column, parsed: ParsedFigure | None
) -> list[tuple[Column, ParsedFigure | None]]:
    """What each line is given, and in which of its columns."""
    if column not in _AMOUNTS or parsed is None:
        return [(column, parsed)] * len(places)
    if parsed.kind == "percent":
        return [(_AMOUNTS[column], parsed)] * len(places)
    if to_places(2, parsed.value) != parsed.value:
        raise CellRefused("Type an amount with at most 2 decimals.")
    lines = [saving.line(index) for index in places]
    amounts = spread(
        parsed.value,
        [_left(line, assessed=column.is_assessed) for line in lines],
        [line.own_value for line in lines],
    )
    if amounts is None:
        raise CellRefused("No line of this group can take a part of this: type it line by line.")
    return [(column, ParsedFigure("amount", amount)) for amount in amounts]


def _left(line: SheetLine, *, assessed: bool) -> Decimal:
    """What is left to finish on a line, before the work of this period."""
    stored = line.assessed_materials if assessed else line.claimed_materials
    return line.own_value - line.before.work - stored


def _refused_together(saving: Saving, column: Column) -> list[CellProblem]:
    """Why the engine refuses the claim with these figures, if it does."""
    try:
        valued(saving.inputs)
    except core.Refusal as refusal:
        message = explain(saving.inputs, saving.reader.terms, refusal)
        return [CellProblem(WHOLE_GROUP, column, message)]
    return []
