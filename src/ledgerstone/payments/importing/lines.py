"""The lines of a file as they are read: a day, an amount with its direction, and what it says."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .columns import LEDGER, PAID, Columns
from .figures import Money, Unread, day_of, money_of
from .reading import FileRow

LONGEST_REFERENCE = 100
LONGEST_NOTE = 1_000
LONGEST_NUMBER = 40
_FIRST_YEAR = 1990
_DEBITS = frozenset({"d", "dr", "dr.", "debit", "debet", "-"})
_CREDITS = frozenset({"c", "cr", "cr.", "credit", "+"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file. ``amount`` is positive where money came in and negative where it went out.

    ``cells`` are the texts that are searched. ``key`` tells the line apart wherever it is met
    again; ``repeats`` is the number of the row that says just the same, 0 where there is none.
    What is wrong with a line is its ``fault``; then day and amount may be missing.
    """

    number: int
    day: dt.date | None
    amount: Decimal | None
    cells: tuple[str, ...]
    reference: str = ""
    note: str = ""
    payment_number: str = ""
    key: str = ""
    repeats: int = 0
    fault: str = ""

    @property
    def text(self) -> str:
        """What the line says, for a person."""
        return " · ".join(dict.fromkeys(cell for cell in self.cells if cell))


@dataclass(frozen=True, slots=True)
class _Reader:
    """How the rows of one file are read."""

    columns: Columns
    currency: str
    today: dt.date
    debits_are_minus: bool

    def line(self, number: int, cells: Sequence[str]) -> Line:
        faults: list[str] = []
        day: dt.date | None = None
        amount: Decimal | None = None
        try:
            day = self._day(cells)
        except Unread as unread:
            faults.append(str(unread))
        try:
            amount = self._amount(cells)
        except Unread as unread:
            faults.append(str(unread))
        columns = self.columns
        given = _cell(cells, columns.reference)
        texts = [_cell(cells, place) for place in columns.texts]
        said = " ".join(dict.fromkeys(text for text in texts if text))
        reference = (given or said)[:LONGEST_REFERENCE].strip()
        return Line(
            number=number,
            day=day,
            amount=amount,
            cells=(given, *texts),
            reference=reference,
            note="" if said == reference else said[:LONGEST_NOTE].strip(),
            payment_number=_cell(cells, columns.number)[:LONGEST_NUMBER].strip(),
            fault=" ".join(faults),
        )

    def _day(self, cells: Sequence[str]) -> dt.date:
        cell = _cell(cells, self.columns.date)
        if not cell:
            raise Unread("There is no date.")
        day = day_of(cell, self.columns.order)
        if day > self.today:
            raise Unread("It cannot have been paid on a day to come.")
        if day.year < _FIRST_YEAR:
            raise Unread(f"“{cell[:40]}” is too long ago.")
        return day

    def _amount(self, cells: Sequence[str]) -> Decimal:
        """What came in by a row, less what went out."""
        money, amount = self._signed(cells) if self.columns.is_signed else self._sided(cells)
        if money is None:
            raise Unread("There is no amount.")
        if amount == 0:
            raise Unread("The amount is 0.")
        said = (_cell(cells, self.columns.currency) or money.currency).upper()
        if said and said != self.currency:
            raise Unread(f"The line is in {said[:10]}, the project in {self.currency}.")
        return amount

    def _signed(self, cells: Sequence[str]) -> tuple[Money | None, Decimal]:
        """The amount of one column, by the side that it names or its sign."""
        money = money_of(_cell(cells, self.columns.amount), self.columns.mark)
        if money is None:
            return None, Decimal(0)
        side = money.side or _side(_cell(cells, self.columns.side))
        if not side:
            return money, -money.amount if self.columns.kind == PAID else money.amount
        came_in = (side == "CR") != (self.columns.kind == LEDGER)
        return money, abs(money.amount) if came_in else -abs(money.amount)

    def _sided(self, cells: Sequence[str]) -> tuple[Money | None, Decimal]:
        """The amount of a row with a column for each side, of which one is filled."""
        mark = self.columns.mark
        debit = money_of(_cell(cells, self.columns.debit), mark)
        credit = money_of(_cell(cells, self.columns.credit), mark)
        if debit is not None and credit is not None:
            if debit.amount != 0 and credit.amount != 0:
                raise Unread("Both debit and credit are given.")
            debit, credit = (debit, None) if credit.amount == 0 else (None, credit)
        is_ledger = self.columns.kind == LEDGER
        if debit is not None:
            amount = -debit.amount if self.debits_are_minus else debit.amount
            return debit, amount if is_ledger else -amount
        if credit is not None:
            return credit, -credit.amount if is_ledger else credit.amount
        return None, Decimal(0)


def lines_of(
    rows: Sequence[FileRow], columns: Columns, *, currency: str, today: dt.date
) -> list[Line]:
    """The lines below the headings, in their order. ``today`` is the last day to be paid on.

    Headings that are repeated further down are left out.
    """
    below = [
        (number, cells)
        for number, cells in rows
        if number > columns.heading and tuple(cells) != columns.headings
    ]
    reader = _Reader(columns, currency, today, _are_minus(below, columns))
    apart = _Apart(columns)
    return [apart.told(reader.line(number, cells), cells) for number, cells in below]


class _Apart:
    """Tells lines apart. Two lines of a file that say the same have two keys.

    What a column of balances says is left out: it differs from one file to the next.
    """

    def __init__(self, columns: Columns) -> None:
        self._unread = {columns.date, columns.balance, *columns.figures}
        self._met: Counter[str] = Counter()
        self._first: dict[str, int] = {}

    def told(self, line: Line, cells: Sequence[str]) -> Line:
        """The line with its key; a faulty one has none."""
        if line.fault:
            return line
        words = [cell.casefold() for place, cell in enumerate(cells) if place not in self._unread]
        said = "\n".join([str(line.day), str(line.amount), *filter(None, words)])
        digest = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:48]
        self._met[digest] += 1
        first = self._first.setdefault(digest, line.number)
        return replace(
            line,
            key=f"{digest}-{self._met[digest]}",
            repeats=0 if first == line.number else first,
        )


def _are_minus(rows: Sequence[FileRow], columns: Columns) -> bool:
    """Whether a column of debits is written with a minus, as some banks do."""
    if columns.debit is None:
        return False
    found = [cell for _, cells in rows if (cell := _cell(cells, columns.debit))]
    return 2 * sum(cell.startswith(("-", "\u2212", "(")) for cell in found) > len(found)


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def _side(cell: str) -> str:
    said = cell.strip().lower()
    if said in _DEBITS:
        return "DR"
    return "CR" if said in _CREDITS else ""
