"""Invented claims and payments, of which mails are composed for previews."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from ledgerstone.core import Cover
from ledgerstone.correspondence.letters.letter import Way
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from .of_claims import About, Cut, LawDay

_ZERO = Decimal("0.00")


def sample_about(terms: Terms, formats: Formats, *, to_contact: bool) -> About:
    """An invented claim."""
    return About(
        account="Marlow Build",
        project="Harbour Library",
        contract="SC-03 Structural steel",
        kind=f"{terms.subcontract.capitalised} SC-03",
        company="Keel Steel",
        number=3,
        period="October",
        terms=terms,
        formats=formats,
        reader="Pat Keel" if to_contact else "Alex Morgan",
        because=(
            f"you are {terms.claim_contact} of SC-03"
            if to_contact
            else "you are on the project's distribution for it"
        ),
        sender="Alex Morgan" if to_contact else "Pat Keel",
        sender_email="alex.morgan@marlow.example" if to_contact else "pat@keel.example",
    )


def sample_way(label: str, *, is_personal: bool) -> Way:
    """A button that leads nowhere in particular."""
    return Way(label, address("/"), is_personal=is_personal)


def sample_cover() -> Cover:
    """The figures of an invented claim."""
    return Cover(
        original_contract_sum=Decimal("540000.00"),
        net_change_by_variations=_ZERO,
        contract_sum_to_date=Decimal("540000.00"),
        total_completed_and_stored=Decimal("338000.00"),
        retention_on_work=Decimal("16900.00"),
        retention_on_materials=_ZERO,
        total_retention=Decimal("16900.00"),
        total_earned_less_retention=Decimal("321100.00"),
        less_previous_certificates=Decimal("241100.00"),
        current_payment_due=Decimal("80000.00"),
        balance_to_finish_including_retention=Decimal("218900.00"),
        percent_complete=Decimal("62.59"),
        retention_this_period=Decimal("4210.53"),
        retention_released_this_period=_ZERO,
        deductions_this_period=_ZERO,
        deductions_to_date=_ZERO,
        tax=Decimal("8000.00"),
        payable=Decimal("88000.00"),
    )


def sample_answer() -> Cover:
    """The figures of the answer to it."""
    return replace(
        sample_cover(),
        total_completed_and_stored=Decimal("322000.00"),
        retention_on_work=Decimal("16100.00"),
        total_retention=Decimal("16100.00"),
        total_earned_less_retention=Decimal("305900.00"),
        current_payment_due=Decimal("64800.00"),
        balance_to_finish_including_retention=Decimal("234100.00"),
        percent_complete=Decimal("59.63"),
        retention_this_period=Decimal("3410.53"),
        tax=Decimal("6480.00"),
        payable=Decimal("71280.00"),
    )


def sample_cuts() -> list[Cut]:
    """Two lines of an invented claim that were cut."""
    return [
        Cut(
            "2 Columns and beams", Decimal("190000.00"), Decimal("178000.00"),
            "Not complete. The second lift is on the ground, not erected.",
        ),
        Cut(
            "5 Site bolts", Decimal("9000.00"), Decimal("5000.00"),
            "Evidence missing. There is no delivery docket.",
        ),
    ]  # fmt: skip


def sample_law(formats: Formats) -> LawDay | None:
    """By when an invented claim is answered, where a law says so."""
    return LawDay(dt.date(2026, 11, 13)) if formats.locale == "en-AU" else None
