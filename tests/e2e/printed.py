"""A printed claim held against its valuation: every figure of its cover and of its sheet.

Figures are written here as a person would write them, so that a mistake of the product's own
formatting is seen too.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ledgerstone import core
from tests.documents.reading import ReadPage, read
from tests.e2e.ironline import Deal

FIGURE = r"−?[\d,]+\.\d\d"


def money(amount: Decimal) -> str:
    """With thousands separators and a true minus."""
    return f"{'−' if amount < 0 else ''}{abs(amount):,.2f}"


def percent(share: Decimal) -> str:
    return f"{share:.2f}%"


def _nine_lines(cover: core.Cover) -> dict[str, Decimal]:
    return {
        "1 Original contract sum": cover.original_contract_sum,
        "2 Net change by variations": cover.net_change_by_variations,
        "3 Contract sum to date": cover.contract_sum_to_date,
        "4 Total completed and stored to date": cover.total_completed_and_stored,
        "5 Total retention": -cover.total_retention,
        "a": cover.retention_on_work,
        "b": cover.retention_on_materials,
        "6 Total earned less retention": cover.total_earned_less_retention,
        "7 Less previous certificates": -cover.less_previous_certificates,
        "8 Current payment due": cover.current_payment_due,
        "GST 10% of line 8": cover.tax,
        "Payable including GST": cover.payable,
        "9 Balance to finish, including retention": cover.balance_to_finish_including_retention,
    }


def _beside(valued: core.Valuation) -> dict[str, str]:
    """Variations and progress. No contract of this project has variations."""
    cut = sum((line.difference for line in valued.lines), Decimal(0))
    certified = sum((line.movement_this_period for line in valued.lines), Decimal(0))
    return {
        "Additions before": "0.00",
        "Additions this claim": "0.00",
        "Deductions before": "0.00",
        "Deductions this claim": "0.00",
        "Net change": "0.00",
        "Complete to date": percent(valued.cover.percent_complete),
        "Claimed this period": money(certified - cut),
        "Certified this period": money(certified),
        "Difference": money(cut),
    }


def assert_cover(page: ReadPage, valued: core.Valuation, before: Decimal | None) -> None:
    """The first page prints this valuation; ``before`` is % complete at the last certificate."""
    for label, amount in _nine_lines(valued.cover).items():
        printed = _found(rf"^{re.escape(label)} .*?({FIGURE})", page)
        assert printed == money(amount), (label, page.text)
    for label, figure in _beside(valued).items():
        assert _found(rf"{label} ({FIGURE}%?)", page) == figure, (label, page.text)
    assert f"A${money(valued.cover.payable)}" in page.rows
    if before is not None:
        assert _found(rf"At certificate 1 ({FIGURE}%)", page) == percent(before)


def _found(pattern: str, page: ReadPage) -> str:
    match = re.search(pattern, page.text, re.MULTILINE)
    assert match is not None, (pattern, page.text)
    return match[1]


def sheet_words(item: str, name: str, line: core.ValuedLine) -> str:
    """A line of the continuation sheet as it prints."""
    return " ".join(
        [
            item,
            name,
            money(line.scheduled_value),
            money(line.work_previous),
            money(line.work_this_period),
            money(line.materials_stored),
            money(line.completed_and_stored),
            percent(line.percent),
            money(line.balance_to_finish),
            money(line.retention),
        ]
    )


def assert_sheet(pages: list[ReadPage], deal: Deal, valued: core.Valuation) -> None:
    """The pages after the first print every line of this valuation, and their total."""
    rows = [row for page in pages for row in page.rows]
    for line in valued.lines:
        words = sheet_words(line.item, deal.names[line.item], line)
        assert words in rows, [row for row in rows if row.startswith(f"{line.item} ")]
    sums = [
        sum((getattr(line, column) for line in valued.lines), Decimal(0))
        for column in (
            "scheduled_value",
            "work_previous",
            "work_this_period",
            "materials_stored",
            "completed_and_stored",
            "balance_to_finish",
            "retention",
        )
    ]
    words = [money(amount) for amount in sums]
    words.insert(5, percent(valued.cover.percent_complete))
    assert " ".join(["Total", *words]) in rows


def assert_printed(
    pdf: bytes, deal: Deal, valued: core.Valuation, before: Decimal | None = None
) -> list[ReadPage]:
    """The whole document; its pages, for what else is to be seen on them."""
    pages = read(pdf)
    assert_cover(pages[0], valued, before)
    assert_sheet(pages[1:], deal, valued)
    return pages
