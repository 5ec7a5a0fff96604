"""Tells what was done to the lines of a schedule: to the history, and to the rooms above."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ledgerstone.contracts import events, queries
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.retention import retention
from ledgerstone.contracts.schedules.schedule import NewLine
from ledgerstone.contracts.schedules.schedule_lines import StoredLine
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish

from .subcontractor_schedule_status import details_follow, schedule_changed

Changed = Mapping[int, tuple[StoredLine, NewLine, Collection[str]]]

_LABELS = {
    "item": "item",
    "description": "description",
    "section": "section",
    "quantity": "quantity",
    "unit": "unit",
    "unit_price": "unit price",
    "scheduled_value": "scheduled value",
    "tax_code": "tax code",
    "exempt": "exemption from retention",
}


def tell_leaving(actor: Actor, contract: Contract, lines: Sequence[StoredLine]) -> None:
    """Ask the rooms above before lines go: they let go of them, or refuse it."""
    words, _formats = projects.words(contract.project)
    publish(
        events.LinesLeaving(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            line_ids=tuple(line.line_id for line in lines),
            summary=f"is about to delete {_named(lines)} of the {words.schedule_of_values}"[:500],
        )
    )


def _named(lines: Sequence[StoredLine]) -> str:
    """Lines by their items and descriptions; of many the first."""
    first = f"line {lines[0].item} {lines[0].description[:60]}"
    more = len(lines) - 1
    return f"{first} and {more} more" if more else first


def tell_changed(
    actor: Actor,
    contract: Contract,
    *,
    changed: Changed,
    added: Collection[int] = (),
    removed: Collection[int] = (),
    revalued: Collection[int] = (),
    is_reordered: bool = False,
    said: str = "",
) -> None:
    """Take the contract to its next version and publish what changed, in words.

    ``revalued`` are lines of another amount, quantity or price. The subcontractor's schedule hears
    of it where amounts are not what they were.
    """
    contract.version += 1
    contract.save(update_fields=["version"])
    if revalued or added or removed:
        schedule_changed(contract, actor)
        retention.schedule_changed(contract)
    elif changed:
        details_follow(contract)
    words, formats = projects.words(contract.project)
    summary = said or _summary(
        words, formats, changed, len(added), len(removed), is_reordered=is_reordered
    )
    if revalued or added or removed:
        total = formats.money(queries.figures(contract).original)
        summary += f"; it comes to {total}"
    publish(
        events.ScheduleChanged(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            changed=tuple(sorted(changed)),
            added=tuple(added),
            removed=tuple(sorted(removed)),
            revalued=tuple(sorted(revalued)),
            is_reordered=is_reordered,
            summary=summary[:500],
        )
    )


def _summary(
    words: Terms,
    formats: Formats,
    changed: Changed,
    added: int,
    removed: int,
    *,
    is_reordered: bool,
) -> str:
    """What was done, as a sentence without its subject."""
    schedule = words.schedule_of_values
    if len(changed) == 1 and not added and not removed:
        ((line, now, columns),) = changed.values()
        return f"{_one(line, now, columns, words, formats)} of the {schedule}"
    parts = [
        f"{verb} {count} {'line' if count == 1 else 'lines'}"
        for verb, count in (("changed", len(changed)), ("added", added), ("deleted", removed))
        if count
    ]
    if not parts and is_reordered:
        return f"put the lines of the {schedule} in another order"
    told = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{told} of the {schedule}"


def _one(
    line: StoredLine, now: NewLine, columns: Collection[str], words: Terms, formats: Formats
) -> str:
    """The change of one line; where it is its value alone, from what to what."""
    if "scheduled_value" in columns or line.scheduled_value != now.scheduled_value:
        before, after = formats.money(line.scheduled_value), formats.money(now.scheduled_value)
        return f"changed line {line.item} from {before} to {after}"
    if len(columns) == 1:
        (column,) = columns
        label = _LABELS.get(column, "rate of retention")
        if column == "budget_code":
            label = words.budget_code
        return f"changed the {label} of line {line.item}"
    return f"changed line {line.item}"
