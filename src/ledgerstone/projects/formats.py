"""How figures, dates and times are written, and how a typed figure is read.

`Formats` writes for one project: its locale says where marks and commas go, its currency which
sign a headline carries, its time zone which day and hour it is. Money carries no sign in columns,
always two decimals, a true minus (U+2212); a figure that is not known yet is a dash, never a zero.

`parse_figure` reads what people type or paste into a cell. The browser reads with the same rules;
both sides are tested against `tests/projects/figures.json`. In the order in which they apply:

1. blanks     Spaces of every kind at both ends go. Nothing left, or only a dash, is `None`.
2. dashes     U+2212, U+2010 to U+2013, U+FE63 and U+FF0D are a minus.
3. sums       Text that starts with `=` is plain numbers (steps 6 and 7) joined by `+`, `-`, `*`
              or `×`, products before sums. Each number may carry one sign of its own. No
              brackets, currency signs, percentages or divisions.
4. brackets   One pair makes the figure negative; no other sign may stand with it.
5. marks      One minus or plus in front, or one behind (minus only). One currency sign before
              the number, on either side of minus or bracket: `$`, `£`, `€`, `¥`, `₹`, or `$`
              after one or two capitals as in `A$`. One `%` at the end or before the closing
              bracket, never with a currency sign. Spaces between marks are free.
6. number     Digits 0 to 9, at most one decimal mark (that of the locale), at least one digit.
7. groups     Groups of the whole part are parted by one and the same character: a space, an
              apostrophe (`'` or U+2019), or whichever of comma and point is not the decimal
              mark. The first group has one to three digits, the last exactly three, those
              between two or three.
8. length     At most 16 digits before the decimal mark and 8 after it, also in the result of
              a sum; 200 characters in all.

Anything else is refused with one sentence that says what would be accepted: `1,23` is refused
rather than read as 123. A percentage keeps its typed value (45% is 45; `fraction` is 0.45).
Minus zero is zero.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import get_currency_symbol

from ledgerstone.core.rounding import to_places

MINUS = "\u2212"
NO_FIGURE = "\u2013"
_NO_BREAK = "\u00a0"

FigureKind = Literal["amount", "percent"]


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale:
    """Return the Babel locale of a tag such as `en-AU`."""
    return Locale.parse(tag.replace("_", "-"), sep="-")


@lru_cache(maxsize=64)
def _marks(tag: str) -> tuple[str, str, tuple[int, int]]:
    """Return the group mark, the decimal mark and the group sizes of a locale."""
    locale = _locale(tag)
    symbols = locale.number_symbols["latn"]
    group = symbols["group"].replace("\u202f", _NO_BREAK)
    return group, symbols["decimal"], tuple(locale.decimal_formats[None].grouping)


def _grouped(whole: str, mark: str, sizes: tuple[int, int]) -> str:
    """Part the digits of a whole number, the last group first."""
    parts = [whole[-sizes[0] :]]
    rest = whole[: -sizes[0]]
    while rest:
        parts.insert(0, rest[-sizes[1] :])
        rest = rest[: -sizes[1]]
    return mark.join(parts)


@lru_cache(maxsize=1024)
def _long_day(tag: str, value: dt.date) -> str:
    """A day in full. A page of many lines says the same few days again and again."""
    return format_date(value, "long", _locale(tag))


@lru_cache(maxsize=1024)
def _short_day(tag: str, value: dt.date) -> str:
    return format_skeleton("MMMEd", value, locale=_locale(tag))


@lru_cache(maxsize=64)
def _is_day_first(tag: str) -> bool:
    pattern: str = _locale(tag).date_formats["long"].pattern
    return pattern.find("d") < pattern.find("M")


@dataclass(frozen=True, slots=True)
class Formats:
    """Write figures, dates and times as one project writes them.

    `locale` is a tag such as `en-AU`, `currency` an ISO 4217 code, `time_zone` an IANA name.
    Every method takes `None` for "not known yet" and then gives a dash.
    """

    locale: str
    currency: str
    time_zone: str = "UTC"

    def money(self, value: Decimal | str | None) -> str:
        """Write an amount for a column: `1,234.50`, `−5.00`, `0.00`; no currency sign."""
        return self._number(value, 2)

    def money_with_sign(self, value: Decimal | str | None) -> str:
        """Write an amount for a headline or a sentence: `A$7,855,523.63`, `−US$5.00`."""
        text = self.money(value)
        if text == NO_FIGURE:
            return text
        sign = self.currency_sign
        if sign[-1].isalpha():
            sign += _NO_BREAK
        if text.startswith(MINUS):
            return f"{MINUS}{sign}{text[1:]}"
        return f"{sign}{text}"

    @property
    def currency_sign(self) -> str:
        """The sign that tells this currency from its namesakes: `A$`, `$`, `CA$`, `£`."""
        return get_currency_symbol(self.currency, locale="en")

    def percent(self, value: Decimal | str | None, decimals: int = 2) -> str:
        """Write a percentage given as one: 41.75 is `41.75%`. Documents use two decimals."""
        text = self._number(value, decimals)
        return text if text == NO_FIGURE else f"{text}%"

    def page_percent(self, value: Decimal | str | None) -> str:
        """Write a percentage for a page, with one decimal: `41.8%`."""
        return self.percent(value, 1)

    def rate(self, fraction: Decimal | str | None) -> str:
        """Write a rate given as a fraction, without idle zeros: 0.05 is `5%`, 0.125 `12.5%`."""
        if fraction is None:
            return NO_FIGURE
        return self._trimmed(Decimal(fraction) * 100, 6) + "%"

    def quantity(self, value: Decimal | str | None) -> str:
        """Write a quantity with up to three decimals, idle zeros left out: `1,250`, `0.125`."""
        return NO_FIGURE if value is None else self._trimmed(Decimal(value), 3)

    def unit_price(self, value: Decimal | str | None) -> str:
        """Write a unit price with its four decimals."""
        return self._number(value, 4)

    def day(self, value: dt.date | None) -> str:
        """Write a day of a document: `12 January 2026`, `January 12, 2026`."""
        return NO_FIGURE if value is None else _long_day(self.locale, value)

    def weekday(self, value: dt.date | None) -> str:
        """Write a day that somebody has to keep: `Thursday 26 November 2026`."""
        if value is None:
            return NO_FIGURE
        text = format_date(value, "full", _locale(self.locale))
        return text.replace(",", "") if self._day_first else text

    def short_day(self, value: dt.date | None) -> str:
        """Write a day for a narrow place, the year left out: `Mon 9 Nov`, `Mon, Nov 9`."""
        if value is None:
            return NO_FIGURE
        text = _short_day(self.locale, value)
        return text.replace(",", "") if self._day_first else text

    def month(self, value: dt.date | None) -> str:
        """Write a month and its year: `October 2026`."""
        if value is None:
            return NO_FIGURE
        return format_skeleton("yMMMM", value, locale=_locale(self.locale))

    def period(self, start: dt.date | None, end: dt.date | None) -> str:
        """Write a span of days, saying each part once: `1 to 31 October 2026`."""
        if start is None or end is None:
            return NO_FIGURE
        if not self.locale.startswith("en"):
            return f"{self.day(start)} {NO_FIGURE} {self.day(end)}"
        first = self.day(start)
        if start.year != end.year:
            return f"{first} to {self.day(end)}"
        if self._day_first:
            return f"{self._without_year(start, month=start.month != end.month)} to {self.day(end)}"
        last = f"{end.day}, {end.year}" if start.month == end.month else self.day(end)
        return f"{self._without_year(start, month=True)} to {last}"

    def time(self, value: dt.datetime | None) -> str:
        """Write the time of day in the project's time zone: `10:42 am`, `10:42 AM`, `10:42`."""
        if value is None:
            return NO_FIGURE
        text = format_time(self.local(value).time(), "short", locale=_locale(self.locale))
        return text.replace("\u202f", " ").replace(_NO_BREAK, " ")

    def moment(self, value: dt.datetime | None) -> str:
        """Write a day and its time in the project's time zone: `26 November 2026, 10:42 am`."""
        if value is None:
            return NO_FIGURE
        return f"{self.day(self.local(value).date())}, {self.time(value)}"

    def local(self, value: dt.datetime) -> dt.datetime:
        """Return a moment in the project's time zone; a moment without a zone is refused."""
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone before it can be shown in another.")
        return value.astimezone(ZoneInfo(self.time_zone))

    @property
    def _day_first(self) -> bool:
        """Whether the day stands before the month."""
        return _is_day_first(self.locale)

    def _without_year(self, value: dt.date, *, month: bool) -> str:
        """Write the first day of a span whose year is said at its end."""
        if not month:
            return str(value.day)
        name = format_date(value, "MMMM", _locale(self.locale))
        return f"{value.day} {name}" if self._day_first else f"{name} {value.day}"

    def _number(self, value: Decimal | str | None, decimals: int) -> str:
        """Write a figure with a fixed number of decimals."""
        if value is None:
            return NO_FIGURE
        group, point, sizes = _marks(self.locale)
        shown = to_places(decimals, Decimal(value))
        whole, _, part = f"{abs(shown):f}".partition(".")
        text = whole if len(whole) <= sizes[0] else _grouped(whole, group, sizes)
        if part:
            text = f"{text}{point}{part}"
        return f"{MINUS}{text}" if shown < 0 else text

    def _trimmed(self, value: Decimal, decimals: int) -> str:
        """Write a figure with at most so many decimals, without zeros at its end."""
        text = self._number(value, decimals)
        point = _marks(self.locale)[1]
        return text.rstrip("0").rstrip(point) if point in text else text


@dataclass(frozen=True, slots=True)
class ParsedFigure:
    """What was typed: an amount, or a percentage with its value as typed (45% is 45)."""

    kind: FigureKind
    value: Decimal

    @property
    def fraction(self) -> Decimal:
        """The percentage as a fraction: 45% is 0.45."""
        if self.kind != "percent":
            raise ValueError("An amount has no fraction; ask for it only of a percentage.")
        return self.value.scaleb(-2)


class FigureError(ValueError):
    """A typed figure was refused; its text says what would be accepted.

    `code` is `not_a_figure` or `too_many_digits`.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


_DASHES = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d", "-"))
_SPACE = r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]"
_BLANK = re.compile(_SPACE)
_CURRENCY = r"(?:[A-Z]{0,2}\$|[£€¥₹])"


@lru_cache(maxsize=8)
def _number_pattern(point: str) -> str:
    """Return the pattern of a plain number for a decimal mark (steps 6 and 7)."""
    group = rf"(?:{_SPACE}|['\u2019]|{re.escape('.' if point == ',' else ',')})"
    whole = rf"(?:\d{{1,3}}(?:(?P<mark>{group})(?:\d{{2,3}}(?P=mark))*\d{{3}})|\d+)"
    mark = re.escape(point)
    return rf"(?:{whole}(?:{mark}\d*)?|{mark}\d+)"


@lru_cache(maxsize=8)
def _figure_pattern(point: str) -> re.Pattern[str]:
    """Return the pattern of a whole entry: marks, one plain number, marks (steps 4 and 5)."""
    s = rf"{_SPACE}*"
    return re.compile(
        rf"(?:(?P<front>[-+]){s})?(?:(?P<outer>{_CURRENCY}){s})?(?:(?P<after>[-+]){s})?"
        rf"(?:(?P<open>\(){s})?(?:(?P<inner>{_CURRENCY}){s})?"
        rf"(?P<number>{_number_pattern(point)}){s}"
        rf"(?P<rate_in>%)?{s}(?P<behind>-)?{s}(?P<close>\))?{s}(?P<rate>%)?",
        re.ASCII,
    )


def parse_figure(text: str, locale: str) -> ParsedFigure | None:
    """Read a typed or pasted figure by the rules of this module; `None` when there is none.

    Raises `FigureError` for anything that is not surely a figure.
    """
    point = _marks(locale)[1]
    entry = text.translate(_DASHES)
    start, end = 0, len(entry)
    while start < end and _BLANK.match(entry[start]):
        start += 1
    while end > start and _BLANK.match(entry[end - 1]):
        end -= 1
    entry = entry[start:end]
    if entry in ("", "-"):
        return None
    if len(entry) > 200:
        raise _refused(locale)
    if entry.startswith("="):
        return ParsedFigure("amount", _sum_of(entry[1:], point, locale))
    return _single(entry, point, locale)


def _single(entry: str, point: str, locale: str) -> ParsedFigure:
    """Read one figure with its marks."""
    found = _figure_pattern(point).fullmatch(entry)
    if found is None:
        raise _refused(locale)
    part = found.groupdict()
    signs = [sign for sign in (part["front"], part["after"], part["behind"]) if sign]
    bracketed = part["open"] is not None
    percent = part["rate_in"] or part["rate"]
    if (
        bracketed != (part["close"] is not None)
        or len(signs) > (0 if bracketed else 1)
        or (part["outer"] and part["inner"])
        or (part["rate_in"] and part["rate"])
        or (percent and (part["outer"] or part["inner"]))
    ):
        raise _refused(locale)
    value = _plain(part["number"], point, locale)
    if bracketed or "-" in signs:
        value = -value
    return ParsedFigure("percent" if percent else "amount", value + 0)


def _plain(number: str, point: str, locale: str) -> Decimal:
    """Return the value of a plain number whose form was checked."""
    whole, _, part = number.partition(point)
    digits = re.sub(r"\D", "", whole, flags=re.ASCII)
    value = Decimal(f"{digits or 0}.{part or 0}")
    return _checked(value, locale)


def _sum_of(expression: str, point: str, locale: str) -> Decimal:
    """Return the exact value of numbers joined by plus, minus and times."""
    s = rf"{_SPACE}*"
    factor = re.compile(rf"{s}(?P<sign>[-+]?){s}(?P<number>{_number_pattern(point)}){s}", re.ASCII)
    total, product, place = Decimal(0), Decimal(1), 0
    with localcontext() as exact:
        exact.prec = 400
        while True:
            found = factor.match(expression, place)
            if found is None:
                raise _refused(locale)
            value = _plain(found["number"], point, locale)
            product *= -value if found["sign"] == "-" else value
            place = found.end()
            joint = expression[place : place + 1]
            place += 1
            if joint in ("*", "×"):
                continue
            total += product
            if not joint:
                return _checked(total.normalize() + 0, locale)
            if joint not in ("+", "-"):
                raise _refused(locale)
            product = Decimal(-1) if joint == "-" else Decimal(1)


def _checked(value: Decimal, locale: str) -> Decimal:
    """Refuse a figure that no record could hold."""
    whole, _, part = f"{abs(value):f}".partition(".")
    if len(whole.lstrip("0")) > 16 or len(part.rstrip("0")) > 8:
        raise FigureError(
            "too_many_digits",
            "This figure is too long. Type at most 16 digits before the decimal mark "
            "and 8 after it.",
        )
    return value


def _refused(locale: str) -> FigureError:
    """Return the refusal of something that is not a figure, with examples of the locale."""
    example = Formats(locale, "XXX").money("1234.56")
    return FigureError(
        "not_a_figure",
        f"This is not a figure. Type an amount such as {example} or ({example}), "
        "a percentage such as 45%, or a sum such as =1200+340.",
    )
