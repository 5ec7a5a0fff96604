"""Files of banks and ledgers as they come: separators, encodings, days, amounts and columns."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ledgerstone.payments.importing.columns import LEDGER, PAID, RECEIVED, STATEMENT, guess, of_kept
from ledgerstone.payments.importing.figures import Unread, day_of, mark_of, money_of, order_of
from ledgerstone.payments.importing.lines import Line, lines_of
from ledgerstone.payments.importing.reading import LARGEST_FILE, MOST_LINES, read_file
from ledgerstone.tenancy.refusals import Invalid

TODAY = dt.date(2026, 11, 5)
PLAIN = "Date,Description,Amount\n30/10/2026,Keel Steel SC-001,-110.00\n"


def lines(text: str | bytes, *, order: str = "dmy", currency: str = "AUD") -> list[Line]:
    content = text.encode() if isinstance(text, str) else text
    rows = read_file(content, "bank.csv")
    return lines_of(rows, guess(rows, order=order), currency=currency, today=TODAY)


def one(text: str | bytes) -> Line:
    [line] = lines(text)
    return line


# --- the file -------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "^", "~"])
def test_any_separator_is_found(mark: str) -> None:
    line = one(PLAIN.replace(",", mark))
    assert (line.day, line.amount) == (dt.date(2026, 10, 30), Decimal("-110.00"))
    assert line.text == "Keel Steel SC-001"


def test_commas_within_texts_and_amounts_do_not_mislead() -> None:
    line = one("Date;Details;Amount\n30.10.2026;Keel, Steel, and more, of it;-1.234,50\n")
    assert (line.amount, line.text) == (Decimal("-1234.50"), "Keel, Steel, and more, of it")


def test_a_line_that_names_its_separator_is_followed() -> None:
    line = one("sep=|\nDate|Description|Amount\n30/10/2026|Keel; Steel; SC-001|-5.00\n")
    assert (line.number, line.text) == (3, "Keel; Steel; SC-001")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_any_encoding_is_read(encoding: str) -> None:
    text = "Date,Description,Amount\n30/10/2026,Café Müller £5,5.00\n"
    assert one(text.encode(encoding)).text == "Café Müller £5"


@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_any_line_end_is_read_and_rows_keep_their_numbers(ends: str) -> None:
    text = ends.join(["Date,Details,Amount", "", "30/10/2026,One,1.00", "31/10/2026,Two,2.00", ""])
    assert [line.number for line in lines(text)] == [3, 4]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is nothing in this file."),
        (b" \n\n ", "There is nothing in this file."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "is an old Excel workbook. Save it as .xlsx or as CSV.",
        ),
        (b"%PDF-1.7\n", "is not text. Choose a CSV file."),
        (b"a\0b,c\nd,e", "is not text."),
        (b"x" * (LARGEST_FILE + 1), "is larger than 10 MB."),
        (b"a,b\n" * (MOST_LINES + 100), "There are more than 20,000 lines."),
    ],
)
def test_what_is_no_such_file_says_so(content: bytes, said: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_file(content, "bank.csv")
    assert said in refusal.value.fields["file"]


def test_a_cell_without_an_end_is_no_error_of_the_program() -> None:
    with pytest.raises(Invalid):
        read_file(b'Date,"' + b"x" * 200_000, "bank.csv")


# --- days and amounts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("2026-10-05", "dmy"), ("2026/10/05", "mdy"), ("2026-10-05T14:03:11Z", "dmy"),
        ("5/10/2026", "dmy"), ("05-10-26", "dmy"), ("5.10.2026", "dmy"), ("10/5/2026", "mdy"),
        ("10/05/2026 09:15", "mdy"), ("20261005", "dmy"), ("05102026", "dmy"),
        ("5 Oct 2026", "mdy"), ("05-OCT-26", "mdy"), ("Mon, 5 October 2026", "dmy"),
        ("Oct 5, 2026", "dmy"), ("October 5th, 2026", "dmy"), ("26-10-05", "ymd"),
    ],
)  # fmt: skip
def test_days_are_read_as_banks_write_them(cell: str, order: str) -> None:
    assert day_of(cell, order) == dt.date(2026, 10, 5)


@pytest.mark.parametrize("cell", ["31/02/2026", "13/13/2026", "yesterday", "5", "2026", "5/10"])
def test_what_is_no_day_is_not_guessed_at(cell: str) -> None:
    with pytest.raises(Unread):
        day_of(cell, "dmy")


def test_one_day_after_the_twelfth_tells_the_order_of_all() -> None:
    assert order_of(["03/04/2026", "04/13/2026"], "dmy") == "mdy"
    assert order_of(["03/04/2026", "13/04/2026"], "mdy") == "dmy"
    assert order_of(["03/04/2026"], "mdy") == "mdy"


@pytest.mark.parametrize(
    ("cell", "mark", "amount"),
    [
        ("1,234.50", ".", "1234.50"), ("1.234,50", ",", "1234.50"), ("1 234,50", ",", "1234.50"),
        ("1'234.50", ".", "1234.50"), ("-5", ".", "-5"), ("\u22125.00", ".", "-5"),
        ("(5.00)", ".", "-5"), ("5.00-", ".", "-5"), ("$1,234.50", ".", "1234.50"),
        ("-$5.00", ".", "-5"), ("A$5.00", ".", "5"), ("5.0000", ".", "5"), ("+5", ".", "5"),
        ("1.234", ",", "1234"),
    ],
)  # fmt: skip
def test_amounts_are_read_as_banks_write_them(cell: str, mark: str, amount: str) -> None:
    money = money_of(cell, mark)
    assert money is not None
    assert (money.amount, money.side, money.currency) == (Decimal(amount), "", "")


@pytest.mark.parametrize(
    ("cell", "side", "currency"),
    [
        ("5.00 CR", "CR", ""), ("5.00DR", "DR", ""), ("AUD 5.00", "", "AUD"),
        ("5.00 USD", "", "USD"), ("USD 5.00 cr", "CR", "USD"),
    ],
)  # fmt: skip
def test_sides_and_currencies_beside_an_amount_are_read(
    cell: str, side: str, currency: str
) -> None:
    money = money_of(cell, ".")
    assert money is not None
    assert (money.amount, money.side, money.currency) == (Decimal(5), side, currency)


@pytest.mark.parametrize(
    "cell", ["n/a", "1,23", "5%", "=1+1", "1.234", "12..5", "CR", "9" * 15, "0x10", "1e5", "५"]
)
def test_what_is_not_surely_an_amount_is_not_guessed_at(cell: str) -> None:
    with pytest.raises(Unread):
        money_of(cell, ".")


def test_the_mark_of_cents_is_that_of_the_column() -> None:
    assert mark_of(["1.234", "5,50"]) == ","
    assert mark_of(["1,234", "5.50"]) == "."
    assert mark_of(["1.234,00", "7"]) == ","
    assert mark_of(["5", "1000"]) == "."


# --- columns --------------------------------------------------------------------------------------


def test_debits_went_out_and_credits_came_in() -> None:
    found = lines(
        "Account: 123,,,,\nDate,Narrative,Debit Amount,Credit Amount,Balance\n"
        "30/10/2026,Keel,110.00,,890.00\n31/10/2026,Harbour,,50.00,940.00\n"
    )
    assert [line.amount for line in found] == [Decimal("-110.00"), Decimal("50.00")]


def test_debits_with_a_minus_went_out_too() -> None:
    found = lines("Date,Text,Debit,Credit\n30/10/2026,K,-110.00,\n30/10/2026,L,-1.00,0.00\n")
    assert [line.amount for line in found] == [Decimal("-110.00"), Decimal("-1.00")]


def test_in_the_account_of_a_ledger_debits_came_in() -> None:
    rows = read_file(b"Date,Narrative,Debit,Credit\n30/10/2026,K,110.00,\n", "gl.csv")
    columns = of_kept({**guess(rows, order="dmy").kept(), "kind": LEDGER})
    [line] = lines_of(rows, columns, currency="AUD", today=TODAY)
    assert line.amount == Decimal("110.00")


def test_a_column_may_say_the_side() -> None:
    found = lines("Date,Text,Amount,DR/CR\n30/10/2026,K,110.00,DR\n30/10/2026,H,5.00,CR\n")
    assert [line.amount for line in found] == [Decimal("-110.00"), Decimal("5.00")]


@pytest.mark.parametrize(
    ("head", "kind", "amount"),
    [
        ("Payment Date,Supplier,Amount Paid", PAID, "-5"),
        ("Payment date,Customer,Amount received", RECEIVED, "5"),
        ("Date,Details,Amount", PAID, "-5"),
    ],
)
def test_lists_of_payments_have_no_sign(head: str, kind: str, amount: str) -> None:
    text = f"{head}\n30/10/2026,Keel,5.00\n"
    assert guess(read_file(text.encode(), "x.csv"), order="dmy").kind == kind
    assert one(text).amount == Decimal(amount)


def test_a_file_without_headings_is_read_by_what_its_cells_hold() -> None:
    text = '30/10/2026,"-110.00","KEEL STEEL","+890.00"\n31/10/2026,"50.00","HARBOUR","+940.00"\n'
    columns = guess(read_file(text.encode(), "x.csv"), order="dmy")
    assert (columns.heading, columns.date, columns.amount) == (0, 0, 1)
    assert (columns.balance, columns.texts, columns.kind) == (3, (2,), STATEMENT)
    assert [line.amount for line in lines(text)] == [Decimal("-110.00"), Decimal("50.00")]


def test_what_was_chosen_for_the_last_file_is_used_for_one_with_the_same_headings() -> None:
    rows = read_file(b"Date,Value,Amount,Text\n30/10/2026,1.00,2.00,K\n", "x.csv")
    chosen = of_kept({**guess(rows, order="dmy").kept(), "amount": 1, "kind": RECEIVED})
    assert guess(rows, order="dmy", before=chosen).amount == 1
    other = read_file(b"Date,Worth,Amount,Text\n30/10/2026,1.00,2.00,K\n", "x.csv")
    assert guess(other, order="dmy", before=chosen).amount == 2


def test_what_is_kept_of_columns_comes_back_and_nonsense_does_not() -> None:
    columns = guess(read_file(PLAIN.encode(), "x.csv"), order="dmy")
    assert of_kept(columns.kept()) == columns
    odd = of_kept({"date": "1", "amount": -3, "order": "xyz", "kind": 7, "texts": ["a", 2]})
    assert (odd.date, odd.amount, odd.order, odd.kind, odd.texts) == (
        None, None, "dmy", STATEMENT, (2,),
    )  # fmt: skip


# --- lines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",Keel,5.00", "There is no date."),
        ("soon,Keel,5.00", "“soon” is not a date."),
        ("31/02/2026,Keel,5.00", "“31/02/2026” is no day of the calendar."),
        ("06/11/2026,Keel,5.00", "It cannot have been paid on a day to come."),
        ("30/10/1926,Keel,5.00", "is too long ago."),
        ("30/10/2026,Keel,", "There is no amount."),
        ("30/10/2026,Keel,0.00", "The amount is 0."),
        ("30/10/2026,Keel,five", "“five” is not an amount."),
        ("30/10/2026,Keel,5.005", "“5.005” has more than 2 decimals."),
        ("30/10/2026,Keel,5.00 USD", "The line is in USD, the project in AUD."),
        ("30/10/2026", "There is no amount."),
        ("x,y,z", "“x” is not a date. “z” is not an amount."),
    ],
)
def test_a_faulty_line_says_why(row: str, said: str) -> None:
    found = lines(f"Date,Details,Amount\n29/10/2026,Good,-1.00\n{row}\n")
    assert not found[0].fault
    assert said in found[1].fault


def test_both_sides_at_once_are_a_fault() -> None:
    line = one("Date,Text,Debit,Credit\n30/10/2026,K,1.00,2.00\n")
    assert line.fault == "Both debit and credit are given."


def test_a_line_is_known_again_whatever_the_balance_and_two_of_a_file_are_two() -> None:
    head = "Date,Narrative,Debit,Credit,Balance\n"
    first = lines(f"{head}30/10/2026,Keel,5.00,,95.00\n30/10/2026,Keel,5.00,,90.00\n")
    later = lines(f"{head}01/10/2026,Other,1.00,,1.00\n30/10/2026,KEEL,5.00,,7.00\n")
    assert first[0].key == later[1].key
    assert first[0].key != first[1].key
    assert [line.repeats for line in first] == [0, 2]


def test_hostile_texts_are_texts() -> None:
    long = "A" * 10_000
    found = lines(
        "Date,Reference,Description,Amount\n"
        f"30/10/2026,'=1+1,{long},-1.00\n"
        "30/10/2026,\"=cmd|'/c calc'!A1\",\u202egnp.exe\u2066,-2.00\n"
        "30/10/2026,#let x = 1,<b>*_$</b>,-3.00\n"
    )
    assert [len(line.reference) <= 100 and len(line.note) <= 1000 for line in found] == [True] * 3
    assert found[0].reference == "=1+1"
    assert found[1].note == "gnp.exe"
    assert found[2].text == "#let x = 1 · <b>*_$</b>"
