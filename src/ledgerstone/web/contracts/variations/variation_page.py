"""What the pages of variations show: lists by tier, one variation with its parts and lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from ledgerstone.contracts import policy, queries
from ledgerstone.contracts.models import ScheduleLine, Variation
from ledgerstone.contracts.variations import variation_rules, variation_words, variations
from ledgerstone.contracts.variations.variation_rules import VariationRules
from ledgerstone.contracts.variations.variations import FAMILIES, VariationRow
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.contracts.words import StatusWord

_FAMILY_WORDS = {
    "approved": "Approved",
    "pending": "Pending",
    "draft": "Draft",
    "dropped": "Rejected or void",
}
_PILLS = {
    "draft": "them",
    "pricing": "you",
    "pending": "you",
    "revised": "you",
    "proceeding": "you",
    "approved": "done",
    "rejected": "problem",
}


def pill(status: str) -> StatusWord:
    """A status as a pill says it."""
    return StatusWord(_PILLS.get(status, "neutral"), variation_words.status_word(status))


@dataclass(frozen=True, slots=True)
class ListRow:
    """A variation in a list."""

    row: VariationRow
    pill: StatusWord
    recovery: str

    @property
    def variation(self) -> Variation:
        return self.row.variation

    @property
    def day(self) -> Any:
        """When it was approved, else raised."""
        return self.variation.approved_on or self.variation.raised_on


@dataclass(frozen=True, slots=True)
class Tier:
    """The variations of one kind that are shown, and what they come to."""

    name: str
    rows: Sequence[ListRow]
    total: Decimal


def list_context(
    rows: Sequence[VariationRow], asked: str, terms: Terms, *, sees_head: bool
) -> dict[str, Any]:
    """The list by tier, as far as the asked status goes, and the statuses to ask for."""
    wanted = FAMILIES.get(asked) or ((asked,) if asked in _all_statuses() else None)
    shown = [row for row in rows if wanted is None or row.variation.status in wanted]
    tiers = [
        Tier(
            variation_words.kind_word(kind, terms).plural_capitalised,
            [ListRow(row, pill(row.variation.status), _recovery(row, sees_head)) for row in some],
            sum((row.total for row in some), ZERO),
        )
        for kind, some in variations.by_tier(shown).items()
        if some
    ]
    alone = variations.standing_alone(shown)
    return {
        "tiers": tiers,
        "asked": asked if wanted is not None else "",
        "asked_word": _asked_word(asked).lower() if wanted is not None else "",
        "families": _families(rows, asked),
        "shown_total": sum((row.total for row in alone), ZERO),
        "has_any": bool(rows),
    }


def _all_statuses() -> set[str]:
    return {status for several in FAMILIES.values() for status in several}


def _asked_word(asked: str) -> str:
    return _FAMILY_WORDS.get(asked) or variation_words.status_word(asked)


def _families(rows: Sequence[VariationRow], asked: str) -> list[dict[str, Any]]:
    """The chips above the list: each family with how many there are."""
    count = dict.fromkeys(FAMILIES, 0)
    for row in rows:
        count[variations.family_of(row.variation.status)] += 1
    every = {"label": "All", "href": "?", "count": len(rows), "current": asked not in FAMILIES}
    return [
        every,
        *(
            {
                "label": word,
                "href": f"?status={name}",
                "count": count[name],
                "current": asked == name,
            }
            for name, word in _FAMILY_WORDS.items()
        ),
    ]


def _recovery(row: VariationRow, sees_head: bool) -> str:
    """Through what it is recovered; empty where nothing is said or it is for others to see."""
    if row.variation.is_not_recoverable:
        return "Not recoverable"
    through = row.variation.head_variation
    if through is None or not sees_head:
        return ""
    return f"{through.contract.number} {through.number}"


@dataclass(frozen=True, slots=True)
class LineGroup:
    """The lines of a variation, or of one of its parts."""

    variation: Variation
    lines: Sequence[ScheduleLine]
    is_whole: bool

    @property
    def total(self) -> Decimal:
        return sum((line.scheduled_value for line in self.lines), ZERO)


def detail_context(
    actor: Actor, variation: Variation, rules: VariationRules, terms: Terms, formats: Formats
) -> dict[str, Any]:
    """One variation with its parts, its lines, its links, and what may be done to it."""
    contract = variation.contract
    parts = variations.parts_of(variation)
    lines = variations.lines_of_all([variation, *parts])
    groups = [
        LineGroup(one, lines.get(one.pk, []), one.pk == variation.pk)
        for one in (variation, *parts)
        if lines.get(one.pk)
    ]
    return {
        "variation": variation,
        "kind_said": variation_words.kind_word(variation.kind, terms),
        "pill": pill(variation.status),
        "parts": [(part, pill(part.status)) for part in parts],
        "groups": groups,
        "total": sum((group.total for group in groups), ZERO),
        "has_units": any(line.quantity is not None for group in groups for line in group.lines),
        "facts": _facts(actor, variation, terms, formats),
        "recovered": variations.recovered(actor, variation) if contract.is_upstream else [],
        **_acts(
            actor, variation, rules, has_parts=bool(parts), has_lines=bool(lines.get(variation.pk))
        ),
    }


def _acts(
    actor: Actor, variation: Variation, rules: VariationRules, *, has_parts: bool, has_lines: bool
) -> dict[str, Any]:
    """What the person may do to it, as it stands."""
    contract = variation.contract
    manages = variation_rules.may_manage(actor, contract)
    changes = variation_rules.may_change(actor, contract, variation, rules)
    decides = variation.part_of_id is None and changes
    is_open = variation.status != "approved"
    return {
        "manages": manages,
        "may_change": changes,
        "may_decide": decides,
        "may_approve": decides
        and is_open
        and rules.above(variation.kind) is None
        and variation_rules.may_approve(actor, contract),
        "may_bundle": manages and is_open and variation.kind in rules.kinds[:-1] and not has_lines,
        "may_take_out": manages and is_open and variation.part_of_id is not None,
        "may_delete": changes and is_open and not has_parts,
        "why_fixed": variation_rules.why_lines_are_fixed(variation, rules) if changes else "",
    }


def _facts(
    actor: Actor, variation: Variation, terms: Terms, formats: Formats
) -> list[dict[str, str]]:
    """What is said of it, pair by pair; what is unknown is left out."""
    days = variation.schedule_impact_days
    pairs = [
        ("Reason", variation_words.reason_word(variation.reason, terms)),
        ("Reference", variation.reference),
        ("Raised on", _day(variation.raised_on, formats)),
        ("Answer due on", _day(variation.due_on, formats)),
        ("Reviewed on", _day(variation.reviewed_on, formats)),
        ("Approved on", _day(variation.approved_on, formats)),
        ("Days of delay", "" if days is None else str(days)),
        ("Raised by", _author(variation)),
    ]
    facts = [{"label": label, "value": value, "href": ""} for label, value in pairs if value]
    whole_is_seen = variation.part_of is not None and variation_rules.may_see(
        actor, variation.contract, variation.part_of
    )
    if variation.part_of is not None and whole_is_seen:
        where = reverse("web:variation", args=[variation.part_of.pk])
        whole = f"{variation.part_of.number} {variation.part_of.title}"
        facts.insert(0, {"label": "Part of", "value": whole, "href": where})
    through = variation.head_variation
    if variation.is_not_recoverable:
        facts.append({"label": "Recovered through", "value": "Not recoverable", "href": ""})
    elif through is not None and policy.may_see_schedule(actor, through.contract):
        where = reverse("web:variation", args=[through.pk])
        said = f"{through.contract.number} {through.number} {through.title}"
        facts.append({"label": "Recovered through", "value": said, "href": where})
    return facts


def _author(variation: Variation) -> str:
    if variation.created_by is None:
        return ""
    field = ", from the field" if variation.is_field_initiated else ""
    return f"{variation.created_by.name}{field}"


def _day(day: Any, formats: Formats) -> str:
    return "" if day is None else formats.day(day)


def sum_preview(variation: Variation, total: Decimal) -> dict[str, Decimal]:
    """The contract sum as it is, and as it would be with the variation approved. One query."""
    figures = queries.figures(variation.contract)
    now = figures.original + figures.approved
    return {"sum_now": now, "sum_change": total, "sum_after": now + total}
