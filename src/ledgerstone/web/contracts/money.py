"""The money picture of a contract: what it comes to, each figure with what it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.contracts import queries
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms


@dataclass(frozen=True, slots=True)
class Money:
    """What a contract comes to, to date."""

    original: Decimal
    variations: Decimal  # approved
    pending: Decimal
    draft: Decimal
    claimed: Decimal
    certified: Decimal
    retention_held: Decimal
    paid: Decimal

    @property
    def revised(self) -> Decimal:
        """The sum with its approved variations."""
        return self.original + self.variations

    @property
    def pending_revised(self) -> Decimal:
        """What it would come to if all that is pending were approved."""
        return self.revised + self.pending

    @property
    def outstanding(self) -> Decimal:
        """What of the revised sum is not paid yet."""
        return self.revised - self.paid

    @property
    def share_paid(self) -> Decimal | None:
        """The paid part of the revised sum; None where that is nothing."""
        return None if self.revised == 0 else self.paid / self.revised


def money_of(contract: Contract) -> Money:
    """What one contract comes to. One query."""
    kept = queries.figures(contract)
    return Money(
        original=kept.original,
        variations=kept.approved,
        pending=kept.pending,
        draft=kept.draft,
        claimed=kept.claimed,
        certified=kept.certified,
        retention_held=kept.retained,
        paid=kept.paid,
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as the picture shows it, with a way to what it is made of where there is one."""

    label: str
    value: Decimal | None
    written: str
    href: str = ""
    kind: str = ""
    note: str = ""


def picture(
    money: Money, terms: Terms, formats: Formats, ways: Mapping[str, str], *, sees_drafts: bool
) -> list[list[Figure]]:
    """The figures in groups. ``ways`` are the addresses of the contract's tabs by their keys."""

    def figure(label: str, value: Decimal, *way: str, kind: str = "", note: str = "") -> Figure:
        return Figure(label, value, formats.money(value), _way(ways, *way), kind, note)

    share = money.share_paid
    sum_word, variation = terms.contract_sum, terms.variation.plural
    held = "retention" if "retention" in ways else "claims"
    drafts = figure(f"Draft {variation}", money.draft, "variations", "draft")
    return [
        [
            figure(f"Original {sum_word}", money.original, "schedule"),
            figure(f"Approved {variation}", money.variations, "variations", "approved"),
            figure(f"Revised {sum_word}", money.revised, "schedule", kind="total"),
            figure(f"Pending {variation}", money.pending, "variations", "pending"),
            figure("With what is pending", money.pending_revised, "variations", kind="total"),
            *([drafts] if sees_drafts else []),
        ],
        [
            figure("Claimed to date", money.claimed, "claims"),
            figure("Certified to date", money.certified, "claims"),
            figure(f"{terms.retention.capitalised} held", money.retention_held, held),
        ],
        [
            figure("Paid", money.paid, "payments"),
            Figure(
                "Paid of the revised sum",
                share,
                formats.page_percent(None if share is None else share * 100),
                _way(ways, "payments"),
            ),
            figure("Outstanding", money.outstanding, "payments", note="revised less paid"),
        ],
    ]


def _way(ways: Mapping[str, str], tab: str, status: str = "") -> str:
    """The address of a tab, of one status in it; empty where there is no such tab."""
    address = ways.get(tab, "")
    return f"{address}?status={status}" if address and status else address
