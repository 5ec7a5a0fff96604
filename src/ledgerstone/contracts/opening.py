"""Where a contract stood that was claimed on elsewhere: read back, and checked before it is kept.

The opening stands for the last certificate elsewhere. What it says has to tie: work and stored
material less the retention held are what was certified before, to the cent. The arithmetic is the
engine's; what it refuses is said here at the field of a page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, Q

from ledgerstone import core
from ledgerstone.core.opening import open_position
from ledgerstone.core.rounding import ZERO, cents, to_places
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import Invalid

from . import queries
from .models import PENDING_STATUSES, Contract, Opening, ScheduleLine

LARGEST_NUMBER = 9_999
LARGEST_AMOUNT = Decimal("99999999999.99")
LARGEST_QUANTITY = Decimal("999999999.999")
SUMS = ("less_previous_certificates", "retention_held", "retention_released", "deductions")
_FIELDS = {
    "opening.retention_held": "retention_held",
    "opening.retention_released_to_date": "retention_released",
    "opening.deductions_to_date": "deductions",
}
_COLUMNS = {
    "opening.work_previous": "work",
    "opening.materials_stored": "materials",
    "opening.quantity_previous": "quantity",
}


@dataclass(frozen=True, slots=True)
class StoodLine:
    """A line at the last certificate elsewhere. ``materials`` is an amount, also on unit lines."""

    work: Decimal = ZERO
    materials: Decimal = ZERO
    quantity: Decimal | None = None

    @property
    def is_nil(self) -> bool:
        return not self.work and not self.materials and not self.quantity


@dataclass(frozen=True, slots=True)
class Stood:
    """A contract after its last claim elsewhere: sums to date, and lines by their ids."""

    last_number: int
    less_previous_certificates: Decimal
    retention_held: Decimal = ZERO
    retention_released: Decimal = ZERO
    deductions: Decimal = ZERO
    as_of: dt.date | None = None
    lines: Mapping[int, StoodLine] = field(default_factory=dict)

    @property
    def earned(self) -> Decimal:
        return sum((line.work + line.materials for line in self.lines.values()), ZERO)

    @property
    def difference(self) -> Decimal:
        """What was earned less what is held, beyond what was certified before: nil where it
        ties."""
        return self.earned - self.retention_held - self.less_previous_certificates


def opening_of(contract: Contract) -> Opening | None:
    """The opening of a contract with its lines; None where it has none. Two queries."""
    return (
        Opening.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
        .prefetch_related("lines")
        .first()
    )


def stood(opening: Opening) -> Stood:
    """What an opening says."""
    return Stood(
        last_number=opening.last_number,
        as_of=opening.as_of,
        lines={
            line.line_id: StoodLine(line.work, line.materials, line.quantity)
            for line in opening.lines.all()
        },
        **{name: getattr(opening, name) for name in SUMS},
    )


def opening_lines(contract: Contract) -> list[ScheduleLine]:
    """The lines on which something may have been certified elsewhere, in the order in which claims
    list them: the contract's own, and those of variations that are not dropped. One query."""
    claimed = Q(variation__isnull=True) | Q(variation__status__in=["approved", *PENDING_STATUSES])
    return list(
        ScheduleLine.objects.filter(
            claimed, account_id=contract.account_id, contract_id=contract.pk, is_on_claims=True
        )
        .select_related("variation", "budget_code")
        .order_by(F("variation_id").asc(nulls_first=True), "position")
    )


def check(contract: Contract, given: Stood, lines: Sequence[ScheduleLine]) -> None:
    """Refuse an opening that cannot stand, at its fields; lines are at ``line:<id>:<column>``."""
    words, formats = projects.words(contract.project)
    problems = _of_numbers(given, words) | _of_lines(given, lines, words)
    if problems:
        first, more = next(iter(problems.values())), len(problems) - 1
        raise Invalid(f"{first} {more} more to correct." if more else first, fields=problems)
    _refuse_what_the_engine_refuses(contract, given, lines)
    if given.difference:
        sentence = untied(given, words, formats)
        raise Invalid(sentence, fields={"less_previous_certificates": sentence})


def _of_numbers(given: Stood, words: Terms) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not 1 <= given.last_number <= LARGEST_NUMBER:
        problems["last_number"] = (
            f"Give the number of the last {words.claim_short} that was certified elsewhere, "
            "from 1 on."
        )
    for name in SUMS:
        figure = getattr(given, name)
        if to_places(2, figure) != figure or abs(figure) > LARGEST_AMOUNT:
            problems[name] = "Give an amount with at most 2 decimals and 11 digits before them."
        elif name.startswith("retention") and figure < 0:
            problems[name] = "Give an amount of 0 or more."
    return problems


def _of_lines(given: Stood, lines: Sequence[ScheduleLine], words: Terms) -> dict[str, str]:
    known = {line.pk: line for line in lines}
    problems: dict[str, str] = {}
    for line_id, at in given.lines.items():
        line = known.get(line_id)
        if line is None:
            problems[f"line:{line_id}:work"] = (
                f"The {words.schedule_of_values} no longer has this line: reload the page."
            )
            continue
        for name, figure, places, largest in (
            ("work", at.work, 2, LARGEST_AMOUNT),
            ("materials", at.materials, 2, LARGEST_AMOUNT),
            ("quantity", at.quantity, 3, LARGEST_QUANTITY),
        ):
            if figure is not None and (
                to_places(places, figure) != figure or abs(figure) > largest
            ):
                problems[f"line:{line_id}:{name}"] = (
                    f"Line {line.item}: at most {places} decimals and "
                    f"{len(str(int(largest)))} digits before them."
                )
    return problems


def _refuse_what_the_engine_refuses(
    contract: Contract, given: Stood, lines: Sequence[ScheduleLine]
) -> None:
    ids = {line.item: line.pk for line in lines}
    items = {line.pk: line.item for line in lines}
    entered = core.Opening(
        given.less_previous_certificates,
        given.retention_held,
        given.retention_released,
        given.deductions,
        {
            items[line_id]: core.OpeningLine(at.work, at.quantity, at.materials)
            for line_id, at in given.lines.items()
        },
    )
    scheduled = queries.scheduled_lines(contract, schedule=lines)
    try:
        open_position(queries.contract_terms(contract), scheduled, entered, given.last_number + 1)
    except core.Refusal as refusal:
        sentence = f"{refusal.sentence[:1].upper()}{refusal.sentence[1:].rstrip('.')}."
        place = _FIELDS.get(refusal.field, "less_previous_certificates")
        if refusal.line is not None:
            sentence = f"Line {refusal.line}: {sentence}"
            place = f"line:{ids[refusal.line]}:{_COLUMNS.get(refusal.field, 'work')}"
        raise Invalid(sentence, fields={place: sentence}) from None


def untied(given: Stood, words: Terms, formats: Formats) -> str:
    """That an opening does not tie, and by how much."""
    less = given.difference < 0
    return (
        f"This does not tie: completed and stored {formats.money(given.earned)} less "
        f"{words.retention} {formats.money(given.retention_held)} is "
        f"{formats.money(given.earned - given.retention_held)}, which is "
        f"{formats.money(abs(given.difference))} {'less' if less else 'more'} than the "
        f"{formats.money(given.less_previous_certificates)} certified before."
    )


def warnings(contract: Contract, given: Stood, lines: Sequence[ScheduleLine]) -> tuple[str, ...]:
    """What a careful person would look at again: lines billed beyond their value, quantities that
    do not make up the work."""
    words, formats = projects.words(contract.project)
    found: list[str] = []
    for line in lines:
        at = given.lines.get(line.pk)
        if at is None:
            continue
        earned, value = at.work + at.materials, line.scheduled_value
        if not (0 <= earned <= value or value <= earned <= 0):
            found.append(
                f"Line {line.item} has earned {formats.money(earned)} of a scheduled value of "
                f"{formats.money(value)}."
            )
        if line.unit_price is not None and at.work:
            found += _unlike(line, at, formats)
    if given.last_number > 1 and not given.earned:
        found.append(f"Nothing was certified on any line of the {words.schedule_of_values}.")
    return tuple(found)


def _unlike(line: ScheduleLine, at: StoodLine, formats: Formats) -> list[str]:
    if at.quantity is None:
        return [f"Line {line.item} has no quantity to date: what is measured next counts from 0."]
    product = cents(at.quantity * line.unit_price)
    if product == at.work:
        return []
    return [
        f"Line {line.item}: {formats.quantity(at.quantity)} at its unit price is "
        f"{formats.money(product)}, not {formats.money(at.work)}."
    ]
