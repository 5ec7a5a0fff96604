"""Fills markup lines: each takes its rate on what it marks up, to date. Pure but for one read.

A markup line stands behind the line that it marks up, or, of the sum of a variation, behind all of
its lines. Costs are never carried to it. Once all that it marks up is billed it is billed in full,
to the cent; also where the rate was changed after the variation was approved, since it then takes
the same share of its own value as what it marks up has of its.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone import core
from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import Markup
from ledgerstone.core.rounding import cents

from .allocation import ZERO
from .fillings import LineFilling
from .head_lines import HeadLine


def rules_of(claim: Claim, lines: Iterable[HeadLine]) -> dict[int, core.MarkupRule]:
    """The markups of the claim's contract by id, in their order; at most one query."""
    if not any(line.is_markup for line in lines):
        return {}
    found = Markup.objects.filter(account_id=claim.account_id, contract_id=claim.contract_id)
    return {
        one.pk: core.MarkupRule(core.MarkupKind(one.kind), one.rate, one.compounds)
        for one in found.order_by("position")
    }


def with_markups(
    lines: Sequence[HeadLine],
    fillings: Sequence[LineFilling],
    rules: Mapping[int, core.MarkupRule],
) -> list[LineFilling]:
    """The fillings, with those of markup lines that nobody typed."""
    if not rules:
        return list(fillings)
    filled = {filling.line_id: filling for filling in fillings}
    variations: dict[int, list[HeadLine]] = {}
    for line in lines:
        if line.variation_id is not None:
            variations.setdefault(line.variation_id, []).append(line)
    for of in variations.values():
        if any(line.is_markup for line in of):
            for line, to_date in _marked(of, filled, rules):
                if to_date != line.base or line.is_prefilled:
                    filled[line.id] = _filling(line, to_date)
    return list(filled.values())


@dataclass(frozen=True, slots=True)
class _Base:
    """What a markup line is a percentage of: a line by its place, None for the sum."""

    place: int | None
    value: Decimal
    to_date: Decimal


def _marked(
    lines: Sequence[HeadLine],
    filled: Mapping[int, LineFilling],
    rules: Mapping[int, core.MarkupRule],
) -> list[tuple[HeadLine, Decimal]]:
    """The markup lines of one variation that nobody typed, with what they come to, to date."""
    own = [line for line in lines if not line.is_markup]
    values = [line.scheduled_value for line in own]
    to_date = [_to_date(line, filled) for line in own]
    order = list(rules)
    as_agreed = _by_place(core.mark_up(values, list(rules.values())))
    as_done = _by_place(core.mark_up(to_date, list(rules.values())))
    found: list[tuple[HeadLine, Decimal]] = []
    place = -1
    for line in lines:
        if line.markup_id is None:
            place += 1
            continue
        if line.is_typed or line.markup_id not in rules:
            continue
        base = _base(rules[line.markup_id], place, values, to_date)
        key = (order.index(line.markup_id), base.place)
        if as_agreed.get(key, ZERO) == line.scheduled_value:
            found.append((line, as_done.get(key, ZERO)))
        elif base.value:
            found.append((line, cents(line.scheduled_value * base.to_date / base.value)))
    return found


def _base(
    rule: core.MarkupRule, place: int, values: Sequence[Decimal], to_date: Sequence[Decimal]
) -> _Base:
    if rule.kind is core.MarkupKind.HORIZONTAL and place >= 0:
        return _Base(place, values[place], to_date[place])
    return _Base(None, sum(values, ZERO), sum(to_date, ZERO))


def _by_place(marked: Iterable[core.MarkedUp]) -> dict[tuple[int, int | None], Decimal]:
    return {(one.rule, one.line): one.amount for one in marked}


def _to_date(line: HeadLine, filled: Mapping[int, LineFilling]) -> Decimal:
    filling = filled.get(line.id)
    return line.base + (line.draft_now if filling is None else filling.after)


def _filling(line: HeadLine, to_date: Decimal) -> LineFilling:
    return LineFilling(
        line_id=line.id,
        mode="work_to_date" if to_date or line.base else "",
        figure=to_date if to_date or line.base else None,
        stored=None,
        after=to_date - line.base,
        is_prefilled=True,
    )
