"""Which column of a file is what: guessed by headings, else by what the cells hold, and remembered.

A person may choose otherwise on the page; the choice is used again for the next file of the project
that has the same headings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from .figures import MARKS, ORDERS, is_amount, is_day, mark_of, order_of
from .reading import FileRow

# What a file shows. In a statement of a bank, credits came in; in the ledger's own account of that
# bank, debits did. Lists hold what was paid, or what was received, without a sign.
STATEMENT, LEDGER, PAID, RECEIVED = "statement", "ledger", "paid", "received"
KINDS = (STATEMENT, LEDGER, PAID, RECEIVED)

SINGLE = ("date", "amount", "debit", "credit", "side", "currency", "reference", "number", "balance")
NAMES: Mapping[str, tuple[str, ...]] = {
    "date": (
        "payment date", "paid date", "date paid", "paid on", "transaction date", "date",
        "value date", "posting date", "posted date", "booking date", "entry date", "txn date",
        "trans date", "effective date", "processed date", "settlement date", "cleared date",
        "gl date", "day", "date processed", "date received", "received date", "received on",
    ),
    "amount": (
        "amount paid", "paid amount", "payment amount", "amount received", "received amount",
        "transaction amount", "amount", "net amount", "value", "total amount", "total", "sum",
    ),
    "debit": (
        "debit", "debits", "debit amount", "amount debit", "withdrawal", "withdrawals", "paid out",
        "money out", "payments", "payment", "dr", "dr amount", "out",
    ),
    "credit": (
        "credit", "credits", "credit amount", "amount credit", "deposit", "deposits", "paid in",
        "money in", "receipts", "receipt", "cr", "cr amount", "in",
    ),
    "side": ("dr cr", "cr dr", "debit credit", "credit debit", "d c", "sign"),
    "currency": ("currency", "ccy", "currency code", "curr"),
    "reference": (
        "payment reference", "reference", "ref", "payment ref", "reference number", "reference no",
        "ref no", "remittance", "bank reference", "transaction reference", "lodgement reference",
        "remittance reference", "your reference", "customer reference", "document", "document no",
        "document number",
    ),
    "number": (
        "payment number", "payment no", "payment", "receipt number", "receipt no", "cheque number",
        "cheque no", "check number", "check no", "voucher", "voucher no", "voucher number",
    ),
    "balance": (
        "balance", "running balance", "account balance", "closing balance", "available balance",
    ),
}  # fmt: skip
_TEXTS = frozenset({
    "description", "narrative", "narration", "details", "transaction details", "particulars",
    "memo", "note", "notes", "text", "transaction description", "payee", "payee name", "payer",
    "paid to", "paid by", "received from", "vendor", "vendor name", "supplier", "supplier name",
    "creditor", "creditor name", "debtor", "debtor name", "customer", "customer name", "name",
    "counterparty", "company", "company name", "other party", "code", "analysis", "invoice",
    "invoice number", "invoice no", "invoices", "invoice reference", "contract", "contract number",
    "contract no", "commitment", "commitment number", "subcontract", "subcontract number",
    "purchase order", "po", "po number", "order", "claim", "claim number", "claim no", "purpose",
    "message", "comment", "comments", "abn", "additional information", "beneficiary", "remitter",
})  # fmt: skip
_OF_PAID = re.compile(
    r"\b(payee|vendor|supplier|creditor|paid to|amount paid|paid amount|beneficiary)\b"
)
_OF_RECEIVED = re.compile(r"\b(payer|customer|debtor|received|received from|remitter|paid by)\b")
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_CURRENCY_AT_END = re.compile(r" (aud|usd|gbp|cad|eur|nzd|sgd|chf|jpy|inr|zar)$")
_LOOKS_AT = 30
_SAMPLE = 400
# Of the cells of a column, so many in a hundred have to look like days or amounts.
_ENOUGH = 60


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns by their place from 0, None where there is none, and how cells are read.

    ``heading`` is the number of the row with the headings, 0 where there is none; rows above it are
    left out. ``texts`` are searched for what a payment is for, with the reference.
    """

    heading: int = 0
    headings: tuple[str, ...] = ()
    date: int | None = None
    amount: int | None = None
    debit: int | None = None
    credit: int | None = None
    side: int | None = None
    currency: int | None = None
    reference: int | None = None
    number: int | None = None
    balance: int | None = None
    texts: tuple[int, ...] = ()
    order: str = "dmy"
    mark: str = "."
    kind: str = STATEMENT
    method: str = "bank_transfer"

    @property
    def are_enough(self) -> bool:
        """Whether a day and an amount can be read by them."""
        return self.date is not None and (
            self.amount is not None or self.debit is not None or self.credit is not None
        )

    @property
    def is_signed(self) -> bool:
        """Whether one column holds all amounts."""
        return self.amount is not None

    @property
    def figures(self) -> tuple[int, ...]:
        """The columns of amounts."""
        return tuple(one for one in (self.amount, self.debit, self.credit) if one is not None)

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


def of_kept(kept: Mapping[str, Any]) -> Columns:
    """What ``kept`` gave; unknown values are left out."""
    known = Columns()
    places = {
        name: place if isinstance(place := kept.get(name), int) and place >= 0 else None
        for name in SINGLE
    }
    return replace(
        known,
        **places,
        heading=int(kept.get("heading") or 0),
        headings=tuple(map(str, kept.get("headings") or ())),
        texts=tuple(one for one in kept.get("texts") or () if isinstance(one, int)),
        order=_one_of(kept.get("order"), ORDERS),
        mark=_one_of(kept.get("mark"), MARKS),
        kind=_one_of(kept.get("kind"), KINDS),
        method=str(kept.get("method") or known.method),
    )


def _one_of(given: Any, known: Sequence[str]) -> str:
    return given if given in known else known[0]


def guess(rows: Sequence[FileRow], *, order: str, before: Columns | None = None) -> Columns:
    """The columns of a file. ``order`` is that of days where the file does not tell; ``before``
    what was chosen for the project's last file, which counts where the headings are the same."""
    named = next(
        (
            (number, cells, found)
            for number, cells in rows[:_LOOKS_AT]
            if (found := _by_headings(cells)) is not None
        ),
        None,
    )
    if named is None:
        columns = _by_cells(rows)
    else:
        columns = replace(named[2], heading=named[0], headings=tuple(named[1]))
    if before is not None and before.are_enough and _are_alike(before, columns, rows):
        return replace(before, heading=columns.heading, headings=columns.headings)
    return told_by_cells(columns, rows, order=order)


def _are_alike(before: Columns, columns: Columns, rows: Sequence[FileRow]) -> bool:
    """Whether a file is of the form of one before: the same headings, or none and as wide."""
    if before.headings or columns.headings:
        return before.headings == columns.headings
    used = max([0, *before.texts, *before.figures, before.date or 0])
    return (before.date, before.figures) == (columns.date, columns.figures) and any(
        len(cells) > used for _, cells in rows
    )


def told_by_cells(columns: Columns, rows: Sequence[FileRow], *, order: str) -> Columns:
    """The columns with what the cells below the headings tell: days, cents, and what it shows."""
    below = [cells for number, cells in rows if number > columns.heading]
    figures = [cells[place] for place in columns.figures for cells in below if place < len(cells)]
    days = [
        cells[columns.date]
        for cells in below
        if columns.date is not None and columns.date < len(cells)
    ]
    columns = replace(columns, order=order_of(days, order), mark=mark_of(figures))
    return replace(columns, kind=_kind(columns, figures))


def _kind(columns: Columns, figures: Sequence[str]) -> str:
    """What the file shows: with signs or two columns a statement; else a list of payments."""
    is_signed = any(
        re.search(r"^[^\d]*[-(\u2212]|-$|\b[CD]R\.?$", cell, re.IGNORECASE) for cell in figures
    )
    said = " | ".join(_name(text) for text in columns.headings)
    if columns.amount is None or columns.side is not None:
        return STATEMENT
    if not is_signed and _OF_RECEIVED.search(said) and not _OF_PAID.search(said):
        return RECEIVED
    if not is_signed or _OF_PAID.search(said):
        return PAID
    return STATEMENT


def _name(text: str) -> str:
    plain = _NOT_IN_NAMES.sub(" ", _IN_BRACKETS.sub(" ", text.lower())).strip()
    return _CURRENCY_AT_END.sub("", plain)


def _by_headings(cells: Sequence[str]) -> Columns | None:
    """The columns by a row of headings: it names a day and an amount."""
    at: dict[str, int] = {}
    for place, text in enumerate(cells):
        name = _name(text)
        if name:
            at.setdefault(name, place)
    found: dict[str, int] = {}
    for target in SINGLE:
        where = next((at[name] for name in NAMES[target] if name in at), None)
        if where is not None and where not in found.values():
            found[target] = where
    if "debit" in found or "credit" in found:
        # "Payment" beside "Amount" is a column of numbers or of words.
        if "amount" in found and not {"debit", "credit"} <= found.keys():
            found.pop("debit", None)
            found.pop("credit", None)
        else:
            found.pop("amount", None)
    columns = Columns(**found)  # type: ignore[arg-type]
    if not columns.are_enough:
        return None
    taken = set(found.values())
    texts = [place for name, place in at.items() if name in _TEXTS and place not in taken]
    if not texts and columns.reference is None:
        texts = [place for place in at.values() if place not in taken]
    return replace(columns, texts=tuple(sorted(texts)))


def _by_cells(rows: Sequence[FileRow]) -> Columns:
    """The columns of a file without headings, by what most of their cells look like."""
    sample = [cells for _, cells in rows[:_SAMPLE]]
    width = max((len(cells) for cells in sample), default=0)
    filled = [
        [cells[place] for cells in sample if place < len(cells) and cells[place]]
        for place in range(width)
    ]
    days = [place for place in range(width) if _most(filled[place], is_day)]
    figures = [
        place for place in range(width) if place not in days and _most(filled[place], is_amount)
    ]
    texts = tuple(place for place in range(width) if place not in days[:1] and place not in figures)
    columns = Columns(date=days[0] if days else None, texts=texts)
    if len(figures) >= 2 and _are_sides(sample, figures[0], figures[1]):
        balance = figures[2] if len(figures) > 2 else None
        return replace(columns, debit=figures[0], credit=figures[1], balance=balance)
    return replace(
        columns,
        amount=figures[0] if figures else None,
        balance=figures[1] if len(figures) > 1 else None,
    )


def _most(cells: Sequence[str], looks_right: Any) -> bool:
    return bool(cells) and 100 * sum(map(looks_right, cells)) >= _ENOUGH * len(cells)


def _are_sides(sample: Sequence[Sequence[str]], first: int, second: int) -> bool:
    """Whether most rows fill exactly one of two columns."""
    pairs = [bool(cells[first]) != bool(cells[second]) for cells in sample if second < len(cells)]
    return 100 * sum(pairs) >= _ENOUGH * len(sample)
