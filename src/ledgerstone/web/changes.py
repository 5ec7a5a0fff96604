"""The change history as pages draw it: every value written as its reader writes figures and dates.

A view asks ``history.queries.changes_of`` and hands what it got to ``change_table``; the template
includes ``components/changes.html`` with the answer as ``changes``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from ledgerstone.history.queries import Change, ChangePage
from ledgerstone.history.said import Said
from ledgerstone.projects.formats import NO_FIGURE, Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.posted import is_whole

PAGE_PARAMETER = "page"
# What a record that was created or removed is said to have been.
_WHOLE = {"created": "Added", "removed": "Removed"}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One line of the table. ``again``: the same person at the same moment as the line above."""

    when: str
    who: str
    title: str
    record: str
    before: str
    after: str
    kind: str
    given: tuple[tuple[str, str], ...]
    again: bool


@dataclass(frozen=True, slots=True)
class ChangeTable:
    """A page of changes, and where later and earlier ones are."""

    lines: tuple[ChangeLine, ...]
    newer: str = ""
    older: str = ""


def change_table(
    page: ChangePage, formats: Formats, terms: Terms, *, here: str = ""
) -> ChangeTable:
    """Write changes for a page. ``here`` is its address with its query, for the ways to others."""
    lines: list[ChangeLine] = []
    before: tuple[dt.datetime, str] | None = None
    for change in page.changes:
        lines.append(_line(change, formats, terms, again=(change.at, change.who) == before))
        before = change.at, change.who
    return ChangeTable(
        lines=tuple(lines),
        newer=_address(here, page.number - 1) if page.number > 1 else "",
        older=_address(here, page.number + 1) if page.has_older else "",
    )


def page_asked(given: str | None) -> int:
    """The number of a page as an address gives it; whatever is none is the first."""
    return min(max(int(given), 1), 100_000) if given and is_whole(given) else 1


def written(value: Said, formats: Formats, terms: Terms) -> str:
    """A value of the history in the words and figures of a reader."""
    if value.kind == "nothing":
        return NO_FIGURE
    if value.kind == "phrase":
        return _filled(str(value.value), terms)
    if isinstance(value.value, tuple):
        listed = ", ".join(value.value)
        return listed if value.kind == "entries" else f"{value.kind} {listed}"
    ways: dict[str, Callable[[Any], str]] = {
        "money": formats.money,
        "rate": formats.rate,
        "quantity": formats.quantity,
        "day": formats.day,
        "moment": formats.moment,
    }
    return ways.get(value.kind, str)(value.value)


def _filled(phrase: str, terms: Terms) -> str:
    """A phrase of a room with the words of the region in their places."""
    return phrase.format_map(terms)


def _line(change: Change, formats: Formats, terms: Terms, *, again: bool) -> ChangeLine:
    return ChangeLine(
        when=formats.moment(change.at),
        who=change.who,
        title=_filled(change.field, terms) or _WHOLE.get(change.kind, ""),
        record=_filled(change.what, terms),
        before=written(change.before, formats, terms),
        after=written(change.after, formats, terms),
        kind=change.kind,
        given=tuple(
            (_filled(one.field, terms), written(one.value, formats, terms)) for one in change.given
        ),
        again=again,
    )


def _address(here: str, number: int) -> str:
    """The same address with another page."""
    parts = urlsplit(here)
    query = [pair for pair in parse_qsl(parts.query) if pair[0] != PAGE_PARAMETER]
    return f"{parts.path}?{urlencode([*query, (PAGE_PARAMETER, str(number))])}"
