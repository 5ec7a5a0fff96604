"""A printed claim held against its valuation: every figure of its cover and of its sheet.

Figures are written here as a person would write them, so that a mistake of the product's own
formatting is seen too.
"""

from __future__ import annotations

from decimal import Decimal

from ledgerstone import core
from tests.documents.reading import ReadPage, read
from tests.e2e.ironline import Deal


def money(amount: Decimal) -> str:
    """With thousands separators and a true minus."""
    return f"{'−' if amount < 0 else ''}{abs(amount):,.2f}"


def percent(share: Decimal) -> str:
    return f"{share:.2f}%"


def _cover_rows(cover: core.Cover) -> dict[str, Decimal]:
    return {
        "1 Original contract sum": cover.original_contract_sum,
        "2 Net change by variations": cover.net_change_by_variations,
        "3 Contract sum to date": cover.contract_sum_to_date,
        "4 Total completed and stored to date": cover.total_completed_and_stored,
        "5 Total retention": -cover.total_retention,
        "6 Total earned less retention": cover.total_earned_less_retention,
        "7 Less previous certificates": -cover.less_previous_certificates,
        "8 Current payment due": cover.current_payment_due,
        "GST": cover.tax,
        "Payable including GST": cover.payable,
        "9 Balance to finish, including retention": cover.balance_to_finish_including_retention,
        "Additions before": Decimal(0),
        "Additions this claim": Decimal(0),
        "Deductions before": Decimal(0),
        "Deductions this claim": Decimal(0),
        "Net change": cover.net_change_by_variations,
    }


def assert_cover(page: ReadPage, valued: core.Valuation, before: Decimal | None) -> None:
    """The first page prints this valuation; ``before`` is % complete at the last certificate."""
    cover = valued.cover
    last = {row.split(" ")[0]: row for row in page.rows}
    assert last
    for start, amount in _cover_rows(cover).items():
        assert _last_word(page, start) == money(amount), (start, page.text)
    assert money(cover.retention_on_work) in _after(page, "a ")
    assert money(cover.retention_on_materials) in _after(page, "b ")
    assert f"A${money(cover.payable)}" in page.text
    claimed = sum((line.claimed - line.assessed for line in valued.lines), Decimal(0))
    certified = sum((line.movement_this_period for line in valued.lines), Decimal(0))
    assert _last_word(page, "Complete to date") == percent(cover.percent_complete)
    assert _last_word(page, "Claimed this period") == money(certified + claimed)
    assert _last_word(page, "Certified this period") == money(certified)
    assert _last_word(page, "Difference") == money(-claimed)
    if before is not None:
        assert _last_word(page, "At certificate 1") == percent(before)


def _row(page: ReadPage, start: str) -> str:
    """The row, or the part of a row beside another, that starts so and ends with a figure."""
    found = [row[row.index(start) :] for row in page.rows if start in row]
    assert found, (start, page.text)
    return found[0]


def _last_word(page: ReadPage, start: str) -> str:
    """The first word after the start that is a figure."""
    rest = _row(page, start).removeprefix(start).split()
    figures = [word for word in rest if word[-1].isdigit() or word.endswith("%")]
    return figures[-1]


def _after(page: ReadPage, start: str) -> str:
    found = [row for row in page.rows if row.startswith(start)]
    assert len(found) == 1, (start, page.text)
    return found[0]


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
        assert sheet_words(line.item, deal.names[line.item], line) in rows
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
