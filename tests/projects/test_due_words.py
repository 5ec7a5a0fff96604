"""Until when something is due, as people of a project read it."""

from __future__ import annotations

import datetime as dt

import pytest

from ledgerstone.projects.due_words import due_until
from ledgerstone.projects.formats import Formats


@pytest.mark.parametrize(
    ("locale", "zone", "said"),
    [
        ("en-AU", "Australia/Sydney", "25 Nov 2026, end of day Sydney time"),
        ("en-US", "America/New_York", "Nov 25, 2026, end of day New York time"),
        ("en-GB", "Europe/London", "25 Nov 2026, end of day London time"),
        ("en-CA", "America/Argentina/Buenos_Aires", "Nov 25, 2026, end of day Buenos Aires time"),
        ("en-AU", "UTC", "25 Nov 2026, end of day UTC"),
    ],
)
def test_a_due_date_lasts_until_its_day_ends_there(locale: str, zone: str, said: str) -> None:
    formats = Formats(locale=locale, currency="AUD", time_zone=zone)
    assert due_until(dt.date(2026, 11, 25), formats) == said
