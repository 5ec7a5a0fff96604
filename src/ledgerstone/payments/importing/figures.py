"""Days and amounts as banks and ledgers write them.

Which of two numbers is the day and which mark parts the cents is asked of the whole column, since
one cell alone may say two things: 04/05 is a day in May or in April, 1.234 is one or a thousand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.payments.models import LARGEST_AMOUNT
from ledgerstone.projects.formats import FigureError, parse_figure
from ledgerstone.tenancy.typed_text import one_line

ORDERS = ("dmy", "mdy", "ymd")
MARKS = (".", ",")
_LOCALES = {".": "en", ",": "de"}

_TIME = r"(?:[Tt ,]+\d{1,2}[:.]\d{2}.*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/. ](\d{{1,2}})[-/. ](\d{{1,2}}){_TIME}", re.ASCII)
_THREE = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_EIGHT = re.compile(rf"(\d{{8}}){_TIME}", re.ASCII)
_NAME = r"([a-z]{3,9})\.?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[., ]+)?"
_NAMED = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[-/. ]*{_NAME}[-/., ]*(\d{{4}}|\d{{2}}){_TIME}",
    re.ASCII,
)
_NAME_FIRST = re.compile(
    rf"{_WEEKDAY}{_NAME}[-/. ]*(\d{{1,2}})(?:st|nd|rd|th)?[-/., ]+(\d{{4}}|\d{{2}}){_TIME}",
    re.ASCII,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_SIDE = re.compile(r"(.*?)[ ]*(?<![A-Za-z])(CR|DR)\.?", re.IGNORECASE)
_CODE = re.compile(r"(?:([A-Z]{3})[ ]*)?(.*?)(?:[ ]*([A-Z]{3}))?")
_HAS_DIGIT = re.compile(r"\d", re.ASCII)
_POINT_IS_CENTS = re.compile(r"\.\d{1,2}\D*$|,\d{3}[.,]", re.ASCII)
_COMMA_IS_CENTS = re.compile(r",\d{1,2}\D*$|\.\d{3}[.,]", re.ASCII)


class Unread(ValueError):  # noqa: N818 - it says what happened
    """A cell that is no day or no amount; its text says why."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as written: with its sign, the side that it names, and its currency."""

    amount: Decimal
    side: str = ""  # "CR", "DR" or nothing
    currency: str = ""


def order_of(cells: Iterable[str], otherwise: str) -> str:
    """In which order the days of a column are written; as said where none of them tells."""
    seen: Counter[str] = Counter()
    for cell in cells:
        found = _THREE.fullmatch(one_line(cell))
        if found is None:
            continue
        if int(found[1]) > 12:
            seen["dmy"] += 1
        elif int(found[2]) > 12:
            seen["mdy"] += 1
    return seen.most_common(1)[0][0] if seen else otherwise


def mark_of(cells: Iterable[str]) -> str:
    """The mark before the cents in a column; a point where no cell tells."""
    seen: Counter[str] = Counter()
    for cell in cells:
        if _POINT_IS_CENTS.search(cell):
            seen["."] += 1
        elif _COMMA_IS_CENTS.search(cell):
            seen[","] += 1
    return "," if seen[","] > seen["."] else "."


def day_of(cell: str, order: str) -> dt.date:
    """The day that a cell says. Unread where it says none."""
    text = one_line(cell).lower()
    parts = _parts(text, order)
    if parts is None:
        raise Unread(f"“{_short(cell)}” is not a date.")
    year, month, day = parts
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Unread(f"“{_short(cell)}” is no day of the calendar.") from None


def _parts(text: str, order: str) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _THREE.fullmatch(text):
        first, second, third = int(found[1]), int(found[2]), int(found[3])
        if order == "ymd" and len(found[3]) == 2:
            return first, second, third
        return (third, first, second) if order == "mdy" else (third, second, first)
    if found := _EIGHT.fullmatch(text):
        return _of_eight(found[1], order)
    if (found := _NAMED.fullmatch(text)) and found[2] in _MONTHS:
        return int(found[3]), _MONTHS[found[2]], int(found[1])
    if (found := _NAME_FIRST.fullmatch(text)) and found[1] in _MONTHS:
        return int(found[3]), _MONTHS[found[1]], int(found[2])
    return None


def _of_eight(digits: str, order: str) -> tuple[int, int, int]:
    if digits[:2] in ("19", "20") and 1 <= int(digits[4:6]) <= 12:
        return int(digits[:4]), int(digits[4:6]), int(digits[6:])
    first, second, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    return (year, first, second) if order == "mdy" else (year, second, first)


def is_day(cell: str) -> bool:
    """Whether a cell looks like a day, in any order."""
    return _parts(one_line(cell).lower(), "dmy") is not None


def is_amount(cell: str) -> bool:
    """Whether a cell looks like an amount, with either mark."""
    for mark in MARKS:
        try:
            return money_of(cell, mark) is not None
        except Unread:
            continue
    return False


def money_of(cell: str, mark: str) -> Money | None:
    """The amount that a cell says, None where it is empty. Unread where it is not surely one."""
    text = one_line(cell)
    if not text or text == "-":
        return None
    # A sum that a spreadsheet would work out is nothing that a bank writes.
    if text.startswith("=") or not _HAS_DIGIT.search(text):
        raise Unread(f"“{_short(cell)}” is not an amount.")
    side = ""
    if found := _SIDE.fullmatch(text):
        text, side = found[1], found[2].upper()
    coded = _CODE.fullmatch(text)
    currency = ""
    if coded is not None:
        currency, text = coded[1] or coded[3] or "", coded[2]
    try:
        figure = parse_figure(text, _LOCALES[mark])
    except FigureError:
        raise Unread(f"“{_short(cell)}” is not an amount.") from None
    if figure is None or figure.kind == "percent":
        raise Unread(f"“{_short(cell)}” is not an amount.")
    if figure.value != round(figure.value, 2):
        raise Unread(f"“{_short(cell)}” has more than 2 decimals.")
    if abs(figure.value) > LARGEST_AMOUNT:
        raise Unread(f"“{_short(cell)}” is too large an amount.")
    return Money(round(figure.value, 2), side, currency)


def _short(cell: str) -> str:
    text = one_line(cell)
    return text if len(text) <= 40 else f"{text[:39]}…"
