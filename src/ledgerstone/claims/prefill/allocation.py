"""Which head contract line each certified amount goes to. Pure.

A source is what one line of a certificate added: an amount of work and an amount of stored
materials, either of which may be negative. A source finds its candidates (the line that a person
named, the variation that recovers it, or the lines with its budget code) and fills them in order of
position up to their balance; a negative amount takes from them in reverse order. What finds no
room is returned with the reason. Nothing is dropped and nothing over-bills by itself:

    for every source:  amount = sum of its placements + what was not carried

Amounts are ``Decimal`` with two decimals and are only added and compared, never rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

ZERO = Decimal("0.00")


class Why(StrEnum):
    """Why an amount was not carried."""

    NO_CODE = "no_code"  # the source line has no budget code
    NO_LINE = "no_line"  # no line of the head contract has its code
    NO_VARIATION_LINE = "no_variation_line"  # the recovering variation has no approved line
    ABOVE_BALANCE = "above_balance"
    TYPED = "typed"  # the line it would go to was typed by hand
    BY_QUANTITY = "by_quantity"  # the line it would go to is billed by quantity
    LEFT_OUT = "left_out"  # a late amount that a person left out


class Amount(NamedTuple):
    """Work and stored materials, kept apart because retention may differ.

    Added and subtracted part by part; false where both are nothing.
    """

    work: Decimal = ZERO
    materials: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.work + self.materials

    def __bool__(self) -> bool:
        return bool(self.work or self.materials)

    def __add__(self, other: Amount) -> Amount:  # type: ignore[override]
        return Amount(self.work + other.work, self.materials + other.materials)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.work - other.work, self.materials - other.materials)


class Source(NamedTuple):
    """One certified amount to carry. ``code`` and ``variation`` are ids of the head contract's."""

    id: int
    amount: Amount
    code: int | None
    variation: int | None = None
    remembered_line: int | None = None
    is_credit: bool = False  # its own scheduled value is negative


@dataclass(slots=True)
class Room:
    """A line of the head contract and how much of it is billed so far.

    ``within``: what its variation lies in; what recovers through one of those comes here as well.
    """

    id: int
    item: str
    scheduled_value: Decimal
    billed: Decimal
    code: int | None
    variation: int | None = None
    is_typed: bool = False
    is_by_quantity: bool = False
    is_boundless: bool = False  # balances do not limit what goes here
    within: tuple[int, ...] = ()

    def room_for(self, total: Decimal) -> Decimal:
        """How much of ``total`` the line takes; of the same sign, nearer to zero or equal.

        A line may be billed between nothing and its scheduled value, whichever sign that has.
        """
        if self.is_boundless:
            return total
        if total >= 0:
            return min(total, max(ZERO, max(ZERO, self.scheduled_value) - self.billed))
        return max(total, min(ZERO, min(ZERO, self.scheduled_value) - self.billed))


class Placement(NamedTuple):
    """Part of a source on a line."""

    source: int
    line: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class NotCarried:
    """The part of a source that stays behind, and the line that had no room for it, if one had."""

    source: int
    amount: Amount
    why: Why
    line: int | None = None


@dataclass(slots=True)
class Allocation:
    """Where everything went."""

    placements: list[Placement] = field(default_factory=list)
    not_carried: list[NotCarried] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person decided on the preview: late amounts to leave out, lines to place on, and
    which of the optional parts come with the amounts."""

    left_out: frozenset[int] = frozenset()
    placed: Mapping[int, int] = field(default_factory=dict)
    with_retention: bool = False
    with_backup: bool = False


def allocate(
    sources: Iterable[Source], rooms: Sequence[Room], choices: Choices | None = None
) -> Allocation:
    """Place every source. ``rooms`` are in order of position and are filled in place."""
    chosen = choices or Choices()
    ground = Ground(rooms)
    result = Allocation()
    for source in sources:
        if source.id in chosen.left_out:
            result.not_carried.append(NotCarried(source.id, source.amount, Why.LEFT_OUT))
        elif source.id in chosen.placed and chosen.placed[source.id] in ground.by_id:
            room = ground.by_id[chosen.placed[source.id]]
            _put(source, room, source.amount, result)
        else:
            _fill(source, ground, result)
    return result


class Ground:
    """The head contract's lines, found by id, by budget code and by variation."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self.by_id = {room.id: room for room in rooms}
        self.by_code: dict[int, list[Room]] = {}
        self.by_variation: dict[int, list[Room]] = {}
        for room in rooms:
            if room.code is not None:
                self.by_code.setdefault(room.code, []).append(room)
            if room.variation is not None:
                for variation in (room.variation, *room.within):
                    self.by_variation.setdefault(variation, []).append(room)

    def candidates(self, source: Source) -> tuple[list[Room], Why]:
        """Lines to try, in order of position, and what to say when there are none."""
        if source.remembered_line in self.by_id:
            return [self.by_id[source.remembered_line]], Why.NO_LINE
        if source.variation is not None:
            lines = self.by_variation.get(source.variation, [])
            same_code = [room for room in lines if room.code == source.code]
            return same_code or lines, Why.NO_VARIATION_LINE
        if source.code is None:
            return [], Why.NO_CODE
        lines = self.by_code.get(source.code, [])
        if source.amount.total < 0 and not source.is_credit:
            # A take-back lowers what was billed; it does not eat into somebody else's credit.
            lines = [room for room in lines if room.scheduled_value >= 0]
        return lines, Why.NO_LINE


def _fill(source: Source, ground: Ground, result: Allocation) -> None:
    candidates, why_none = ground.candidates(source)
    left = source.amount
    last: Room | None = None
    blocked: tuple[Room, Why] | None = None
    total_is_negative = left.total < 0
    for room in reversed(candidates) if total_is_negative else candidates:
        if room.is_typed or room.is_by_quantity:
            blocked = blocked or (room, Why.TYPED if room.is_typed else Why.BY_QUANTITY)
            continue
        last = room
        taken = _split(left, room.room_for(left.total))
        if taken is not None:
            _put(source, room, taken, result)
            if taken is left:
                return
            left = left - taken
        if not left:
            return
    if blocked:
        result.not_carried.append(NotCarried(source.id, left, blocked[1], blocked[0].id))
    elif last:
        result.not_carried.append(NotCarried(source.id, left, Why.ABOVE_BALANCE, last.id))
    else:
        result.not_carried.append(NotCarried(source.id, left, why_none))


def _split(amount: Amount, room: Decimal) -> Amount | None:
    """The part of an amount that a room of this size takes: work first, then materials.

    An amount that comes to nothing in all (stored material that was built in) moves whole. Where
    work and materials have opposite signs the materials go with the first part, so that what was
    stored leaves the line on which it was stored.
    """
    if room == amount.total:
        return amount
    if not room:
        return None
    if amount.work * amount.materials < 0:
        return Amount(room - amount.materials, amount.materials)
    work = min(amount.work, room) if room > 0 else max(amount.work, room)
    return Amount(work, room - work)


def _put(source: Source, room: Room, amount: Amount, result: Allocation) -> None:
    room.billed += amount.total
    result.placements.append(Placement(source.id, room.id, amount))
