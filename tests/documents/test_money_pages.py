"""Documents about money of any length: drawn in parts, with each row once and pages numbered."""

from __future__ import annotations

import re

import pytest

from ledgerstone.documents.money_pages.money_model import (
    Block,
    MoneyDocument,
    MoneyParty,
    MoneyRow,
    MoneyTable,
)
from ledgerstone.documents.money_pages.pages import ROWS_IN_A_PART, typeset_money
from tests.documents.reading import read


def table(name: str, rows: int) -> MoneyTable:
    made = [MoneyRow(cells=(f"{name}{place}", "1,234.50")) for place in range(rows)]
    return MoneyTable(headings=("What", "Amount"), rows=tuple(made), title=f"Table {name}")


def document(*tables: MoneyTable, logo: bytes | None = None) -> MoneyDocument:
    party = MoneyParty(name="Northbridge Construction", logo=logo)
    return MoneyDocument(
        locale="en-AU", paper="a4", title="Statement", subtitle="As at today",
        headline_label="Held now", headline="A$1.00", maker=party, other=party,
        blocks=(Block(caption="Account", name=party.name),) * 3, facts=(("When", "Now"),) * 3,
        tables=tables, notes=("Nothing else.",), footer="Statement",
    )  # fmt: skip


@pytest.mark.parametrize("rows", [0, 1, ROWS_IN_A_PART, ROWS_IN_A_PART + 1, 230])
def test_every_row_is_there_once_and_pages_are_numbered(rows: int) -> None:
    pages = read(typeset_money(document(table("a", rows), table("b", 30))))
    text = "\n".join(page.text for page in pages)
    for name, count in (("a", rows), ("b", 30)):
        assert re.findall(rf"^{name}\d+", text, re.MULTILINE) == [
            f"{name}{place}" for place in range(count)
        ]
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page.text
    assert text.count("Nothing else.") == 1
    assert text.count("As at today") == 1
    assert ("Table a, continued" in text) is (rows > ROWS_IN_A_PART)


def test_the_same_document_gives_the_same_bytes() -> None:
    long = document(table("a", 150))
    assert typeset_money(long) == typeset_money(long)


def test_a_logo_that_cannot_be_drawn_is_left_out() -> None:
    broken = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
    (page,) = read(typeset_money(document(table("a", 1), logo=broken)))
    assert "Northbridge Construction" in page.text
