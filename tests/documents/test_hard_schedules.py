"""Payment schedules that break lesser ones: hostile text, long words, very large figures, regions,
many lines, and figures that contradict each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.documents.claim_pages.model import (
    Deduction,
    DoesNotTieOut,
    Party,
    Reason,
    SheetLine,
)
from ledgerstone.documents.claim_pages.typeset import typeset_schedule
from ledgerstone.documents.payment_schedules.payment_schedule import AnsweredLine, PaymentSchedule
from tests.documents.marlow_road import made_up, sheet_line
from tests.documents.reading import read
from tests.documents.test_hard_claims import HOSTILE, PRINTED, assert_nothing_overlaps, squeezed

ZERO = Decimal(0)
TEN_THOUSAND = "W" * 10_000


def answered(line: SheetLine) -> AnsweredLine:
    """The line with ten more claimed than scheduled."""
    return AnsweredLine(
        item=line.item,
        description=line.description,
        group=line.group,
        contract_value=line.scheduled_value,
        previous=line.work_previous,
        claimed=line.completed_and_stored - line.work_previous + 10,
        scheduled=line.completed_and_stored - line.work_previous,
    )


def schedule_of(lines: list[SheetLine], **changes: Any) -> PaymentSchedule:
    """A schedule of what is claimed: each line as made up, ten more claimed than scheduled."""
    of_answer = changes.pop("answer", {})
    answer = made_up(lines, contract_kind="subcontract", certifier=None, **of_answer)
    more = Decimal(10 * len(lines))
    cover = answer.cover
    return PaymentSchedule(
        **{
            "answer": answer,
            "claimed": replace(
                cover,
                total_completed_and_stored=cover.total_completed_and_stored + more,
                total_earned_less_retention=cover.total_earned_less_retention + more,
                current_payment_due=cover.current_payment_due + more,
                payable=cover.payable + more,
            ),
            "lines": tuple(answered(line) for line in lines),
            "reasons": (
                Reason(
                    item="1",
                    description=HOSTILE,
                    claimed=more,
                    certified=Decimal(0),
                    reason=HOSTILE,
                ),
            ),
            "received_at": dt.datetime(2026, 11, 5, 5, 12, tzinfo=dt.UTC),
            "issued_at": dt.datetime(2026, 11, 14, 3, 0, tzinfo=dt.UTC),
            "time_zone": "Australia/Sydney",
            **changes,
        }
    )


def test_hostile_text_prints_as_it_is() -> None:
    party = Party(name=HOSTILE, role="subcontractor", lines=(HOSTILE,), short_name=HOSTILE)
    pages = read(
        typeset_schedule(
            schedule_of(
                [sheet_line("#1 $", HOSTILE, ("100", "10", "10", "0"), "#Group $x$ *b* \\")],
                answer={
                    "project_name": HOSTILE,
                    "contract_title": HOSTILE,
                    "claimant": party,
                    "reference": HOSTILE[:60],
                },
                made_under=HOSTILE,
                given_by=HOSTILE,
            )
        )
    )
    everything = squeezed("".join(page.text for page in pages))
    assert everything.count(squeezed(PRINTED)) >= 2
    for page in pages:
        assert_nothing_overlaps(page)
        assert "\u202e" not in page.text
    assert "#Group $x$ *b* \\ subtotal" in pages[-2].text


def test_words_of_ten_thousand_characters() -> None:
    party = Party(name=TEN_THOUSAND, role="head_contractor", lines=(TEN_THOUSAND,))
    long = schedule_of(
        [sheet_line("1", TEN_THOUSAND, ("100", "10", "10", "0"), "Group")],
        answer={"payer": party, "deductions": (Deduction(label=TEN_THOUSAND, amount=ZERO),)},
        made_under=TEN_THOUSAND,
        given_by=TEN_THOUSAND,
    )
    pages = read(typeset_schedule(long))
    for page in pages:
        assert_nothing_overlaps(page)
    assert pages[-1].rows[-1].endswith(f"Page {len(pages)} of {len(pages)}")


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
@pytest.mark.parametrize("largest", ["999999999999.99", "9999999999999999.99"])
def test_very_large_figures_never_touch(paper: str, largest: str) -> None:
    third = (Decimal(largest) / 3).quantize(Decimal("0.01"))
    lines = [sheet_line(str(n), "Large", (largest, third, third, third), "All") for n in range(3)]
    for page in read(typeset_schedule(schedule_of(lines, answer={"paper": paper}))):
        assert_nothing_overlaps(page)


@pytest.mark.parametrize(
    ("region", "currency", "title", "figure"),
    [
        ("en-AU", "AUD", "Payment schedule", "A$"),
        ("en-AU", "NZD", "Payment schedule", "NZ$"),
        ("en-GB", "GBP", "Payment notice", "£"),
        ("en-US", "USD", "Payment notice", "$"),
        ("en-CA", "CAD", "Payment notice", "$"),
    ],
)
def test_each_region_has_its_words(region: str, currency: str, title: str, figure: str) -> None:
    lines = [sheet_line("1", "Work", ("1000", "100", "100", "0"))]
    place = {"locale": region, "terminology": region, "currency": currency}
    first = read(typeset_schedule(schedule_of(lines, answer=place)))[0]
    assert first.rows[1].startswith(title)
    assert figure in first.text
    assert ("scheduled amount" in first.text) == (region == "en-AU")


def test_many_lines_are_carried_from_page_to_page() -> None:
    lines = [sheet_line(str(n), f"Item {n}", ("1000", "100", "50", "0")) for n in range(1, 501)]
    seen: list[float] = []
    pages = read(typeset_schedule(schedule_of(lines), seen.append))
    assert "Carried forward to page 3" in pages[1].text
    assert "Brought forward from page 2" in pages[2].text
    assert pages[-2].row("Total")[-6:] == [
        "500,000.00", "50,000.00", "30,000.00", "25,000.00", "−5,000.00", "75,000.00",
    ]  # fmt: skip
    assert [page.rows[-1].split("Page")[1] for page in pages] == [
        f" {number} of {len(pages)}" for number in range(1, len(pages) + 1)
    ]
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)


def test_figures_that_contradict_each_other_are_refused() -> None:
    good = schedule_of([sheet_line("1", "Work", ("1000", "100", "100", "0"))])
    wrong = replace(good, claimed=replace(good.claimed, payable=good.claimed.payable + 1))
    with pytest.raises(DoesNotTieOut, match="claimed amount is printed as"):
        typeset_schedule(wrong)
    [line] = good.lines
    wrong = replace(good, lines=(replace(line, scheduled=line.scheduled + 1),))
    with pytest.raises(DoesNotTieOut, match="scheduled completed and stored to date"):
        typeset_schedule(wrong)
