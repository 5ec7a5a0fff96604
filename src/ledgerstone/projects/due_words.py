"""Until when something is due, to the moment: a due date lasts until its day's end in one place."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date, get_timezone_location

from .formats import Formats


def due_until(due: dt.date, formats: Formats) -> str:
    """A due date with its moment: `25 Nov 2026, end of day Sydney time`."""
    return f"{medium_day(due, formats)}, {day_end(formats)}"


def medium_day(value: dt.date, formats: Formats) -> str:
    """A day with its year, in little room: `25 Nov 2026`, `Nov 25, 2026`."""
    return format_date(value, "medium", _locale(formats))


def day_end(formats: Formats) -> str:
    """When a day ends: `end of day Sydney time`."""
    return f"end of day {local_time(formats)}"


def local_time(formats: Formats) -> str:
    """Whose time a project keeps: `Sydney time`, `UTC`."""
    place = get_timezone_location(
        formats.time_zone, return_city=True, locale=_locale(formats)
    ).rpartition("/")[2]
    return place if place == "UTC" else f"{place} time"


def _locale(formats: Formats) -> str:
    return formats.locale.replace("-", "_")
