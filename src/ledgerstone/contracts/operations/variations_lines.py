"""The lines of a variation: entered all at once, kept apart by their items, marked up.

A line that stays keeps its record, so that a claim that lists it goes on listing it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import Max

from ledgerstone.contracts import queries
from ledgerstone.contracts.events import LinesLeaving
from ledgerstone.contracts.models import Contract, ScheduleLine, Variation
from ledgerstone.contracts.schedules.schedule import NewLine, RawRow
from ledgerstone.contracts.variations import variation_rules, variations
from ledgerstone.contracts.variations.variation_events import VariationLinesChanged
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows, update_rows
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, WrongState

from .keeping import budget_code_ids, checked_lines, line_columns
from .variations_holding import (
    bump,
    locked_variation,
    refuse_unless_changeable,
    taken_items,
)
from .variations_marking import with_markups

# What a line that is kept takes over from the one with its item that was given.
_GIVEN = (
    "description", "section", "budget_code_id", "scheduled_value", "quantity", "unit",
    "unit_price", "markup_id",
)  # fmt: skip
_VALUED = ("scheduled_value", "quantity", "unit_price")
_ROW = (
    "item", *_GIVEN, "retention_work", "retention_materials", "is_exempt_from_retention",
    "tax_rate", "tax_code_id",
)  # fmt: skip


@dataclass(slots=True)
class LinePlan:
    """What becomes of a variation's lines. ``rows`` are all of them, in their order."""

    rows: list[dict[str, Any]]
    new: list[dict[str, Any]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    gone: tuple[int, ...] = ()
    revalued: tuple[int, ...] = ()
    is_reordered: bool = False

    @property
    def changes(self) -> bool:
        """Whether anything is other than it was."""
        return bool(self.new or self.kept or self.gone or self.is_reordered)

    @property
    def total(self) -> Decimal:
        return sum((row["scheduled_value"] for row in self.rows), ZERO)


def change_variation_lines(
    *,
    actor: Actor,
    variation_id: int,
    lines: Sequence[RawRow] | Sequence[NewLine],
    expected_version: int,
    create_codes: bool = False,
) -> Variation:
    """Put these lines in the place of those of a variation that is not approved.

    Without items they are numbered after the variation. Problems are at ``row:<number>:<column>``.
    """
    with acting(actor):
        variation = locked_variation(actor, variation_id, expected_version=expected_version)
        rules = variation_rules.rules_of(variation.contract)
        refuse_unless_changeable(actor, variation, rules)
        why = variation_rules.why_lines_are_fixed(variation, rules)
        if why:
            raise WrongState(why)
        if Variation.objects.filter(account_id=actor.account_id, part_of=variation).exists():
            raise WrongState(
                f"{variation.number} is made of parts. Change the lines of its parts, or take them "
                "out first."
            )
        plan = planned(actor, variation, lines, create_codes=create_codes)
        if plan.changes:
            follow_plan(actor, variation, plan)
    return variation


def follow_plan(actor: Actor, variation: Variation, plan: LinePlan) -> None:
    """Have the lines of a locked variation become what was planned, and tell of it."""
    bump(variation)
    if plan.gone:
        tell_leaving(actor, variation, plan.gone)
    keep(variation, plan)
    _tell_lines(actor, variation, plan)


def planned(
    actor: Actor,
    variation: Variation,
    given: Sequence[RawRow] | Sequence[NewLine],
    *,
    create_codes: bool,
) -> LinePlan:
    """Check lines as a schedule's are checked, mark them up, and lay them beside those kept."""
    contract = variation.contract
    taken = taken_items(contract, besides=variation)
    checked = checked_lines(
        contract,
        numbered(given, variation.number, taken),
        terms=queries.contract_terms(contract),
        create_codes=create_codes,
        taken_items=taken,
    )
    codes = budget_code_ids(actor, contract, checked)
    rows = [_row(line, codes) for line in checked]
    return beside_kept(variation, with_markups(contract, variation, rows, taken))


def numbered(
    given: Sequence[RawRow] | Sequence[NewLine], prefix: str, taken: set[str]
) -> Sequence[RawRow] | Sequence[NewLine]:
    """Lines without any item get the variation's number and their own; others stay as they are."""
    rows = [row for row in given if isinstance(row, RawRow)]
    if not rows or any(row.item.strip() for row in rows):
        return given
    made, number = [], 0
    for row in rows:
        if not any(text.strip() for text in (row.description, row.scheduled_value, row.quantity)):
            made.append(row)
            continue
        number += 1
        while f"{prefix}.{number}" in taken:
            number += 1
        made.append(replace(row, item=f"{prefix}.{number}"))
    return made


def _row(line: NewLine, codes: Mapping[str, int]) -> dict[str, Any]:
    return {**line_columns(line, codes), "markup_id": None, "tax_code_id": None}


def row_of(line: ScheduleLine) -> dict[str, Any]:
    """A line that is kept, as one that was given."""
    return {name: getattr(line, name) for name in _ROW}


def beside_kept(variation: Variation, rows: list[dict[str, Any]]) -> LinePlan:
    """What of these rows is new, what changes a line that is there, and which lines go."""
    present = {line.item: line for line in variations.lines_of(variation)}
    before = [line.pk for line in present.values()]
    plan = LinePlan(rows)
    for number, row in enumerate(rows, 1):
        line = present.pop(row["item"], None)
        if line is None:
            plan.new.append(row)
            continue
        _refuse_below_billed(line, row, number)
        row["id"] = line.pk
        if any(getattr(line, name) != row[name] for name in _GIVEN):
            plan.kept.append({name: row[name] for name in ("id", *_GIVEN)})
        if any(getattr(line, name) != row[name] for name in _VALUED):
            plan.revalued += (line.pk,)
    plan.gone = tuple(line.pk for line in present.values())
    stay = [row["id"] for row in rows if "id" in row]
    plan.is_reordered = stay != [line for line in before if line in stay]
    return plan


def _refuse_below_billed(line: ScheduleLine, row: Mapping[str, Any], number: int) -> None:
    floor, value = line.billed_floor, row["scheduled_value"]
    if floor and (value < floor if floor > 0 else value > floor):
        sentence = f"Line {number}: {floor} is billed on it, and it cannot come below that."
        raise Invalid(sentence, fields={f"row:{number}:scheduled_value": sentence})


def tell_leaving(actor: Actor, variation: Variation, line_ids: tuple[int, ...]) -> None:
    """Have the rooms above let go of lines that are about to be deleted, or refuse it.

    What was certified elsewhere, before the contract came here, is on no claim: its lines stay too.
    """
    count = len(line_ids)
    publish(
        LinesLeaving(
            actor=actor,
            project_id=variation.contract.project_id,
            contract_id=variation.contract_id,
            version=variation.contract.version,
            line_ids=line_ids,
            summary=f"is about to delete {count} {'line' if count == 1 else 'lines'} of "
            f"{variation.number}",
        )
    )
    lines = ScheduleLine.objects.filter(account_id=variation.account_id, pk__in=line_ids)
    billed = lines.exclude(claimed_to_date=0, certified_to_date=0, billed_floor=0).first()
    if billed is not None:
        raise WrongState(f"Line {billed.item} stays: an amount of it was certified elsewhere.")


def keep(variation: Variation, plan: LinePlan) -> list[int]:
    """Write what was planned; the ids of the lines in their order.

    After the rooms above let go of the lines that leave.
    """
    contract = variation.contract
    lines = ScheduleLine.objects.filter(account_id=contract.account_id)
    if plan.gone:
        lines.filter(pk__in=plan.gone).delete()
    if plan.kept:
        update_rows(ScheduleLine, [{"account_id": contract.account_id, **row} for row in plan.kept])
    last = lines.filter(contract_id=contract.pk).aggregate(last=Max("position"))["last"]
    first = 1 if last is None else last + 1
    for place, row in enumerate(plan.rows, first):
        row["position"] = place
    _move(contract, plan)
    common = {
        "account_id": contract.account_id,
        "contract_id": contract.pk,
        "variation_id": variation.pk,
    }
    made = iter(insert_rows(ScheduleLine, [{**common, **row} for row in plan.new]))
    return [row["id"] if "id" in row else next(made) for row in plan.rows]


def _move(contract: Contract, plan: LinePlan) -> None:
    """Lines that stay stand behind all others again, in the order in which they were given."""
    moved = [
        {"account_id": contract.account_id, "id": row["id"], "position": row["position"]}
        for row in plan.rows
        if "id" in row
    ]
    update_rows(ScheduleLine, moved)


def _tell_lines(actor: Actor, variation: Variation, plan: LinePlan) -> None:
    """Say what the lines of a variation come to."""
    _words, formats = projects.words(variation.contract.project)
    count = len(plan.rows)
    publish(
        VariationLinesChanged(
            actor=actor,
            project_id=variation.contract.project_id,
            contract_id=variation.contract_id,
            version=variation.contract.version,
            variation_id=variation.pk,
            variation_version=variation.version,
            revalued=plan.revalued,
            removed=plan.gone,
            lines=count,
            total=str(plan.total),
            summary=f"entered {count} {'line' if count == 1 else 'lines'} of {variation.number}, "
            f"{formats.money(plan.total)} in all",
        )
    )
