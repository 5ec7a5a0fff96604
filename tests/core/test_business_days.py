"""Business days by hand, and against published examples of the payment laws that count them."""

from __future__ import annotations

import datetime as dt

import pytest

from ledgerstone.core.business_days import (
    Shutdown,
    business_days_after,
    business_days_until,
    is_business_day,
)

NEW_YEAR = Shutdown((12, 22), (1, 10))
HOLIDAYS = {dt.date(2025, 12, 25), dt.date(2025, 12, 26), dt.date(2026, 1, 1)}


def never(_: dt.date) -> bool:
    return False


def test_the_first_day_is_not_counted_and_weekends_are_passed_over() -> None:
    friday = dt.date(2026, 10, 2)
    assert business_days_after(friday, 1, never) == dt.date(2026, 10, 5)
    assert business_days_after(friday, 10, never) == dt.date(2026, 10, 16)
    assert business_days_until(friday, dt.date(2026, 10, 16), never) == 10
    assert business_days_until(dt.date(2026, 10, 16), friday, never) == -10
    assert business_days_until(friday, friday, never) == 0


@pytest.mark.parametrize(
    ("shutdown", "due"),
    [
        (Shutdown((12, 27), (12, 31)), dt.date(2026, 1, 9)),
        (None, dt.date(2026, 1, 6)),
        (NEW_YEAR, dt.date(2026, 1, 22)),
    ],
)
def test_ten_days_from_before_christmas(shutdown: Shutdown | None, due: dt.date) -> None:
    """Served on 18 December 2025: New South Wales, Victoria before its reform, and after it."""
    found = business_days_after(dt.date(2025, 12, 18), 10, HOLIDAYS.__contains__, shutdown)
    assert found == due


def test_a_shutdown_passes_over_new_year() -> None:
    assert not is_business_day(dt.date(2025, 12, 22), never, NEW_YEAR)
    assert not is_business_day(dt.date(2026, 1, 9), never, NEW_YEAR)
    assert is_business_day(dt.date(2026, 1, 12), never, NEW_YEAR)
    assert is_business_day(dt.date(2025, 12, 19), never, NEW_YEAR)


def test_nothing_is_no_number_of_days() -> None:
    with pytest.raises(ValueError, match="At least one"):
        business_days_after(dt.date(2026, 10, 2), 0, never)
