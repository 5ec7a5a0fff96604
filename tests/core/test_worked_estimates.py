"""Transport agencies' pay estimates, claim by claim.

They are expressed as claims: their mobilization is a line exempt from retention, their extra work
and adjustments are lines, their deductions are deductions."""

from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.core.rounding import cents
from tests.core.sheets import (
    COVER_5,
    assert_cover,
    claim,
    codes,
    document,
    example,
    line,
    value_last,
)

EARNINGS = ("contract_items", "extra_work", "adjustment_compensation")


def _less(now: str, this: str) -> str:
    return str(Decimal(now) - Decimal(this))


def _estimate(number: str, retention: dict[str, Any] | None) -> dict[str, Any]:
    """A pay estimate as an opening at its previous figures and one claim to date."""
    inputs = example(number)["inputs"]
    to_date, this = inputs["to_date"], inputs["this_estimate"]
    names = (*EARNINGS, "mobilization")
    lines = [
        {"item": name, "scheduled_value": "99000000.00", "exempt_from_retention": name == names[-1]}
        for name in names
    ]
    before = {name: _less(to_date[name], this[name]) for name in names}
    stored_before = _less(to_date["materials_on_hand"], this["materials_on_hand"])
    bearing = sum(Decimal(before[name]) for name in EARNINGS) + Decimal(stored_before)
    held = cents(bearing * Decimal("0.05")) if retention else Decimal(0)
    opening = {
        "less_previous_certificates": str(bearing + Decimal(before["mobilization"]) - held),
        "retention_held": str(held),
        "deductions_to_date": _less(to_date["deductions"], this["deductions"]),
        "lines": {name: {"work_previous": before[name]} for name in names},
    }
    opening["lines"]["contract_items"]["materials_stored"] = stored_before
    entries: dict[str, Any] = {name: to_date[name] for name in names}
    entries["contract_items"] = {
        "work_to_date": to_date["contract_items"],
        "materials_stored": to_date["materials_on_hand"],
    }
    deductions = [{"amount": this["deductions"]}]
    only = claim(1, entries, opening=opening, deductions=deductions)
    return document(lines, only, retention=retention)


def _assert_earned(valued: dict[str, Any], expected: dict[str, Any]) -> None:
    """What was earned in all, and what of it bears retention, to date and of this estimate."""
    cover, exempt = valued["cover"], line(valued, "mobilization")
    total = Decimal(cover["total_completed_and_stored"])
    stored = sum(Decimal(one["materials_stored"]) for one in valued["lines"])
    assert total - stored == Decimal(expected["to_date"]["total_work_completed"])
    bearing = total - Decimal(exempt["completed_and_stored"])
    assert bearing == Decimal(expected["to_date"]["earned_subject_to_retention"])
    moved = sum(Decimal(one["movement_this_period"]) for one in valued["lines"])
    moved -= Decimal(exempt["movement_this_period"])
    assert moved == Decimal(expected["this_estimate"]["earned_subject_to_retention"])


@pytest.mark.parametrize("number", ["01", "02", "03", "05"])
def test_progress_estimates_of_a_transport_agency(number: str) -> None:
    expected = example(number)["expected"]
    valued = value_last(_estimate(number, COVER_5))
    cover = valued["cover"]
    assert "opening_does_not_tie" not in [code for _, code in codes(valued)]
    assert cover["total_retention"] == expected["to_date"]["retention"]
    assert cover["retention_this_period"] == expected["this_estimate"]["retention"]
    assert cover["payable"] == expected["this_estimate"]["net_payment"]
    total_pay = Decimal(cover["total_earned_less_retention"]) + Decimal(cover["deductions_to_date"])
    assert total_pay == Decimal(expected["to_date"]["total_pay"])
    _assert_earned(valued, expected)


@pytest.mark.parametrize("number", ["06", "07"])
def test_final_estimates_after_the_retention_was_released(number: str) -> None:
    found = example(number)
    to_date, expected = found["inputs"]["to_date"], found["expected"]
    released = to_date["retention_released_after_95pct"]
    written = _estimate(number, COVER_5)
    written["claims"][0]["release_retention"] = {
        "share_of_held": "1", "event": "after acceptance"
    }  # fmt: skip
    opening = written["claims"][0]["opening"]
    earned = Decimal(opening["less_previous_certificates"]) + Decimal(opening["retention_held"])
    opening["retention_held"] = "0.00"
    opening["retention_released_to_date"] = released
    opening["less_previous_certificates"] = str(earned)
    valued = value_last(written)
    assert_cover(
        valued,
        total_retention=expected["to_date"]["retention_net_held"],
        payable=expected["this_estimate"]["net_payment"],
    )
    total_pay = Decimal(valued["cover"]["total_earned_less_retention"])
    total_pay += Decimal(valued["cover"]["deductions_to_date"])
    assert total_pay == Decimal(expected["to_date"]["total_pay"])
    _assert_earned(valued, expected)


def test_09_liquidated_damages_taken_and_returned() -> None:
    found = example("09")
    entries = found["inputs"]["entries"]

    def taken(estimate: int) -> list[dict[str, str]]:
        return [
            {"category": entry["cat"], "amount": entry["amount"]}
            for entry in entries
            if entry["est"] == estimate
        ]

    last = value_last(
        document({"A": "1.00"}, claim(2, deductions=taken(2)), claim(3, deductions=taken(3)))
    )
    total = found["expected"]["total_deductions"]
    assert_cover(
        last, deductions_this_period=total["this_estimate"], deductions_to_date=total["total"]
    )


def test_11_extra_work_reports_sum_and_deductions_carry_on() -> None:
    found = example("11")
    orders, expected = found["inputs"]["change_orders"], found["expected"]
    reports = {f"{o}-{i}": a for o, found_ in orders.items() for i, a in enumerate(found_)}
    taken = [{"amount": entry["amount"]} for entry in found["inputs"]["deductions"]]
    earlier = claim(3, deductions=taken)
    valued = value_last(document(reports, earlier, claim(4, reports)))
    assert_cover(
        valued,
        total_completed_and_stored=expected["extra_work_to_date"],
        current_payment_due=expected["extra_work_this_estimate"],
        deductions_this_period=expected["total_deductions"]["this_estimate"],
        deductions_to_date=expected["total_deductions"]["total"],
    )


def test_13_unit_price_lines() -> None:
    found = example("13")
    rows = found["inputs"]["lines"]
    lines = [
        {"item": r["item"], "quantity": "100.000", "unit": r["unit"], "unit_price": r["unit_price"]}
        for r in rows
    ]
    before = {r["item"]: _less(r["qty_total"], r["qty_this"]) for r in rows}
    first = claim(1, {item: {"quantity_to_date": q} for item, q in before.items()})
    by_period = {r["item"]: {"quantity_this_period": r["qty_this"]} for r in rows}
    by_total = {r["item"]: {"quantity_to_date": r["qty_total"]} for r in rows}
    for entries in (by_period, by_total):
        valued = value_last(document(lines, first, claim(2, entries), method="unit"))
        for expected in found["expected"]["lines"]:
            printed = line(valued, expected["item"])
            assert printed["work_this_period"] == expected["amount_this"]
            assert printed["completed_and_stored"] == expected["amount_total"]
