"""What a prefill would change, line by line with its sources, before anything changes.

Applying a prefill computes the same preview again and writes it, so what was shown is what is done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action as Right
from ledgerstone.access.levels import Tool
from ledgerstone.claims.models import CarriedAmount, Claim
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.contracts.visibility import with_schedule
from ledgerstone.core.rows import without_collecting_cycles
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed

from .allocation import ZERO, Allocation, Amount, Choices, Placement, Source, allocate
from .fillings import LineFilling, as_work, fill_by_amount, fill_by_percentage
from .head_lines import HeadLine, read_head_lines
from .markups import rules_of, with_markups
from .previewed import (
    LateSource,
    LeftBehind,
    PlacedSource,
    PrefillPreview,
    PreviewLine,
    TieOut,
)
from .settlement import settle
from .sources import CertifiedSource, read_sources
from .with_retention import with_retention

__all__ = [
    "LateSource",
    "LeftBehind",
    "PlacedSource",
    "PrefillPreview",
    "PreviewLine",
    "TieOut",
    "build_preview",
    "carried_in",
    "is_only_head_contract",
]


def build_preview(*, actor: Actor, claim: Claim, choices: Choices | None = None) -> PrefillPreview:
    """Compute the preview of a draft head contract claim (with its contract and period)."""
    with without_collecting_cycles():
        return _built(actor, claim, choices or Choices())


def _built(actor: Actor, claim: Claim, chosen: Choices) -> PrefillPreview:
    is_only = is_only_head_contract(claim.contract)
    settings = projects.invoicing_settings(actor, claim.contract.project_id)
    certified = read_sources(
        claim,
        is_only_head_contract=is_only,
        with_pending_owner_approval=settings.prefill_pending_owner_approval,
    )
    _refuse_unless_seen(actor, claim, {source.contract_id for source in certified})
    lines = read_head_lines(claim)
    kept, in_draft = _standing(claim, lines)
    by_id = {source.id: source for source in certified}
    free = [
        source
        for record in certified
        if (source := _to_allocate(record, kept.get(record.id))).amount
    ]
    if claim.contract.prefill_by == "percentage":
        result, fillings = fill_by_percentage(claim, lines, free, by_id, chosen, is_only)
    else:
        rooms = [line.room() for line in lines if not line.is_markup]
        result = allocate(free, rooms, chosen)
        fillings = fill_by_amount(lines, result.placements)
    fillings = with_markups(lines, fillings, rules_of(claim, lines))
    placements = _with_kept(lines, in_draft, result.placements)
    if not claim.contract.bills_materials_separately:
        fillings = [as_work(filling) for filling in fillings]
    found = _assemble(claim, chosen, lines, by_id, placements, result, fillings, in_draft)
    return with_retention(found, chosen, lines, by_id, in_draft)


def _refuse_unless_seen(actor: Actor, claim: Claim, contract_ids: Set[int]) -> None:
    """Refuse who does not see the figures of every commitment that amounts come from.

    A preview names them all, and one without some of them would not be the whole.
    """
    project_id = claim.contract.project_id
    if access.may_with(actor, Tool.COMMITMENTS, Right.VIEW_CLAIMS_TOOL, project_id):
        return
    seen = Contract.objects.filter(
        with_schedule(actor), account_id=actor.account_id, pk__in=contract_ids
    )
    if seen.count() < len(contract_ids):
        words, _formats = projects.words(claim.contract.project)
        raise NotAllowed(
            f"This is filled from {words.commitment.plural} that you do not all see. Ask somebody "
            "who administers them to do it."
        )


def is_only_head_contract(contract: Contract) -> bool:
    """Whether commitments that name no head contract belong to this one."""
    others = Contract.objects.filter(
        account_id=contract.account_id, project_id=contract.project_id, kind=HEAD_CONTRACT
    )
    return not others.exclude(pk=contract.pk).exists()


def carried_in(claim: Claim) -> list[Placement]:
    """What this claim carries now, in the order in which it was carried."""
    rows = CarriedAmount.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
    return [
        Placement(source, line, Amount(work, materials))
        for source, line, work, materials in rows.order_by("id").values_list(
            "source_id", "line_id", "work", "materials"
        )
    ]


def _standing(claim: Claim, lines: Sequence[HeadLine]) -> tuple[dict[int, Amount], list[Placement]]:
    """What stays carried on lines that a person typed, by source; and all that stands now."""
    on_line: dict[int, list[Placement]] = defaultdict(list)
    for placement in carried_in(claim):
        on_line[placement.line].append(placement)
    kept: dict[int, Amount] = {}
    standing: list[Placement] = []
    for line in lines:
        carried = on_line.get(line.id, [])
        if line.is_typed:
            carried = settle(carried, line.draft_now)
            for placement in carried:
                kept[placement.source] = kept.get(placement.source, Amount()) + placement.amount
        standing.extend(carried)
    return kept, standing


def _to_allocate(record: CertifiedSource, kept: Amount | None) -> Source:
    return Source(
        id=record.id,
        amount=record.remaining if kept is None else record.remaining - kept,
        code=record.code_id,
        variation=record.head_variation_id,
        remembered_line=record.remembered_line_id,
        is_credit=record.is_credit,
    )


def _with_kept(
    lines: Sequence[HeadLine], in_draft: Sequence[Placement], new: Sequence[Placement]
) -> list[Placement]:
    """What a typed line carried and bears out, and all that is newly placed, one row a pair."""
    typed = {line.id for line in lines if line.is_typed}
    merged: dict[tuple[int, int], Amount] = {}
    for placement in (*(held for held in in_draft if held.line in typed), *new):
        pair = (placement.line, placement.source)
        before = merged.get(pair)
        merged[pair] = placement.amount if before is None else before + placement.amount
    return [Placement(source, line, amount) for (line, source), amount in merged.items()]


def _assemble(
    claim: Claim,
    chosen: Choices,
    lines: Sequence[HeadLine],
    by_id: Mapping[int, CertifiedSource],
    placements: Sequence[Placement],
    result: Allocation,
    fillings: Sequence[LineFilling],
    in_draft: Sequence[Placement],
) -> PrefillPreview:
    line_by_id = {line.id: line for line in lines}
    after = {filling.line_id: filling.after for filling in fillings}
    on_line: dict[int, list[PlacedSource]] = defaultdict(list)
    for placement in placements:
        source = by_id[placement.source]
        placed = PlacedSource(source, placement.amount, source.is_late)
        on_line[placement.line].append(placed)
    return PrefillPreview(
        claim=claim,
        as_at=clock.now(),
        lines=tuple(
            PreviewLine(line, after.get(line.id, line.draft_now), tuple(on_line.get(line.id, ())))
            for line in lines
        ),
        not_carried=tuple(
            LeftBehind(by_id[left.source], left.amount, left, line_by_id.get(left.line or 0))
            for left in result.not_carried
            if left.source not in chosen.left_out
        ),
        late=_late(chosen, by_id, line_by_id, placements),
        tie_out=_tie_out(chosen, by_id, placements, result, in_draft),
        fillings=tuple(fillings),
        placements=tuple(placements),
    )


def _late(
    chosen: Choices,
    by_id: Mapping[int, CertifiedSource],
    lines: Mapping[int, HeadLine],
    placements: Sequence[Placement],
) -> tuple[LateSource, ...]:
    found: dict[int, list[HeadLine]] = defaultdict(list)
    for placement in placements:
        found[placement.source].append(lines[placement.line])
    return tuple(
        LateSource(
            source, source.remaining, tuple(found[source.id]), source.id not in chosen.left_out
        )
        for source in by_id.values()
        if source.is_late and source.remaining
    )


def _tie_out(
    chosen: Choices,
    by_id: Mapping[int, CertifiedSource],
    placements: Sequence[Placement],
    result: Allocation,
    in_draft: Sequence[Placement],
) -> TieOut:
    certified = late = ZERO
    for source in by_id.values():
        if source.id in chosen.left_out:
            continue
        if source.is_late:
            late += source.remaining.total
        else:
            certified += source.remaining.total
    drafted = {(held.line, held.source) for held in in_draft}
    left = (item for item in result.not_carried if item.source not in chosen.left_out)
    return TieOut(
        certified_this_period=certified,
        late=late,
        carried=sum((placement.amount.total for placement in placements), ZERO),
        already_in_draft=sum(
            (
                placement.amount.total
                for placement in placements
                if (placement.line, placement.source) in drafted
            ),
            ZERO,
        ),
        not_carried=sum((item.amount.total for item in left), ZERO),
    )
