"""What a schedule of values may say, and the sentences for what it may not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.contracts.schedules.schedule import (
    CheckedSchedule,
    NewLine,
    RawRow,
    check_lines,
    check_rows,
)
from tests.support.scene import raw_rows

CODES = {"03-300": 1, "05-100.S": 2}


def check(*rows: RawRow, **given: Any) -> CheckedSchedule:
    return check_rows(rows, **{"method": "amount", "codes": CODES, "locale": "en-AU", **given})


def row(**given: str) -> RawRow:
    return RawRow(**{"item": "1", "description": "Steel", "scheduled_value": "100", **given})


def unit_row(**given: str) -> RawRow:
    return row(**{"quantity": "3", "unit": "m3", "unit_price": "1.3333", **given})


def said(checked: CheckedSchedule) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.message) for problem in checked.problems]


def test_lines_come_out_as_they_were_typed() -> None:
    checked = check(
        row(scheduled_value=" 1,234.50 ", budget_code="03-300", section=" North\twing "),
        RawRow(),
        row(item="2", description="Credit", scheduled_value="(100.00)"),
        row(item="3", description="Nil", scheduled_value="0"),
        row(item="4", description="Sum", scheduled_value="=1200+340"),
    )
    assert not checked.problems
    assert [line.scheduled_value for line in checked.lines] == [
        Decimal("1234.50"), Decimal("-100.00"), Decimal("0"), Decimal("1540"),
    ]  # fmt: skip
    assert (checked.lines[0].section, checked.lines[0].budget_code) == ("North wing", "03-300")
    assert checked.total == Decimal("2674.50")


@pytest.mark.parametrize(
    ("given", "column", "sentence"),
    [
        (
            {"budget_code": "09-999"},
            "budget_code",
            "Line 1: the budget code 09-999 is not on this project.",
        ),
        (
            {"scheduled_value": "100.005"},
            "scheduled_value",
            "Line 1: 100.005 has too many decimals: an amount has at most 2.",
        ),
        (
            {"scheduled_value": "45%"},
            "scheduled_value",
            "Line 1: 45% is a percentage. Type an amount.",
        ),
        (
            {"scheduled_value": "100,000,000,000.00"},
            "scheduled_value",
            "Line 1: an amount is at most 99,999,999,999.99.",
        ),
        (
            {"scheduled_value": "1,23"},
            "scheduled_value",
            "Line 1: “1,23” is not a figure. Type an amount such as 1,234.56 "
            "or (1,234.56), a percentage such as 45%, or a sum such as =1200+340.",
        ),
        ({"description": ""}, "description", "Line 1: there is no description."),
        (
            {"item": "x" * 41},
            "item",
            "Line 1: an item has at most 40 characters; this one has 41.",
        ),
        (
            {"quantity": "3", "unit": "m3", "unit_price": "1"},
            "quantity",
            "Line 1: this contract is accounted by amount. Leave quantity, unit and unit price "
            "empty, or account it by units and quantities.",
        ),
    ],
)
def test_a_row_that_cannot_stand_is_told_at_its_column(
    given: dict[str, str], column: str, sentence: str
) -> None:
    checked = check(row(**given))
    assert said(checked) == [(1, column, sentence)]
    assert not checked.lines


@pytest.mark.parametrize(
    ("given", "column", "sentence"),
    [
        (
            {"scheduled_value": "4.01"},
            "scheduled_value",
            "Line 1: quantity times unit price is 4.00, not 4.01. Correct one of them, or leave "
            "the value empty.",
        ),
        (
            {"unit": ""},
            "unit",
            "Line 1: the unit is missing. Quantity, unit and unit price stand together or not at "
            "all.",
        ),
        (
            {"quantity": "3.0001"},
            "quantity",
            "Line 1: 3.0001 has too many decimals: a quantity has at most 3.",
        ),
        (
            {"unit_price": "1.33335"},
            "unit_price",
            "Line 1: 1.33335 has too many decimals: a unit price has at most 4.",
        ),
    ],
)
def test_a_unit_row_that_cannot_stand_is_told_at_its_column(
    given: dict[str, str], column: str, sentence: str
) -> None:
    assert said(check(unit_row(**given), method="unit")) == [(1, column, sentence)]


@pytest.mark.parametrize("value", ["", "4.00", "4"])
def test_the_value_of_a_unit_row_is_its_product_in_cents(value: str) -> None:
    checked = check(unit_row(scheduled_value=value), method="unit")
    assert [line.scheduled_value for line in checked.lines] == [Decimal("4.00")]


def test_a_unit_contract_may_have_amount_lines() -> None:
    assert check(row(), method="unit").lines[0].quantity is None


def test_an_item_used_twice_names_both_rows() -> None:
    checked = check(row(), row(item="2"), row(description="Again"))
    assert said(checked) == [
        (3, "item", "Line 3: the item 1 is already on line 1. Give each line its own item.")
    ]


def test_an_item_of_the_contract_is_not_used_again() -> None:
    assert "already on the contract" in check(row(), taken_items=["1"]).problems[0].message


def test_a_schedule_without_any_items_is_numbered() -> None:
    checked = check(row(item=""), RawRow(), row(item=""), taken_items=["1", "4"])
    assert [line.item for line in checked.lines] == ["3", "5"]


def test_a_single_missing_item_is_a_problem() -> None:
    assert said(check(row(), row(item=""))) == [
        (2, "item", "Line 2: there is no item. Give the line an item of its own.")
    ]


def test_rows_of_a_file_are_named_by_their_number_there() -> None:
    checked = check(RawRow(item="1", description="Steel", scheduled_value="x", source_row=14))
    assert checked.problems[0].row == 1
    assert checked.problems[0].message.startswith("Row 14: “x” is not a figure.")


def test_new_codes_are_offered_and_can_be_made() -> None:
    rows = [row(budget_code="09-1"), row(item="2", budget_code="09-1"), row(item="3")]
    offered = check(*rows)
    assert {problem.kind for problem in offered.problems} == {"new_code"}
    assert offered.new_codes == ("09-1",)
    made = check(*rows, row(item="4", budget_code="09-A"), row(item="5", budget_code="09-a"),
                 create_codes=True)  # fmt: skip
    assert (made.problems, made.new_codes) == ((), ("09-1", "09-A"))
    assert made.lines[-1].budget_code == "09-A"


def test_budget_codes_are_found_in_any_case() -> None:
    assert check(row(budget_code="05-100.s")).lines[0].budget_code == "05-100.S"


@pytest.mark.parametrize("name", ["Total", "TOTAL:", "Subtotal", "Sub-total of part A",
                                  "Grand total", "Total excl. GST", "Contract total"])  # fmt: skip
def test_a_total_is_told_and_can_be_left_out(name: str) -> None:
    rows = raw_rows([("1", "Steel", "100"), ("2", "Slab", "50"), ("", name, "150.00")])
    checked = check(*rows)
    assert said(checked) == [
        (
            3,
            "description",
            f"Line 3: “{name}” looks like the total of the lines above it. Leave it out.",
        )
    ]
    left = check(*rows, leave_out_totals=True)
    assert (left.problems, left.total) == ((), Decimal(150))


def test_a_total_that_disagrees_is_told_even_when_totals_are_left_out() -> None:
    rows = raw_rows([("1", "Steel", "100"), ("2", "Slab", "50"), ("", "Total", "160.00")])
    checked = check(*rows, leave_out_totals=True)
    assert said(checked) == [
        (
            3,
            "description",
            "Line 3: “Total” says 160.00, but the lines above come to 150.00. Leave it out.",
        )
    ]


def test_a_total_is_held_against_lines_that_only_lack_a_budget_code() -> None:
    rows = raw_rows([("1", "Steel", "100"), ("", "Subtotal", "100"), ("2", "Slab", "50")])
    coded = [replace(row, budget_code="09-999" if row.item else "") for row in rows]
    said_of_totals = [
        problem.message
        for problem in check(*coded, RawRow(description="Total", scheduled_value="160")).problems
        if problem.kind == "total"
    ]
    assert said_of_totals == [
        "Line 2: “Subtotal” looks like the total of the lines above it. Leave it out.",
        "Line 4: “Total” says 160.00, but the lines above come to 150.00, 50.00 of it since the "
        "last total. Leave it out.",
    ]


def test_a_total_of_lines_that_cannot_be_read_is_not_called_wrong() -> None:
    rows = raw_rows([("1", "Steel", "1OO"), ("2", "Slab", "50"), ("", "Total", "150.00")])
    assert said(check(*rows))[1:] == [
        (3, "description", "Line 3: “Total” looks like a total. Leave it out.")
    ]
    left = check(*rows, leave_out_totals=True)
    assert [problem.row for problem in left.problems] == [1]


def test_subtotals_and_the_grand_total_each_agree_with_their_lines() -> None:
    rows = raw_rows(
        [("1", "a", "10"), ("", "Subtotal", "10"), ("2", "b", "5"), ("", "Subtotal", "5"),
         ("", "Grand total", "15")]
    )  # fmt: skip
    assert check(*rows, leave_out_totals=True).problems == ()


def test_a_line_with_its_own_item_may_speak_of_totals() -> None:
    assert check(row(description="Total station survey")).problems == ()


def test_headings_are_told_and_can_become_sections() -> None:
    rows = raw_rows([("", "North wing", ""), ("1", "Steel", "5"), ("B", "South wing", ""),
                     ("2", "Slab", "6")])  # fmt: skip
    checked = check(*rows)
    assert [(problem.row, problem.kind) for problem in checked.problems] == [
        (1, "heading"),
        (3, "heading"),
    ]
    taken = check(*rows, headings_as_sections=True)
    assert taken.problems == ()
    assert [line.section for line in taken.lines] == ["North wing", "South wing"]


def test_control_marks_and_directions_are_stripped() -> None:
    line = check(row(description="Steel\x00 \u202eNorth\r\nwing\u200b")).lines[0]
    assert line.description == "Steel North wing"


def test_lines_made_by_a_program_obey_the_same_rules_and_keep_their_rates() -> None:
    line = NewLine(
        item="1",
        description="Steel",
        scheduled_value=Decimal("10.00"),
        retention_work=Decimal("0.05"),
        is_exempt_from_retention=True,
        tax_rate=Decimal(0),
    )
    assert check_lines([line], method="amount", codes={}).lines == (line,)
    twice = check_lines([line, line], method="amount", codes={})
    assert [problem.column for problem in twice.problems] == ["item"]
