"""What a claim does to retention, as a card beside its sheet shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from ledgerstone.claims import policy, queries
from ledgerstone.claims.models import Claim
from ledgerstone.claims.retention.retention_limits import released_on
from ledgerstone.claims.retention.retention_overrides import Override, adjustment_of, overrides
from ledgerstone.claims.retention.retention_rule import kept_terms
from ledgerstone.claims.sheets.sheet import ClaimSheet
from ledgerstone.claims.told import is_kept_back
from ledgerstone.contracts.retention.retention import in_force
from ledgerstone.contracts.retention.retention_words import describe
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.claims.records.moments import said_briefly

Pair = dict[str, Any]
# Adjustments that the card names; the page of retention has them all.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """An adjustment with who made it and when, in words."""

    item: str
    amount: Decimal
    who: str


@dataclass(frozen=True, slots=True)
class RetentionCard:
    """Figures, adjustments in force, the terms it keeps, and what the reader may do."""

    pairs: list[Pair]
    overrides: list[OverrideRow]
    more_overrides: int
    kept: str
    may_adopt: bool
    may_release: bool
    may_answer: bool
    asked: str
    href: str

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to show or to do."""
        return (
            self.may_release
            or bool(self.overrides or self.kept)
            or any(pair["value"] for pair in self.pairs)
        )


def retention_card(
    actor: Actor, claim: Claim, sheet: ClaimSheet, terms: Terms, formats: Formats
) -> RetentionCard:
    """The card of this claim for this person. Two queries at most, and only with adjustments."""
    may_edit = policy.may_edit_claimed(actor, claim)
    claimed = may_edit or is_kept_back(actor, claim)
    adjusted = override_rows(claim, sheet, formats, claimed=claimed)
    kept = kept_words(claim, terms, formats)
    may_answer = policy.may_edit_assessed(actor, claim)
    return RetentionCard(
        pairs=figures(claim, sheet, terms, claimed=claimed),
        overrides=adjusted[:_NAMED],
        more_overrides=max(0, len(adjusted) - _NAMED),
        kept=kept,
        may_adopt=bool(kept)
        and (may_edit or may_answer)
        and policy.may_override_retention(actor, claim),
        may_release=may_edit and policy.may_release_retention(actor, claim) and releases(claim),
        may_answer=may_answer,
        asked=asked_words(claim, formats),
        href=reverse("web:claim_retention", args=[claim.pk]),
    )


def releases(claim: Claim) -> bool:
    """Whether its type lets it release anything."""
    return claim.type != "work_materials"


def figures(claim: Claim, sheet: ClaimSheet, terms: Terms, *, claimed: bool) -> list[Pair]:
    """From what was held before to what is held after, adding up to the cent."""
    cover = sheet.claimed_cover if claimed else sheet.cover
    released, held = cover.retention_released_this_period, cover.total_retention
    before = held - cover.retention_this_period + released
    by_hand = _adjusted_now(sheet, claimed=claimed)
    on_lines = min(released, _released_on_lines(sheet, claimed=claimed))
    pairs: list[Pair] = [
        _pair("Held before", before),
        _pair("By the rule, this period", cover.retention_this_period - by_hand),
    ]
    if by_hand:
        pairs.append(_pair("Adjusted by hand", by_hand))
    if on_lines:
        pairs.append(_pair("Released on lines", -on_lines))
    if released - on_lines:
        because = f", {claim.release_event}" if claim.release_event else ""
        pairs.append(_pair(f"Released{because}", on_lines - released))
    return [*pairs, _pair("Held after", held, "total")]


def _pair(label: str, value: Decimal, kind: str = "") -> Pair:
    return {"label": label, "value": value, "money": True, "kind": kind}


def _adjusted_now(sheet: ClaimSheet, *, claimed: bool) -> Decimal:
    """By how much adjustments by hand changed in this claim."""
    return sum(
        (
            adjustment_of(line, claimed=claimed) - line.before.adjustment
            for line in sheet.lines
            if line.row.claimed_adjustment is not None or line.row.assessed_adjustment is not None
        ),
        ZERO,
    )


def _released_on_lines(sheet: ClaimSheet, *, claimed: bool) -> Decimal:
    return sum((released_on(line.row, assessed=not claimed) for line in sheet.lines), ZERO)


def override_rows(
    claim: Claim, sheet: ClaimSheet, formats: Formats, *, claimed: bool
) -> list[OverrideRow]:
    """The adjustments in force, in the order of the sheet."""
    found = overrides(claim, sheet.lines, claimed=claimed)
    return [OverrideRow(one.line.item, one.amount, made(one, formats)) for one in found.values()]


def made(one: Override, formats: Formats) -> str:
    """By whom and when an adjustment was made."""
    if not one.by or one.at is None:
        return "prefilled" if one.line.is_prefilled else "taken over"
    return f"{one.by}, {said_briefly(formats, one.at)}"


def kept_words(claim: Claim, terms: Terms, formats: Formats) -> str:
    """The terms that it keeps while the contract has others by now; empty where it has these."""
    if claim.kept_retention is None:
        return ""
    return describe(in_force(claim.contract, kept_terms(claim)), terms, formats)


def asked_words(claim: Claim, formats: Formats) -> str:
    """The release that the claim as a whole asks for, as a person would say it."""
    because = f", {claim.release_event}" if claim.release_event else ""
    if claim.release_share is not None:
        return f"{formats.rate(claim.release_share)} of what is held{because}"
    if claim.release_amount is not None:
        return f"{formats.money(claim.release_amount)}{because}"
    return ""


def event_choices(claim: Claim, formats: Formats) -> Sequence[tuple[str, str]]:
    """The planned events that can still release, with their shares. Two queries at most."""
    return [
        (str(event.pk), f"{event.name}, {formats.rate(event.share)}")
        for event in queries.planned_releases(claim)
    ]
