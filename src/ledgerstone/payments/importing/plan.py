"""What a file would do, line by line: what it pays, with what a person chose for some lines.

A line is taken where it is matched, unless somebody left it out, and where somebody took it or
chose what it is for. Everything is worked out afresh from what is open now.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from ledgerstone.core.rounding import ZERO

from .lines import Line
from .matching import Match, Matcher, Part, State, by_contract
from .targets import PayableClaim, PayableContract, Targets

TAKE, LEAVE = "take", "leave"
# A payment of the same amount so many days apart may be the same one, recorded by hand.
_SAME_WITHIN = 7


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line, what it pays, and whether it is taken."""

    line: Line
    match: Match
    is_taken: bool
    is_chosen: bool = False

    @property
    def number(self) -> int:
        return self.line.number

    @property
    def state(self) -> State:
        return self.match.state

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.match.parts

    @property
    def can_be_taken(self) -> bool:
        """Whether there is something to tick."""
        return bool(self.parts) and self.state in (State.MATCHED, State.TO_LOOK_AT)

    @property
    def can_be_chosen(self) -> bool:
        """Whether a person may say what it is for."""
        return self.state not in (State.FAULTY, State.RECORDED)


@dataclass(frozen=True)
class ImportPlan:
    """All lines of a file with what becomes of them."""

    lines: tuple[PlannedLine, ...]
    targets: Targets

    @cached_property
    def counts(self) -> Counter[State]:
        return Counter(one.state for one in self.lines)

    @cached_property
    def taken(self) -> list[PlannedLine]:
        return [one for one in self.lines if one.is_taken]

    @property
    def paid_out(self) -> Decimal:
        """What the taken lines paid, less what was paid back."""
        return self._sum(-1)

    @property
    def received(self) -> Decimal:
        return self._sum(1)

    def _sum(self, sign: int) -> Decimal:
        return sum(
            (
                part.amount
                for one in self.taken
                for part in one.parts
                if self.targets.contracts[part.contract_id].sign == sign
            ),
            ZERO,
        )

    @cached_property
    def payments(self) -> int:
        """How many payments are recorded: one for each contract of a line."""
        return sum(len(by_contract(one.parts)) for one in self.taken)

    def of(self, state: State) -> list[PlannedLine]:
        return [one for one in self.lines if one.state is state]

    def line(self, number: int) -> PlannedLine | None:
        return next((one for one in self.lines if one.number == number), None)

    def contract(self, part: Part) -> PayableContract:
        return self.targets.contracts[part.contract_id]

    def claim(self, part: Part) -> PayableClaim | None:
        return None if part.claim_id is None else self.targets.claims[part.claim_id]

    @cached_property
    def digest(self) -> str:
        """What would be recorded, in short: a plan that was looked at is known again by it."""
        said = [
            [
                one.line.key, str(one.line.day), one.line.reference, one.line.note,
                one.line.payment_number,
                [[part.contract_id, part.claim_id, str(part.amount)] for part in one.parts],
            ]
            for one in self.taken
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def plan_lines(
    lines: Sequence[Line],
    targets: Targets,
    known: Callable[[Sequence[str]], set[str]],
    choices: Mapping[str, Any],
) -> ImportPlan:
    """What becomes of each line. ``known`` tells which keys stand as payments already; ``choices``
    say ``TAKE``, ``LEAVE`` or the parts of a line, by its number as text."""
    standing = known([line.key for line in lines if line.key])
    good = [line for line in lines if not line.fault and line.key not in standing]
    matcher = Matcher(targets)
    by_hand: dict[int, Match] = {}
    for line in good:
        chosen = choices.get(str(line.number))
        if isinstance(chosen, list):
            parts = _parts_of(chosen, line, targets, matcher)
            if parts:
                by_hand[line.number] = Match(State.MATCHED, "by_hand", parts)
                matcher.take(parts)
    left_out = {line.number for line in good if choices.get(str(line.number)) == LEAVE}
    asking = [line for line in good if line.number not in by_hand]
    # What somebody left out takes no claim away from what they did not.
    matches = matcher.match([line for line in asking if line.number not in left_out])
    matches |= matcher.match([line for line in asking if line.number in left_out])
    planned = []
    for line in lines:
        if line.fault:
            planned.append(PlannedLine(line, Match(State.FAULTY, "fault"), False))
        elif line.key in standing:
            planned.append(PlannedLine(line, Match(State.RECORDED, "recorded"), False))
        elif line.number in by_hand:
            planned.append(PlannedLine(line, by_hand[line.number], True, is_chosen=True))
        else:
            match = _looked_at(line, matches[line.number], targets)
            planned.append(_planned(line, match, choices.get(str(line.number))))
    return ImportPlan(tuple(planned), targets)


def _planned(line: Line, match: Match, choice: Any) -> PlannedLine:
    is_matched = match.state is State.MATCHED
    is_taken = bool(match.parts) and (choice == TAKE or (is_matched and choice != LEAVE))
    return PlannedLine(line, match, is_taken, is_chosen=choice in (TAKE, LEAVE))


def _looked_at(line: Line, match: Match, targets: Targets) -> Match:
    """A match that may say what is recorded already, as one to be looked at."""
    if not match.parts or line.day is None:
        return match
    if line.repeats:
        return Match(State.TO_LOOK_AT, "repeats", match.parts, str(line.repeats))
    for contract_id, amount in by_contract(match.parts).items():
        for one in targets.recorded.get((contract_id, amount), []):
            if abs((one.paid_on - line.day).days) <= _SAME_WITHIN and one.key != line.key:
                return Match(State.TO_LOOK_AT, "like_recorded", match.parts, str(one.paid_on))
    return match


def _parts_of(
    chosen: Sequence[Any], line: Line, targets: Targets, matcher: Matcher
) -> tuple[Part, ...]:
    """What a person chose for a line, as far as it can still be; nothing where it cannot."""
    parts = []
    for contract_id, claim_id, text in chosen:
        contract = targets.contracts.get(contract_id)
        try:
            amount = Decimal(text)
        except (InvalidOperation, TypeError):
            return ()
        if contract is None or (claim_id is not None and claim_id not in targets.claims):
            return ()
        parts.append(Part(contract_id, claim_id, amount))
    return () if why_not(parts, line, targets, matcher.open_on) else tuple(parts)


def why_not(
    parts: Sequence[Part],
    line: Line,
    targets: Targets,
    open_on: Callable[[int], Decimal],
) -> str:
    """Why a line cannot be for these parts, in a word; empty where it can."""
    if not parts:
        return "nothing_chosen"
    signs = {targets.contracts[part.contract_id].sign for part in parts}
    if len(signs) > 1:
        return "two_ways"
    wanted = (ZERO if line.amount is None else line.amount) * signs.pop()
    if sum((part.amount for part in parts), ZERO) != wanted:
        return "not_all"
    for part in parts:
        if part.amount == 0:
            return "not_all"
        if part.claim_id is None:
            if (part.amount < 0) != (wanted < 0):
                return "sign"
            continue
        open_ = open_on(part.claim_id)
        if (part.amount < 0) != (open_ < 0) or abs(part.amount) > abs(open_):
            return "more_than_open"
    sums = by_contract(parts)
    if not all(sums.values()):
        return "not_all"
    return "" if _are_within(parts, sums) else "sign"


def _are_within(parts: Sequence[Part], sums: Mapping[int, Decimal]) -> bool:
    """Whether what is for claims of a contract lies between nothing and all that is paid."""
    for contract_id, whole in sums.items():
        own = [
            part.amount
            for part in parts
            if part.contract_id == contract_id and part.claim_id is not None
        ]
        low, high = sorted((ZERO, whole))
        if not low <= sum(own, ZERO) <= high:
            return False
    return True


def first_day(lines: Sequence[Line]) -> dt.date | None:
    """The first day on which payments that stand may be what a line says."""
    days = [line.day for line in lines if line.day is not None]
    return min(days) - dt.timedelta(days=_SAME_WITHIN) if days else None
