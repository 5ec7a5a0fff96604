"""The schedule of values as a claim document says it: as it began, and what changed since.

The schedule is kept as it stands. What it was for an earlier claim is in the certificates, which
print every line's scheduled value: from them come the changes, and from which claim on a variation
counted. An undecided claim counts the variations whose lines it lists.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.db.models import F

from ledgerstone.contracts.models import PENDING_STATUSES, Contract, ScheduleLine, Variation
from ledgerstone.core.rounding import ZERO

from .terms_written import Written, amount, distinct, line_of

# By claim, first certificate first: the scheduled value of each line by its id.
Printed = Sequence[tuple[int, Mapping[int, Decimal]]]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The lines of a contract, those of variations behind them, and what certificates printed.

    ``said``: the lines on which some claim says something. ``undecided``: by number of the claim,
    the lines of variations that claims without a certificate list.
    """

    lines: list[ScheduleLine]
    variations: list[Variation]
    printed: Printed
    said: Collection[int]
    undecided: Mapping[int, Collection[int]]

    def written(self) -> Written:
        """Lines, changes and variations of the document."""
        began: dict[int, Decimal] = {}
        changes: list[Written] = []
        by_variation = _by_variation(self.lines)
        counted_from = {one.pk: self._counted_from(by_variation[one.pk]) for one in self.variations}
        for line in self.lines:
            since = 0 if line.variation_id is None else counted_from[line.variation_id]
            began[line.pk] = self._changes(line, since, changes)
        changes.sort(key=lambda change: change["from_claim"])
        written: Written = {
            "lines": [
                line_of(line, _code(line), began[line.pk])
                for line in self.lines
                if line.variation_id is None
            ]
        }
        if changes:
            written["schedule_changes"] = changes
        if self.variations:
            written["variations"] = self._variations(began, counted_from, by_variation)
        return written

    def _changes(self, line: ScheduleLine, since: int, changes: list[Written]) -> Decimal:
        """The value that a line began with; what it changed to is added to ``changes``.

        A line of the contract that a certificate does not have was worth nothing then.
        """
        if line.unit_price is not None:
            return line.scheduled_value
        own = line.variation_id is None
        seen = [
            (number, values.get(line.pk, ZERO))
            for number, values in self.printed
            if number >= since and (own or line.pk in values)
        ]
        seen.append((0, line.scheduled_value))
        began = value = seen[0][1]
        for (before, _), (_, after) in pairwise(seen):
            if after != value:
                change = {"from_claim": before + 1, "item": line.item}
                changes.append({**change, "scheduled_value": amount(after)})
                value = after
        return began

    def _counted_from(self, lines: Sequence[ScheduleLine]) -> int:
        """From which claim on a variation counts: the one after the last certificate without it."""
        is_nil = not any(line.scheduled_value for line in lines)
        without = 0
        for number, values in self.printed:
            if not any(values.get(line.pk) or (is_nil and line.pk in values) for line in lines):
                without = number
        for number, on_claim in self.undecided.items():
            if not any(line.pk in on_claim for line in lines):
                without = max(without, number)
        return without + 1

    def _status(self, variation: Variation, lines: Sequence[ScheduleLine]) -> str:
        """One of the three that a document knows. What is claimed on is never rejected there."""
        if variation.status == "approved":
            return "approved"
        is_open = variation.status in ("draft", *PENDING_STATUSES)
        is_claimed = any(line.certified_to_date or line.pk in self.said for line in lines)
        return "proposed" if is_open or is_claimed else "rejected"

    def _variations(
        self,
        began: Mapping[int, Decimal],
        counted_from: Mapping[int, int],
        by_variation: Mapping[int | None, list[ScheduleLine]],
    ) -> list[Written]:
        found = []
        numbers = distinct(one.number for one in self.variations)
        for number, variation in zip(numbers, self.variations, strict=True):
            lines = by_variation[variation.pk]
            written: Written = {"number": number, "title": variation.title}
            written["status"] = self._status(variation, lines)
            if written["status"] == "approved":
                written["approved_in_claim"] = counted_from[variation.pk]
            written["lines"] = [line_of(line, _code(line), began[line.pk]) for line in lines]
            found.append(written)
        return found


def read_schedule(
    contract: Contract,
    printed: Printed,
    said: Collection[int],
    undecided: Mapping[int, Collection[int]],
    *,
    unseen: Collection[int] = (),
) -> Schedule:
    """What claims list of a contract, and the variations that hold lines. Two queries.

    Of the tiers of variations a document knows one: that on which the lines lie. Of variations that
    are ``unseen`` by the reader it has the lines that claims told of already.
    """
    place = {"account_id": contract.account_id, "contract_id": contract.pk}
    lines = list(
        ScheduleLine.objects.filter(is_on_claims=True, **place)
        .select_related("budget_code")
        .order_by(F("variation_id").asc(nulls_first=True), "position")
    )
    if unseen:
        told = set(said).union(*undecided.values(), *(values for _number, values in printed))
        lines = [line for line in lines if line.variation_id not in unseen or line.pk in told]
    holding = {line.variation_id for line in lines}
    variations = Variation.objects.filter(**place).order_by("id")
    held = [one for one in variations if one.pk in holding]
    return Schedule(lines, held, printed, said, undecided)


def _by_variation(lines: Sequence[ScheduleLine]) -> dict[int | None, list[ScheduleLine]]:
    found: dict[int | None, list[ScheduleLine]] = {}
    for line in lines:
        found.setdefault(line.variation_id, []).append(line)
    return found


def _code(line: ScheduleLine) -> str:
    return "" if line.budget_code is None else line.budget_code.code
