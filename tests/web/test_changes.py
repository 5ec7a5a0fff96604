"""The change history as pages draw it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from ledgerstone.history.queries import Change, ChangePage, Given
from ledgerstone.history.said import Said
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import terms
from ledgerstone.web.changes import change_table, page_asked, written

AUSTRALIAN, AMERICAN = terms("en-AU"), terms("en-US")
SYDNEY = Formats("en-AU", "AUD", "Australia/Sydney")
CHICAGO = Formats("en-US", "USD", "America/Chicago")
AT = dt.datetime(2026, 10, 28, 23, 42, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "australian", "american"),
    [
        (Said(), "–", "–"),
        (Said("text", "Yes {tender}"), "Yes {tender}", "Yes {tender}"),
        (Said("phrase", "Out for {tender}"), "Out for tender", "Out for bid"),
        (Said("money", Decimal("-1234.5")), "−1,234.50", "−1,234.50"),
        (Said("money", Decimal("0.00")), "0.00", "0.00"),
        (Said("rate", Decimal("0.125")), "12.5%", "12.5%"),
        (Said("quantity", Decimal("1250.500000")), "1,250.5", "1,250.5"),
        (Said("number", 0), "0", "0"),
        (Said("day", dt.date(2027, 6, 30)), "30 June 2027", "June 30, 2027"),
        (Said("moment", AT), "29 October 2026, 10:42 am", "October 28, 2026, 6:42 PM"),
        (Said("entries", ("a", "b")), "a, b", "a, b"),
        (Said("added", ("a",)), "added a", "added a"),
        (Said("removed", ("a", "b")), "removed a, b", "removed a, b"),
    ],
)
def test_values_are_written_as_their_reader_writes_them(
    value: Said, australian: str, american: str
) -> None:
    assert written(value, SYDNEY, AUSTRALIAN) == australian
    assert written(value, CHICAGO, AMERICAN) == american


def test_a_line_says_who_when_what_from_and_to() -> None:
    change = Change(
        AT, "Robin Hale", "changed", "Company Keel Steel", "Phone",
        Said("text", "<b>1</b>"), Said("text", "2"),
    )  # fmt: skip
    table = change_table(ChangePage((change, change)), SYDNEY, AUSTRALIAN)
    assert [line.again for line in table.lines] == [False, True]
    drawn = render_to_string("components/changes.html", {"changes": table})
    for said in ("29 October 2026, 10:42 am", "Robin Hale", "Phone", "Company Keel Steel", ">2<"):
        assert said in drawn
    assert "&lt;b&gt;1&lt;/b&gt;" in drawn


def test_a_record_that_was_added_or_removed_says_what_it_held() -> None:
    held = (Given("Name", Said("text", "Keel Steel")),)
    changes = tuple(
        Change(AT, "Robin Hale", kind, "Company Keel Steel", given=held)
        for kind in ("created", "removed")
    )
    table = change_table(ChangePage(changes), SYDNEY, AUSTRALIAN)
    assert [line.title for line in table.lines] == ["Added", "Removed"]
    drawn = render_to_string("components/changes.html", {"changes": table})
    assert drawn.count("<dt>Name</dt><dd>Keel Steel</dd>") == 2


def test_nothing_yet_is_said_too() -> None:
    drawn = render_to_string(
        "components/changes.html", {"changes": change_table(ChangePage(()), SYDNEY, AUSTRALIAN)}
    )
    assert "No changes yet" in drawn
    assert "<table" not in drawn


def test_other_pages_keep_the_rest_of_the_address() -> None:
    middle = ChangePage((), number=2, has_older=True)
    table = change_table(middle, SYDNEY, AUSTRALIAN, here="/companies/7?tab=history&page=2")
    assert table.newer == "/companies/7?tab=history&page=1"
    assert table.older == "/companies/7?tab=history&page=3"
    only = change_table(ChangePage(()), SYDNEY, AUSTRALIAN, here="/companies/7")
    assert (only.newer, only.older) == ("", "")


@pytest.mark.parametrize(
    ("given", "number"),
    [
        (None, 1),
        ("", 1),
        ("2", 2),
        ("0", 1),
        ("-3", 1),
        ("x", 1),
        ("²", 1),
        ("9" * 12, 100_000),
        ("9" * 5000, 1),
    ],
)
def test_the_page_that_an_address_asks_for(given: str | None, number: int) -> None:
    assert page_asked(given) == number


def test_labels_have_the_words_of_the_region() -> None:
    change = Change(AT, "Robin Hale", "changed", "Contract SC-001", "{retention.capitalised} held")
    said = [change_table(ChangePage((change,)), SYDNEY, one) for one in (AUSTRALIAN, AMERICAN)]
    assert [table.lines[0].title for table in said] == ["Retention held", "Retainage held"]
