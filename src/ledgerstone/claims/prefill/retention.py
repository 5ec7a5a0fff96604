"""Carries the retention of subcontract claims to the head contract, where its terms allow that.

By itself a head contract holds what its own rule asks. With retention carried, each filled line
holds in this claim what was held below on the amounts carried to it: an adjustment, which everybody
sees, makes up the difference from the rule. What was released below without any amount is released
on the line. That takes terms that hold line by line; what cannot be carried is said with its
reason, and held by the rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from ledgerstone import core
from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets.on_claims import offered
from ledgerstone.claims.sheets.sheet import ClaimSheet
from ledgerstone.claims.sheets.valuation import Inputs, load, valued
from ledgerstone.claims.sheets.writing import with_figures
from ledgerstone.core.position import ONE

from .allocation import ZERO, Amount, Choices, Ground, Placement, Source
from .fillings import LineFilling, emptied
from .head_lines import HeadLine
from .shares import Pair
from .sources import CertifiedSource


class Stays(StrEnum):
    """Why retention is left to the head contract's own rule."""

    NO_RETENTION = "no_retention"  # the head contract holds none
    ON_THE_WHOLE = "on_the_whole"  # it is worked out for the whole claim
    SHARE_RELEASED = "share_released"  # an event released a share of what is held
    NO_RELEASE = "no_release"  # the type of the claim releases nothing
    NO_LINE = "no_line"
    TYPED = "typed"
    EXEMPT = "exempt"
    ABOVE_HELD = "above_held"


@dataclass(frozen=True, slots=True)
class LineRetention:
    """A line's retention of this claim: as held and released below, and as the rule has it."""

    line: HeadLine
    below: Decimal
    by_rule: Decimal
    released: Decimal


@dataclass(frozen=True, slots=True)
class RetentionLeft:
    """Retention from below that is not carried, and why; ``line`` where it is of one."""

    amount: Decimal
    why: Stays
    line: HeadLine | None = None
    source: CertifiedSource | None = None


@dataclass(frozen=True, slots=True)
class RetentionPart:
    """All of it."""

    lines: tuple[LineRetention, ...] = ()
    left: tuple[RetentionLeft, ...] = ()

    @property
    def held(self) -> Decimal:
        """Held in this claim as below, before what is released."""
        return sum((line.below for line in self.lines), ZERO)

    @property
    def released(self) -> Decimal:
        return sum((line.released for line in self.lines), ZERO)

    @property
    def by_rule(self) -> Decimal:
        return sum((line.by_rule for line in self.lines), ZERO)


def place_alone(
    by_id: Mapping[int, CertifiedSource],
    lines: Sequence[HeadLine],
    placements: Sequence[Placement],
    in_draft: Sequence[Placement],
    choices: Choices,
) -> tuple[list[Placement], list[RetentionLeft]]:
    """Where retention without an amount goes: the first line that its amounts would go to.

    A release is carried with the option only. What a capped rule below shifted from line to line
    goes with the amounts of its certificate, whichever way the claim holds them. What a typed line
    carries already stays there.
    """
    typed = {line.id for line in lines if line.is_typed}
    stands = {held.source for held in in_draft if held.line in typed}
    carried = {by_id[one.source].certificate_id for one in placements if one.amount}
    ground = Ground([line.room() for line in lines if not line.is_markup])
    placed: list[Placement] = []
    left: list[RetentionLeft] = []
    for record in by_id.values():
        if not record.is_retention_alone or record.id in choices.left_out | stands:
            continue
        if not (choices.with_retention if record.releases else record.certificate_id in carried):
            continue
        found, _why = ground.candidates(_source(record))
        line = choices.placed.get(record.id)
        if line in ground.by_id:
            placed.append(Placement(record.id, line, Amount()))
        elif found:
            placed.append(Placement(record.id, found[0].id, Amount()))
        else:
            left.append(RetentionLeft(record.retention_remaining, Stays.NO_LINE, source=record))
    return placed, left


def _source(record: CertifiedSource) -> Source:
    return Source(
        record.id,
        Amount(),
        record.code_id,
        record.head_variation_id,
        record.remembered_line_id,
        record.is_credit,
    )


@dataclass(slots=True)
class _Below:
    """What came to a line: held with amounts, and released alone (above nothing)."""

    held: Decimal = ZERO
    released: Decimal = ZERO


def carry_retention(
    claim: Claim,
    lines: Sequence[HeadLine],
    fillings: Sequence[LineFilling],
    shares: Mapping[Pair, Decimal],
    by_id: Mapping[int, CertifiedSource],
) -> tuple[list[LineFilling], RetentionPart, dict[Pair, Decimal]]:
    """The fillings with retention; what it comes to; and the shares that are carried so.

    Retention alone that finds no place is not carried and comes again. What came with amounts that
    are carried is settled with them: the rule holds it.
    """
    inputs = load(claim, offering=offered(claim.contract))
    below = _below(shares, by_id)
    known = {line.id: line for line in lines}
    takes, left = _taking(below, known, _why_not(inputs))
    filled = {filling.line_id: filling for filling in fillings}
    for line_id in takes:
        filled.setdefault(line_id, emptied(known[line_id]))
    carried: list[LineRetention] = []
    if takes:
        rule = _Rule(inputs, filled, {line_id: known[line_id] for line_id in takes})
        for line_id in takes:
            filled[line_id], one = rule.answer(known[line_id], below[line_id])
            carried.append(one)
            if one.released < below[line_id].released:
                above = one.released - below[line_id].released
                left.append(RetentionLeft(above, Stays.ABOVE_HELD, known[line_id]))
    released = {one.line.id: one.released for one in carried}
    part = RetentionPart(tuple(carried), tuple(left))
    return list(filled.values()), part, _as_released(shares, by_id, released)


def _as_released(
    shares: Mapping[Pair, Decimal],
    by_id: Mapping[int, CertifiedSource],
    released: Mapping[int, Decimal],
) -> dict[Pair, Decimal]:
    """The shares, with no more released on a line than was possible there."""
    room = dict(released)
    carried: dict[Pair, Decimal] = {}
    for pair, share in shares.items():
        line, source = pair
        if not _is_release(by_id[source]):
            carried[pair] = share
        elif line in room:
            carried[pair] = max(share, -room[line]) if share < 0 else share
            room[line] += min(ZERO, carried[pair])
    return {
        pair: share for pair, share in carried.items() if share or not _is_release(by_id[pair[1]])
    }


def _is_release(source: CertifiedSource) -> bool:
    """Whether it is retention alone, of a certificate that released some."""
    return source.is_retention_alone and source.releases


def _below(
    shares: Mapping[Pair, Decimal], by_id: Mapping[int, CertifiedSource]
) -> dict[int, _Below]:
    found: dict[int, _Below] = defaultdict(_Below)
    for (line, source), share in shares.items():
        if _is_release(by_id[source]) and share < 0:
            found[line].released -= share
        else:
            found[line].held += share
    return found


def _why_not(inputs: Inputs) -> Stays | None:
    """Why no retention is carried to this claim at all."""
    rule = inputs.terms.retention
    if rule is None:
        return Stays.NO_RETENTION
    if rule.basis is not core.RetentionBasis.PER_LINE:
        return Stays.ON_THE_WHOLE
    if inputs.previous.position.k != ONE:
        return Stays.SHARE_RELEASED
    if inputs.claim.type == core.ClaimType.WORK_MATERIALS:
        return Stays.NO_RELEASE
    return None


def _taking(
    below: Mapping[int, _Below], known: Mapping[int, HeadLine], whole: Stays | None
) -> tuple[list[int], list[RetentionLeft]]:
    """The lines that retention is carried to, and what stays behind on others."""
    takes: list[int] = []
    left: list[RetentionLeft] = []
    for line_id, found in below.items():
        line = known[line_id]
        why = whole
        if why is None and (line.is_typed or line.has_typed_retention):
            why = Stays.TYPED
        elif why is None and line.is_exempt:
            why = Stays.EXEMPT
        if why is None:
            takes.append(line_id)
        elif found.held or found.released:
            left.append(RetentionLeft(found.held - found.released, why, line))
    return takes, left


class _Rule:
    """What the head contract's own rule holds of this claim on the lines that retention goes to."""

    def __init__(
        self, inputs: Inputs, filled: Mapping[int, LineFilling], lines: Mapping[int, HeadLine]
    ) -> None:
        self.places = {row.line_id: place for place, row in enumerate(inputs.rows)}
        self.standings = inputs.standings
        self.adjustments = {
            line.id: line.base_adjustment for line in lines.values() if line.id in self.places
        }
        self.filled = filled
        entries = {line_id: emptied(line) for line_id, line in lines.items()}
        self.before = self._valued(inputs, {**filled, **entries})
        self.after = self._valued(inputs, filled)

    def _valued(self, inputs: Inputs, filled: Mapping[int, LineFilling]) -> ClaimSheet:
        rows = list(inputs.rows)
        for line_id, filling in filled.items():
            place = self.places.get(line_id)
            if place is None:
                continue
            entry = rows[place].claimed_entry._replace(
                mode=filling.mode, figure=filling.figure, stored=filling.stored
            )
            if line_id in self.adjustments:
                entry = entry._replace(adjustment=self.adjustments[line_id], released=None)
            inputs.rows[place] = inputs.rows[place]._replace(
                claimed_mode=entry.mode,
                claimed_figure=entry.figure,
                claimed_stored=entry.stored,
                claimed_adjustment=entry.adjustment,
                claimed_released=entry.released,
            )
            inputs.rows[place] = with_figures(inputs, place, version=0, user_id=None)
        try:
            return valued(inputs)
        finally:
            inputs.rows[:] = rows

    def answer(self, line: HeadLine, below: _Below) -> tuple[LineFilling, LineRetention]:
        """The line's filling with its retention, and what that is."""
        filling, place = self.filled[line.id], self.places[line.id]
        held = self.after.line(line.id).retention
        by_rule = held - self.before.line(line.id).retention
        more = below.held - by_rule
        base = line.base_adjustment
        stands = self.standings[place].adjustment if base is None else base
        adjustment = stands + more if more else base
        released = min(below.released, max(ZERO, held + more))
        entered = (adjustment, released or None)
        one = LineRetention(line, below.held, by_rule, released)
        return replace(filling, retention=entered), one
