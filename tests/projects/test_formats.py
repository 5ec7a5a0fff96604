"""Figures and dates as a project writes them, and figures as people type them."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerstone.projects.formats import FigureError, Formats, parse_figure

AU = Formats("en-AU", "AUD", "Australia/Sydney")
US = Formats("en-US", "USD", "America/New_York")
CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "figures.json").read_text())
LOCALES = ("en-AU", "en-US", "en-GB", "en-CA", "fr-CA", "en-IN")
amounts = st.decimals(min_value=-(10**14), max_value=10**14, places=2)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['locale']} {case['text']!a}")
def test_a_typed_figure_is_read_or_refused(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(FigureError) as refusal:
            parse_figure(case["text"], case["locale"])
        assert refusal.value.code == case["error"]
        assert "Type a" in str(refusal.value)
        return
    figure = parse_figure(case["text"], case["locale"])
    if case["kind"] is None:
        assert figure is None
    else:
        assert figure is not None
        assert (figure.kind, figure.value) == (case["kind"], Decimal(case["value"]))
        assert not figure.value.is_zero() or not figure.value.is_signed()


def test_a_refusal_shows_examples_of_the_locale() -> None:
    with pytest.raises(FigureError, match=r"1,234\.56 or \(1,234\.56\).*45%.*=1200\+340"):
        parse_figure("about ten", "en-AU")
    with pytest.raises(FigureError, match="1\u00a0234,56"):
        parse_figure("about ten", "fr-CA")


def test_a_typed_percentage_keeps_its_value_and_gives_its_fraction() -> None:
    figure = parse_figure("12.5%", "en-AU")
    assert figure is not None
    assert (figure.value, figure.fraction) == (Decimal("12.5"), Decimal("0.125"))
    amount = parse_figure("12.5", "en-AU")
    assert amount is not None
    with pytest.raises(ValueError, match="only of a percentage"):
        _ = amount.fraction


@given(amount=amounts, locale=st.sampled_from(LOCALES))
def test_what_is_written_is_read_back(amount: Decimal, locale: str) -> None:
    formats = Formats(locale, "AUD")
    for text in (formats.money(amount), formats.money_with_sign(amount)):
        figure = parse_figure(text, locale)
        assert figure is not None
        assert (figure.kind, figure.value) == ("amount", amount)


@given(text=st.text(max_size=30), locale=st.sampled_from(LOCALES))
def test_any_text_is_read_or_refused_in_a_sentence(text: str, locale: str) -> None:
    try:
        figure = parse_figure(text, locale)
    except FigureError as refusal:
        sentence = str(refusal)
    else:
        sentence = "."
        assert figure is None or figure.value.is_finite()
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("1234.5", "1,234.50"),
        ("-1234.5", "−1,234.50"),
        ("0", "0.00"),
        ("-0.00", "0.00"),
        (None, "–"),
        ("999999999999.99", "999,999,999,999.99"),
        ("9999999999999999.99", "9,999,999,999,999,999.99"),
    ],
)
def test_money_in_a_column(value: str | None, written: str) -> None:
    assert AU.money(value) == written


@pytest.mark.parametrize(
    ("formats", "value", "written"),
    [
        (AU, "7855523.63", "A$7,855,523.63"),
        (AU, "-5", "−A$5.00"),
        (US, "7855523.63", "$7,855,523.63"),
        (Formats("en-CA", "CAD"), "5", "CA$5.00"),
        (Formats("en-GB", "GBP"), "5", "£5.00"),
        (Formats("en-GB", "CHF"), "5", "CHF\u00a05.00"),
        (Formats("en-IN", "INR"), "1234567.5", "₹12,34,567.50"),
        (Formats("fr-CA", "CAD"), "1234567.5", "CA$1\u00a0234\u00a0567,50"),
        (AU, None, "–"),
    ],
)
def test_money_in_a_headline(formats: Formats, value: str | None, written: str) -> None:
    assert formats.money_with_sign(value) == written


def test_percentages_rates_quantities_and_unit_prices() -> None:
    assert AU.percent("41.745") == "41.75%"
    assert AU.percent("100") == "100.00%"
    assert AU.percent("-12.5") == "−12.50%"
    assert AU.page_percent("41.75") == "41.8%"
    assert AU.percent(None) == AU.page_percent(None) == AU.rate(None) == "–"
    assert [AU.rate(rate) for rate in ("0.05", "0.1", "0.125", "1", "0")] == [
        "5%",
        "10%",
        "12.5%",
        "100%",
        "0%",
    ]
    assert [AU.quantity(q) for q in ("1250", "1250.5", "0.125", "-3.100", "0", None)] == [
        "1,250",
        "1,250.5",
        "0.125",
        "−3.1",
        "0",
        "–",
    ]
    assert AU.unit_price("12.5") == "12.5000"
    assert AU.unit_price(None) == "–"


def test_days_and_times_follow_the_locale() -> None:
    day = dt.date(2026, 11, 26)
    assert AU.weekday(day) == "Thursday 26 November 2026"
    assert US.weekday(day) == "Thursday, November 26, 2026"
    assert AU.short_day(dt.date(2026, 11, 9)) == "Mon 9 Nov"
    assert US.short_day(dt.date(2026, 11, 9)) == "Mon, Nov 9"
    assert AU.day(day) == "26 November 2026"
    assert US.day(day) == "November 26, 2026"
    assert AU.month(day) == "November 2026"
    late = dt.datetime(2026, 11, 25, 23, 42, tzinfo=dt.UTC)
    assert AU.time(late) == "10:42 am"
    assert US.time(late) == "6:42 PM"
    assert AU.moment(late) == "26 November 2026, 10:42 am"
    assert AU.day(None) == AU.weekday(None) == AU.short_day(None) == AU.time(None) == "–"
    with pytest.raises(ValueError, match="needs its time zone"):
        AU.time(dt.datetime(2026, 11, 25, 23, 42))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("formats", "start", "end", "written"),
    [
        (AU, (2026, 10, 1), (2026, 10, 31), "1 to 31 October 2026"),
        (AU, (2026, 10, 26), (2026, 11, 25), "26 October to 25 November 2026"),
        (AU, (2026, 12, 26), (2027, 1, 25), "26 December 2026 to 25 January 2027"),
        (US, (2026, 10, 1), (2026, 10, 31), "October 1 to 31, 2026"),
        (US, (2026, 10, 26), (2026, 11, 25), "October 26 to November 25, 2026"),
        (US, (2026, 12, 26), (2027, 1, 25), "December 26, 2026 to January 25, 2027"),
    ],
)
def test_a_period_says_each_part_once(
    formats: Formats, start: tuple[int, int, int], end: tuple[int, int, int], written: str
) -> None:
    assert formats.period(dt.date(*start), dt.date(*end)) == written
