"""Puts the retention of its sources on a preview, and the sources that are retention alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from .allocation import Amount, Choices, Placement
from .head_lines import HeadLine
from .previewed import LateSource, PlacedSource, PrefillPreview, PreviewLine
from .retention import carry_retention, place_alone
from .shares import Pair, retention_shares
from .sources import CertifiedSource


def with_retention(
    preview: PrefillPreview,
    chosen: Choices,
    lines: Sequence[HeadLine],
    by_id: Mapping[int, CertifiedSource],
    in_draft: Sequence[Placement],
) -> PrefillPreview:
    """The preview with the retention of its sources: carried as well, or settled by the rule."""
    alone, homeless = place_alone(by_id, lines, preview.placements, in_draft, chosen)
    placements = (*preview.placements, *alone)
    if not chosen.with_retention:
        back = {line.id: line.base_adjustment for line in lines if line.has_filled_retention}
        return replace(
            preview,
            fillings=tuple(
                replace(one, retention=(back[one.line_id], None)) if one.line_id in back else one
                for one in preview.fillings
            ),
            placements=placements,
            shares=retention_shares(placements, by_id),
        )
    shares = retention_shares(placements, by_id)
    filled, part, shares = carry_retention(preview.claim, lines, preview.fillings, shares, by_id)
    alone = [one for one in alone if (one.line, one.source) in shares]
    return replace(
        preview,
        lines=_with_released(preview, alone, shares, by_id),
        late=(*preview.late, *_late_releases(chosen, by_id, lines, alone)),
        fillings=tuple(filled),
        placements=(*preview.placements, *alone),
        retention=replace(part, left=(*part.left, *homeless)),
        shares=shares,
    )


def _with_released(
    preview: PrefillPreview,
    alone: Sequence[Placement],
    shares: Mapping[Pair, Decimal],
    by_id: Mapping[int, CertifiedSource],
) -> tuple[PreviewLine, ...]:
    """The lines, with the sources of which nothing but retention is carried."""
    more: dict[int, list[PlacedSource]] = defaultdict(list)
    for one in alone:
        source, share = by_id[one.source], shares[one.line, one.source]
        more[one.line].append(PlacedSource(source, one.amount, source.is_late, share))
    return tuple(
        replace(line, sources=(*line.sources, *more[line.line.id]))
        if line.line.id in more
        else line
        for line in preview.lines
    )


def _late_releases(
    chosen: Choices,
    by_id: Mapping[int, CertifiedSource],
    lines: Sequence[HeadLine],
    alone: Sequence[Placement],
) -> list[LateSource]:
    known = {line.id: line for line in lines}
    where = {one.source: (known[one.line],) for one in alone}
    return [
        LateSource(source, Amount(), where.get(source.id, ()), source.id not in chosen.left_out)
        for source in by_id.values()
        if source.is_retention_alone
        and source.releases
        and source.is_late
        and (source.id in where or source.id in chosen.left_out)
    ]
