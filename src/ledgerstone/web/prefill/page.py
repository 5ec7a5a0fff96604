"""The prefill preview in words: what each line says of its sources, and why something stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.claims.models import APPROVED_AS_NOTED, PENDING_OWNER_APPROVAL
from ledgerstone.claims.prefill.allocation import Choices, Why
from ledgerstone.claims.prefill.preview import (
    LateSource,
    LeftBehind,
    PlacedSource,
    PrefillPreview,
    PreviewLine,
)
from ledgerstone.claims.prefill.sources import CertifiedSource
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from .retention_words import retention_words


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source under its line."""

    id: int
    claim_id: int
    name: str
    description: str
    amount: Decimal
    state: str
    is_late: bool
    late_words: str
    is_ticked: bool
    is_placed: bool
    is_retention: bool


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the head contract claim."""

    line: PreviewLine
    note: str
    is_kept: bool
    contracts: str
    sources: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class LeftRow:
    """An amount that stays behind, why, and where it could be put."""

    id: int
    claim_id: int
    name: str
    description: str
    amount: Decimal
    why: str
    add_to: int | None
    add_to_item: str


@dataclass(frozen=True, slots=True)
class LateRow:
    """An amount of an earlier period, or one taken back."""

    id: int
    name: str
    where: str
    amount: Decimal
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class PrefillPage:
    """Everything that the page shows."""

    preview: PrefillPreview
    lines: tuple[LineRow, ...]
    left: tuple[LeftRow, ...]
    late: tuple[LateRow, ...]
    placed: tuple[tuple[int, int], ...]
    targets: tuple[tuple[int, str], ...]
    late_from: str
    retention_left: tuple[tuple[Decimal, str], ...] = ()


def prefill_page(
    preview: PrefillPreview, choices: Choices, terms: Terms, formats: Formats
) -> PrefillPage:
    """Put a preview into words."""
    return PrefillPage(
        preview=preview,
        lines=tuple(_line(line, choices, terms, formats) for line in preview.lines),
        left=tuple(_left(item, terms) for item in preview.not_carried),
        late=tuple(_late(item, terms, formats) for item in preview.late),
        placed=tuple(choices.placed.items()),
        targets=tuple(
            (line.line.id, f"{line.line.item} {line.line.description}") for line in preview.lines
        ),
        late_from=_periods([item.source for item in preview.late if item.is_ticked], formats),
        retention_left=tuple(
            (left.amount, retention_words(left, terms))
            for left in (preview.retention.left if preview.retention else ())
        ),
    )


def _line(line: PreviewLine, choices: Choices, terms: Terms, formats: Formats) -> LineRow:
    note = ""
    if line.line.is_typed:
        note = "Typed, kept" if not line.change else "Typed, with an amount added"
    elif line.line.is_by_quantity:
        note = "Billed by quantity"
    elif line.line.is_markup and line.after:
        note = "Markup, at its rate"
    contracts = dict.fromkeys(placed.source.contract_number for placed in line.sources)
    return LineRow(
        line=line,
        note=note,
        is_kept=bool(note) and not line.change and not line.line.is_markup,
        contracts=", ".join(contracts),
        sources=tuple(_source(placed, choices, terms, formats) for placed in line.sources),
    )


def _source(placed: PlacedSource, choices: Choices, terms: Terms, formats: Formats) -> SourceRow:
    source = placed.source
    return SourceRow(
        id=source.id,
        claim_id=source.claim_id,
        name=_name(source),
        description=source.description,
        amount=placed.amount.total or placed.retention,
        is_retention=bool(placed.retention),
        state=_state(source, terms, formats),
        is_late=placed.is_late,
        late_words=_late_words(source, formats),
        is_ticked=source.id not in choices.left_out,
        is_placed=source.id in choices.placed,
    )


def _left(item: LeftBehind, terms: Terms) -> LeftRow:
    is_typed = item.outcome.why is Why.TYPED and item.line is not None
    return LeftRow(
        id=item.source.id,
        claim_id=item.source.claim_id,
        name=_name(item.source),
        description=item.source.description,
        amount=item.amount.total,
        why=_why(item, terms),
        add_to=item.line.id if is_typed and item.line else None,
        add_to_item=item.line.item if item.line else "",
    )


def _why(item: LeftBehind, terms: Terms) -> str:
    named = f"line {item.line.item}" if item.line else "a line"
    code = f"{terms.budget_code} {item.source.code}"
    return {
        Why.NO_CODE: f"Its {terms.subcontract} line has no {terms.budget_code}.",
        Why.NO_LINE: f"No {terms.head_contract} line has {code}.",
        Why.NO_VARIATION_LINE: f"The {terms.head_variation} that recovers it has no line yet.",
        Why.ABOVE_BALANCE: (
            f"Above the balance of {named}."
            if item.amount.total > 0
            else f"More than {named} has billed."
        ),
        Why.TYPED: f"{named.capitalize()} was typed by hand.",
        Why.BY_QUANTITY: f"{named.capitalize()} is billed by quantity.",
        Why.LEFT_OUT: "It was left out.",
    }[item.outcome.why]


def _late(item: LateSource, terms: Terms, formats: Formats) -> LateRow:
    if item.source.withdrawn_at is not None:
        where = f"withdrawn {formats.short_day(formats.local(item.source.withdrawn_at).date())}"
    elif item.lines:
        items = dict.fromkeys(line.item for line in item.lines)
        where = f"to line {', '.join(items)}"
    else:
        where = "not carried" if item.is_ticked else "left out"
    return LateRow(
        id=item.source.id,
        name=_name(item.source),
        where=f"{terms.retention} {where}" if item.source.is_retention_alone else where,
        amount=item.amount.total or item.source.retention_remaining,
        is_ticked=item.is_ticked,
    )


def _name(source: CertifiedSource) -> str:
    return f"{source.contract_number} claim {source.claim_number}"


def _state(source: CertifiedSource, terms: Terms, formats: Formats) -> str:
    if source.withdrawn_at is not None:
        return f"Withdrawn, {formats.short_day(formats.local(source.withdrawn_at).date())}"
    words = {
        APPROVED_AS_NOTED: "Approved as noted",
        PENDING_OWNER_APPROVAL: f"Pending {terms.owner} approval",
    }.get(source.claim_status, "Approved")
    return f"{words}, {formats.short_day(formats.local(source.issued_at).date())}"


def _late_words(source: CertifiedSource, formats: Formats) -> str:
    if source.withdrawn_at is not None:
        return "withdrawn"
    return f"late, from {formats.period(source.period_start, source.period_end)}"


def _periods(sources: Sequence[CertifiedSource], formats: Formats) -> str:
    """The one period that late amounts are from, when it is one."""
    periods = {(source.period_start, source.period_end) for source in sources}
    if len(periods) != 1:
        return ""
    start, end = periods.pop()
    return formats.period(start, end)
