"""The cover as a page shows it: nine lines, each with the arithmetic that makes it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.claims.models import APPROVED, OPEN_STATUSES, UNDER_REVIEW, Claim
from ledgerstone.claims.sheets.reason_words import reason_sentence
from ledgerstone.claims.sheets.sheet import ClaimSheet
from ledgerstone.claims.told import is_kept_back
from ledgerstone.core import Cover
from ledgerstone.core.rounding import ZERO, to_places
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class CoverLine:
    """One line: its number on the cover, what it is, how it came about, and how it looks."""

    number: str
    label: str
    basis: str
    amount: Decimal
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CoverCard:
    """The card of the cover, as components/cover.html draws it."""

    lines: tuple[CoverLine, ...]
    ties_out: bool
    tie_text: str
    views: tuple[dict[str, object], ...] = ()
    title: str = "Cover"


def cover_card(
    claim: Claim,
    sheet: ClaimSheet,
    terms: Terms,
    formats: Formats,
    *,
    as_claimed: bool,
    is_kept_back: bool = False,
    is_compared: bool = True,
) -> CoverCard:
    """The cover by the assessed figures, or as claimed; only so where the answer is kept back."""
    as_claimed = as_claimed and (is_compared or not sheet.is_certified)
    cover = sheet.claimed_cover if as_claimed else sheet.cover
    ties = _ties(cover, sheet, as_claimed=as_claimed)
    has_answer = (
        is_compared
        and not is_kept_back
        and (sheet.is_certified or claim.status in {UNDER_REVIEW, APPROVED})
    )
    return CoverCard(
        lines=tuple(_lines(claim, sheet, cover, terms, formats)),
        ties_out=ties,
        tie_text="Every line ties out to the sheet"
        if ties
        else "The cover does not tie out to the sheet",
        views=_views(sheet, as_claimed=as_claimed) if has_answer else (),
    )


def cover_reason(actor: Actor, claim: Claim) -> str:
    """Why the cover was reduced, for whoever is told of the answer; empty where it was not."""
    if claim.status in OPEN_STATUSES or is_kept_back(actor, claim):
        return ""
    return reason_sentence(claim.assessed_reason_code, claim.assessed_reason)


def _views(sheet: ClaimSheet, *, as_claimed: bool) -> tuple[dict[str, object], ...]:
    answer = "Certified" if sheet.is_certified else "Assessed"
    return (
        {"label": answer, "href": "?cover=assessed", "current": not as_claimed},
        {"label": "Claimed", "href": "?cover=claimed", "current": as_claimed},
    )


def _ties(cover: Cover, sheet: ClaimSheet, *, as_claimed: bool) -> bool:
    """Whether line 4 is the sum of the sheet, and the rest follows from it."""
    total = cover.total_completed_and_stored
    return (
        (
            as_claimed
            or sum([line.valued.completed_and_stored for line in sheet.lines], ZERO) == total
        )
        and cover.total_earned_less_retention == total - cover.total_retention
        and cover.current_payment_due
        == cover.total_earned_less_retention - cover.less_previous_certificates
        and cover.payable == cover.current_payment_due + cover.deductions_this_period + cover.tax
    )


def _lines(
    claim: Claim, sheet: ClaimSheet, cover: Cover, terms: Terms, formats: Formats
) -> list[CoverLine]:
    previous = (
        f"{terms.claim_short} {sheet.previous_claim_number}" if sheet.previous_claim_number else ""
    )
    lines = [
        CoverLine("1", f"Original {terms.contract_sum}", "", cover.original_contract_sum),
        CoverLine(
            "2", f"Net change by {terms.variation.plural}", "", cover.net_change_by_variations
        ),
        CoverLine(
            "3", f"{terms.contract_sum.capitalised} to date", "1 + 2", cover.contract_sum_to_date,
            "result",
        ),
        CoverLine("4", "Completed and stored", "to date", cover.total_completed_and_stored),
        CoverLine("5", terms.retention.capitalised, _share(cover, formats), -cover.total_retention),
        CoverLine(
            "6", f"Earned less {terms.retention}", "4 − 5", cover.total_earned_less_retention,
            "result",
        ),
        CoverLine("7", "Previous certificates", previous, -cover.less_previous_certificates),
        CoverLine("8", "Current payment due", "6 − 7", cover.current_payment_due, "result"),
    ]  # fmt: skip
    lines += _after_payment_due(claim, cover, terms, formats)
    lines.append(
        CoverLine(
            "9", f"Balance, with {terms.retention}", "3 − 6",
            cover.balance_to_finish_including_retention, "last",
        )
    )  # fmt: skip
    return lines


def _share(cover: Cover, formats: Formats) -> str:
    """Which share of line 4 is held, where it is one rate for all of it."""
    earned, held = cover.total_completed_and_stored, cover.total_retention
    if not earned or not held:
        return ""
    rate = to_places(4, held / earned)
    return f"{formats.rate(rate)} of 4" if to_places(2, earned * rate) == held else ""


def _tax_rate(cover: Cover, rate: Decimal | None, formats: Formats) -> str:
    """How the tax was made, as far as one rate on line 8 explains it: as documents print it."""
    if rate is None:
        return ""
    explained = to_places(2, cover.current_payment_due * rate) == cover.tax
    return f"{formats.rate(rate)} of 8" if explained else formats.rate(rate)


def _after_payment_due(
    claim: Claim, cover: Cover, terms: Terms, formats: Formats
) -> list[CoverLine]:
    lines = []
    if cover.deductions_this_period:
        lines.append(
            CoverLine("", terms.deduction.plural_capitalised, "", cover.deductions_this_period)
        )
    rate = claim.contract.tax_rate
    if rate is None and not cover.tax:
        return [*lines, CoverLine("", "Payable", "", cover.payable, "payable")]
    lines.append(CoverLine("", str(terms.tax), _tax_rate(cover, rate, formats), cover.tax))
    lines.append(CoverLine("", f"Payable including {terms.tax}", "", cover.payable, "payable"))
    return lines
