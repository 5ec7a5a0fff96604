"""What the page of a contract's retention shows: figures, the rule in pairs, securities, events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from ledgerstone import core
from ledgerstone.claims import queries as claims
from ledgerstone.contracts import queries
from ledgerstone.contracts.models import (
    Contract,
    ContractFigures,
    ReleaseEvent,
    RetentionSecurity,
    ScheduleLine,
)
from ledgerstone.contracts.operations.retaining import cap_in_money
from ledgerstone.contracts.retention.retention import RetentionTerms
from ledgerstone.contracts.retention.retention_security import (
    KIND_WORDS,
    SOON,
    days_left,
    standing,
    stands,
)
from ledgerstone.contracts.retention.retention_words import cap_words
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor

_STAGES = (25, 50, 75, 100)
# Lines that differ are few; of many the schedule itself is the better list.
MOST_LINES = 50


def held_now(
    holds: RetentionTerms | None,
    figures: ContractFigures,
    securities: Sequence[RetentionSecurity],
    today: dt.date,
    terms: Terms,
) -> list[dict[str, Any]]:
    """What is held, what at most, and what security leaves of that."""
    found: list[dict[str, Any]] = [{"label": "Held now", "value": figures.retained, "money": True}]
    stand = standing(securities, today)
    cap = None if holds is None else holds.rule.cap
    if cap is not None:
        amount = cap_in_money(cap, figures)
        found.append({"label": "Held at most", "value": amount, "money": True})
        if stand:
            found += [
                {"label": "Security in its place today", "value": -stand, "money": True},
                {"label": "Leaves at most", "value": max(ZERO, amount - stand), "money": True},
            ]
    elif stand:
        found.append({"label": "Security held today", "value": stand, "money": True})
    return found


def rule_pairs(
    contract: Contract, holds: RetentionTerms | None, terms: Terms, formats: Formats
) -> list[dict[str, Any]]:
    """The rule, pair by pair."""
    if holds is None:
        return []
    rule = holds.rule
    pairs: list[tuple[str, str]] = []
    if rule.kind is core.RetentionKind.FLAT:
        where = "Line by line" if rule.basis is core.RetentionBasis.PER_LINE else "On the whole"
        pairs = [
            ("Of work", formats.rate(rule.work)),
            (f"Of {terms.stored_materials}", formats.rate(rule.materials)),
            ("Worked out", where),
        ]
    else:
        pairs = list(_banded(holds, terms, formats))
    if rule.cap is not None and not holds.sliding:
        pairs.append(("Held at most", cap_words(rule.cap, terms, formats)))
    if rule.free_amount is not None:
        pairs.append(("Bears none", f"the first {formats.money(rule.free_amount)}"))
    for change in sorted(holds.changes, key=lambda one: one.from_claim):
        of = "new work" if change.applies_to is core.ChangeScope.NEW_WORK else "all work"
        rates = " and ".join(
            dict.fromkeys([formats.rate(change.work), formats.rate(change.materials)])
        )
        pairs.append((f"From {terms.claim_short} {change.from_claim} on", f"{rates}, {of}"))
    return [{"label": label, "value": value} for label, value in pairs]


def _banded(holds: RetentionTerms, terms: Terms, formats: Formats) -> Iterator[tuple[str, str]]:
    for step in holds.sliding:
        if step.limit_of == "amount":
            limit = formats.money(step.limit)
        else:
            which = "original" if step.limit_of == "original_sum" else "revised"
            limit = f"{formats.rate(step.limit)} of the {which} {terms.contract_sum}"
        yield f"Until {limit} is held", formats.rate(step.rate)
    if holds.sliding:
        return
    rule = holds.rule
    of = "the whole" if rule.kind is core.RetentionKind.STEPS else "the part"
    for band in rule.bands:
        if band.up_to is None:
            until = "Beyond"
        elif rule.bands_of is core.BandMeasure.AMOUNT:
            until = f"Up to {formats.money(band.up_to)}"
        else:
            until = f"Up to {formats.rate(band.up_to)} complete"
        yield until, f"{formats.rate(band.rate)} of {of}"


def comes_to(
    contract: Contract, holds: RetentionTerms | None, figures: ContractFigures
) -> list[tuple[int, Decimal]]:
    """What would be held of the work at some stages, if every line bore the contract's rates."""
    whole = figures.original + figures.approved
    if holds is None or whole <= 0:
        return []
    lines = [core.ScheduledLine("1", figures.original)]
    if figures.approved:
        lines.append(core.ScheduledLine("2", figures.approved, variation="1"))
    terms = queries.terms_with(contract, holds)
    found: list[tuple[int, Decimal]] = []
    for stage in _STAGES:
        entry = core.ClaimEntry(
            1,
            lines={
                line.key: core.LineEntry(core.EntryMode.PERCENT_TO_DATE, Decimal(stage).scaleb(-2))
                for line in lines
            },
        )
        try:
            valued = core.value_claim(terms, lines, entry, core.Position.empty())
        except core.Refusal:
            return []
        found.append((stage, valued.cover.total_retention))
    return found


@dataclass(frozen=True, slots=True)
class SecurityRow:
    """A security as it stands today: a status family, its word, and how near its end is."""

    security: RetentionSecurity
    family: str
    word: str
    end: str
    is_over: bool

    @property
    def kind(self) -> str:
        return KIND_WORDS[self.security.kind]


def security_rows(securities: Sequence[RetentionSecurity], today: dt.date) -> list[SecurityRow]:
    """Those that stand first, the one that ends soonest on top; then the others."""
    rows = [_security(one, today) for one in securities]
    last = dt.date.max
    return sorted(
        rows,
        key=lambda row: (
            not stands(row.security, today),
            row.security.expires_on or last,
            row.security.received_on,
        ),
    )


def _security(security: RetentionSecurity, today: dt.date) -> SecurityRow:
    left = days_left(security, today)
    if security.returned_on is not None and security.returned_on <= today:
        return SecurityRow(security, "neutral", "Returned", "", False)
    if security.received_on > today:
        return SecurityRow(security, "them", "To come", "", False)
    if left is not None and left < 0:
        return SecurityRow(security, "problem", "Expired", _days(-left, "ago"), True)
    if left is not None and left <= SOON:
        end = "today" if left == 0 else _days(left, "left")
        return SecurityRow(security, "you", "Expires soon", end, False)
    return SecurityRow(
        security, "done", "Stands", "" if left is None else _days(left, "left"), False
    )


def _days(count: int, word: str) -> str:
    return f"{count} day{'' if count == 1 else 's'} {word}"


@dataclass(frozen=True, slots=True)
class EventRow:
    """A planned event and where it stands."""

    event: ReleaseEvent
    family: str
    word: str
    claim_href: str
    claim_number: int | None
    amount: Decimal | None
    leaves: Decimal  # what of the whole may be held after it and those before it


def event_rows(actor: Actor, contract: Contract, events: Sequence[ReleaseEvent]) -> list[EventRow]:
    """The events in their order, each with the claim that released it once that is certified."""
    released = claims.released_by(actor, contract) if events else {}
    rows: list[EventRow] = []
    leaves = Decimal(1)
    for event in events:
        leaves *= 1 - event.share
        done = released.get(event.name)
        if done is not None:
            family, word = "done", "Released"
        elif event.happened_on is not None:
            family, word = "you", "To be released"
        else:
            family, word = "neutral", "Planned"
        rows.append(
            EventRow(
                event=event,
                family=family,
                word=word,
                claim_href="" if done is None else reverse("web:claim", args=[done.claim_id]),
                claim_number=None if done is None else done.number,
                amount=None if done is None else done.amount,
                leaves=leaves,
            )
        )
    return rows


def differing_lines(contract: Contract) -> list[ScheduleLine]:
    """Lines with rates of their own, or that bear nothing, in their order. One query."""
    own = Q(retention_work__isnull=False) | Q(retention_materials__isnull=False)
    rows = ScheduleLine.objects.filter(
        own | Q(is_exempt_from_retention=True),
        account_id=contract.account_id,
        contract_id=contract.pk,
        parent__isnull=True,
    )
    ordered = rows.order_by(F("variation_id").asc(nulls_first=True), "position")
    return list(ordered[: MOST_LINES + 1])
