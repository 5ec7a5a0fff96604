"""From placements to figures: what each line of the draft would say, to date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ledgerstone.claims.models import Claim
from ledgerstone.core.rounding import cents, to_places

from .allocation import ZERO, Allocation, Amount, Choices, Placement, Source, allocate
from .head_lines import HeadLine
from .percentages import LineProgress, read_progress, shares_complete
from .sources import CertifiedSource


@dataclass(frozen=True, slots=True)
class LineFilling:
    """What a line's entry becomes. ``mode`` and ``figure`` as a claim line keeps them; an empty
    mode takes the entry away. ``after``: what the line then bills in this period. ``retention``:
    its adjustment and what is released, to enter as well; None leaves what stands there."""

    line_id: int
    mode: str
    figure: Decimal | None
    stored: Decimal | None
    after: Decimal
    is_prefilled: bool
    retention: tuple[Decimal | None, Decimal | None] | None = None


def fill_by_amount(lines: Sequence[HeadLine], placements: Sequence[Placement]) -> list[LineFilling]:
    """Each line bills what was carried to it; a typed line, what was typed and what was added."""
    carried: dict[int, Amount] = {}
    for placement in placements:
        carried[placement.line] = carried.get(placement.line, Amount()) + placement.amount
    fillings = []
    for line in lines:
        amount = carried.get(line.id, Amount())
        if line.is_typed:
            if amount:
                fillings.append(_raised(line, line.draft_work, line.draft_materials, amount))
        elif amount:
            fillings.append(_raised(line, line.base_work, line.base_materials, amount))
        elif line.is_prefilled and (line.draft_now or line.has_filled_retention):
            fillings.append(emptied(line))
    return fillings


def _raised(line: HeadLine, work: Decimal, materials: Decimal, amount: Amount) -> LineFilling:
    """A line with an amount on top. What is stored does not fall below nothing: the rest of a
    reduction comes off the work, so that the line's total is right to the cent."""
    total = work + materials + amount.total
    stored = materials + amount.materials
    if stored < 0 <= line.scheduled_value:
        stored = ZERO
    return LineFilling(
        line_id=line.id,
        mode="work_to_date",
        figure=total - stored,
        stored=stored if stored or materials or line.draft_materials else None,
        after=total - line.base,
        is_prefilled=not line.is_typed,
    )


def as_work(filling: LineFilling) -> LineFilling:
    """The filling where the contract claims no stored materials apart: all of it is work."""
    if filling.stored is None:
        return filling
    if filling.mode == "work_to_date" and filling.figure is not None:
        return replace(filling, figure=filling.figure + filling.stored, stored=None)
    return replace(filling, stored=None)


def emptied(line: HeadLine) -> LineFilling:
    """Back to where the line stood as last claimed: nothing is billed in this period."""
    return LineFilling(
        line_id=line.id,
        mode="work_to_date" if line.base else "",
        figure=line.base_work if line.base else None,
        stored=line.base_materials if line.base_materials or line.draft_materials else None,
        after=ZERO,
        is_prefilled=True,
    )


def fill_by_percentage(
    claim: Claim,
    lines: Sequence[HeadLine],
    sources: Sequence[Source],
    by_id: Mapping[int, CertifiedSource],
    choices: Choices,
    is_only: bool,
) -> tuple[Allocation, list[LineFilling]]:
    """Each line is as complete as what is mapped to it; its sources are carried whole.

    Balances do not limit here: a share of a line's own value cannot exceed it unless the
    subcontract lines are over-billed themselves.
    """
    rooms = [replace(line.room(), is_boundless=True) for line in lines if not line.is_markup]
    result = allocate(sources, rooms, choices)
    left_out: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for source_id in choices.left_out & set(by_id):
        record = by_id[source_id]
        left_out[record.schedule_line_id] += record.remaining.total
    progress = read_progress(claim, until=claim.period.end, is_only_head_contract=is_only)
    shares = shares_complete(_mapped(progress, lines), left_out)
    return result, _by_share(lines, shares, result.placements)


def _mapped(
    progress: Sequence[LineProgress], lines: Sequence[HeadLine]
) -> list[tuple[LineProgress, list[int]]]:
    """Each subcontract line with the head contract lines that it counts towards."""
    by_code: dict[int, list[int]] = defaultdict(list)
    by_variation: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        if line.variation_id is not None:
            for variation in (line.variation_id, *line.within):
                by_variation[variation].append(line.id)
        if line.code_id is not None:
            by_code[line.code_id].append(line.id)
    known = {line.id for line in lines}
    found = []
    for item in progress:
        if item.remembered_line_id in known:
            targets = [item.remembered_line_id]
        elif item.head_variation_id is not None:
            targets = by_variation[item.head_variation_id]
        else:
            targets = by_code[item.code_id] if item.code_id is not None else []
        found.append((item, targets))
    return found


def _by_share(
    lines: Sequence[HeadLine], shares: Mapping[int, Decimal], placements: Sequence[Placement]
) -> list[LineFilling]:
    added: dict[int, Amount] = {}
    for placement in placements:
        added[placement.line] = added.get(placement.line, Amount()) + placement.amount
    fillings = []
    for line in lines:
        if line.is_typed:
            if line.id in added:
                fillings.append(
                    _raised(line, line.draft_work, line.draft_materials, added[line.id])
                )
        elif line.id in shares and not line.is_by_quantity:
            fillings.append(_complete(line, to_places(8, shares[line.id])))
        elif line.is_prefilled and (line.draft_now or line.has_filled_retention):
            fillings.append(emptied(line))
    return fillings


def _complete(line: HeadLine, share: Decimal) -> LineFilling:
    return LineFilling(
        line_id=line.id,
        mode="percent_completed_and_stored_to_date",
        figure=share,
        stored=line.base_materials if line.base_materials or line.draft_materials else None,
        after=cents(line.scheduled_value * share) - line.base,
        is_prefilled=True,
    )
