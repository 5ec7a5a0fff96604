"""The worked examples from public records and standards, each claim by claim.

Transport agencies' pay estimates are expressed as claims: their mobilization is a line exempt
from retention, their extra work and adjustments are lines, their deductions are deductions.
"""

from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.core.rounding import allocate, cents
from tests.core.sheets import (
    COVER_10,
    FLAT_10,
    GST,
    assert_cover,
    claim,
    codes,
    column,
    document,
    example,
    line,
    untied,
    value,
    value_last,
)

COVER_5 = {"basis": "cover", "rule": "flat", "work": "0.05", "materials": "0.05"}
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
    exempt = Decimal(line(valued, "mobilization")["completed_and_stored"])
    bearing = Decimal(cover["total_completed_and_stored"]) - exempt
    assert bearing == Decimal(expected["to_date"]["earned_subject_to_retention"])


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


def test_17_final_claim_releases_what_is_held() -> None:
    found = example("17")
    inputs, expected = found["inputs"], found["expected"]
    total = inputs["total_completed_and_stored"]
    change = [
        {
            "number": "1", "status": "approved", "approved_in_claim": 1,
            "lines": [{"item": "B", "scheduled_value": inputs["net_change_orders"]}],
        }
    ]  # fmt: skip
    entries = {"A": inputs["original_contract_sum"], "B": inputs["net_change_orders"]}
    releases: list[dict[str, Any]] = [
        {"release_retention": {"share_of_held": "1", "event": "final completion"}},
        {"release_retention": {"amount": "99319.20"}, "type": "retention_release"},
    ]
    for release in releases:
        valued = value_last(
            document(
                {"A": inputs["original_contract_sum"]},
                claim(17, entries),
                claim(18, **release),
                retention=FLAT_10,
                variations=change,
            )
        )
        assert_cover(
            valued,
            contract_sum_to_date=expected["contract_sum_to_date"],
            total_completed_and_stored=total,
            total_retention=expected["total_retainage"],
            total_earned_less_retention=expected["total_earned_less_retainage"],
            less_previous_certificates=found["derived_not_printed"]["line7"],
            current_payment_due=expected["current_payment_due"],
            retention_released_this_period=expected["current_payment_due"],
            balance_to_finish_including_retention="0.00",
        )


def test_18_retention_by_invoice_foots_to_what_was_paid() -> None:
    found = example("18")
    rows = found["inputs"]["invoices"]
    expected = found["expected"]["retention_by_app"]
    lines = {row["app"]: row["amount"] for row in rows}
    valued = value_last(document(lines, claim(1, lines), retention=FLAT_10))
    for app, held in expected.items():
        assert line(valued, app)["retention"] == held
    assert valued["cover"]["total_completed_and_stored"] == found["expected"]["invoice_total"]


def test_19_retention_withheld_by_hand_is_an_adjustment() -> None:
    found = example("19")
    inputs = found["inputs"]
    retention = {**FLAT_10, "work": "0", "materials": "0"}
    entry = {
        "work_to_date": inputs["invoice_amount"],
        "retention_adjustment": inputs["retention_withheld"],
    }
    change = [
        {
            "status": "approved", "approved_in_claim": 1,
            "lines": [{"item": "B", "scheduled_value": inputs["net_change_orders"]}],
        }
    ]  # fmt: skip
    valued = value_last(
        document(
            {"A": inputs["original_contract_sum"]},
            claim(33, {"A": entry}),
            retention=retention,
            variations=change,
        )
    )
    assert_cover(
        valued,
        contract_sum_to_date=found["expected"]["contract_sum_to_date"],
        retention_on_work=inputs["retention_withheld"],
        current_payment_due=found["expected"]["amount_paid"],
    )


def test_21_ten_to_five_with_goods_and_services_tax() -> None:
    found = example("21")
    expected = found["expected"]
    retention = {**COVER_10, "cap": {"rate": "0.05", "of": "revised_sum"}}
    half = {"release_retention": {"share_of_held": "0.5", "event": "practical_completion"}}
    rest = {"release_retention": {"share_of_held": "1", "event": "end_of_DLP"}}
    claims = [
        claim(
            1,
            {"A": {"work_this_period": "50000.00",
                   "assessed": {"work_this_period": "48000.00", "reason": "not done"}}},
        ),
        claim(
            2,
            {"A": {"work_this_period": "100000.00",
                   "assessed": {"work_this_period": "90000.00", "reason": "not done"}}},
        ),
        claim(3, **half),
        claim(4, **rest),
    ]  # fmt: skip
    valued = value(document({"A": "200000.00"}, *claims, retention=retention, tax=GST))
    for one, printed in zip(valued[:2], expected["claims"], strict=True):
        assert_cover(
            one,
            retention_this_period=printed["retention"],
            total_retention=printed["retention_held"],
            current_payment_due=printed["net"],
            tax=printed["gst"],
            payable=printed["payable"],
        )
        assert one["lines"][0]["movement_this_period"] == printed["approved"]
    released = [one["cover"]["retention_released_this_period"] for one in valued[2:]]
    assert released == expected["release_amounts"]


def test_22_cap_of_the_original_sum() -> None:
    found = example("22")
    inputs, expected = found["inputs"], found["expected"]
    lines = {"prelims": "400000.00", "work": "9600000.00"}
    change = [
        {
            "status": "approved", "approved_in_claim": 1,
            "lines": [{"item": "V", "scheduled_value": inputs["variations"]}],
        }
    ]  # fmt: skip
    opening = {
        "less_previous_certificates": inputs["previous_payments"],
        "lines": {"work": {"work_previous": inputs["previous_payments"]}},
    }
    entries = {
        "prelims": inputs["preliminaries"],
        "work": {
            "work_to_date": inputs["work_executed"],
            "materials_stored": inputs["materials_on_site_allowed"],
        },
    }
    retention = {**COVER_10, "cap": {"rate": "0.05", "of": "original_sum"}}
    only = claim(9, entries, opening=opening)
    valued = value_last(document(lines, only, retention=retention, variations=change))
    assert_cover(
        valued,
        contract_sum_to_date=expected["revised_contract_sum"],
        total_completed_and_stored=expected["gross_valuation"],
        total_retention=expected["retention"],
        current_payment_due=expected["amount_payable"],
    )


def test_23_tax_on_the_amount_net_of_holdback() -> None:
    found = example("23")
    inputs, expected = found["inputs"], found["expected"]
    tax = {"rate": inputs["hst_rate"], "base": "net_of_retention"}
    step = {"A": {"percent_this_period": inputs["milestone_rate"]}}
    written = document(
        {"A": inputs["contract_price"]}, claim(1, step), claim(2, step), retention=FLAT_10, tax=tax
    )
    for valued in value(written):
        assert line(valued, "A")["work_this_period"] == expected["milestone_value"]
        assert_cover(
            valued,
            retention_this_period=expected["holdback"],
            current_payment_due=expected["net"],
            tax=expected["hst"],
            payable=expected["invoice_total"],
        )


def test_26_tie_out_finds_the_error_in_the_source() -> None:
    found = example("26")
    inputs, expected = found["inputs"], found["expected"]
    opening = {
        "less_previous_certificates": "20000.00",
        "retention_held": "5000.00",
        "lines": {"MEP-01": {"work_previous": "25000.00"}},
    }
    entries = {
        row["id"]: {"work_this_period": row["E"], "materials_stored": row["F"]}
        for row in inputs["lines"]
    }
    stated = {
        "cover": {
            "contract_sum_to_date": expected["line3"],
            "total_completed_and_stored": expected["line4"],
            "total_retention": expected["line5"],
            "total_earned_less_retention": expected["line6"],
            "less_previous_certificates": expected["line7"],
            "current_payment_due": "18000.00",
            "balance_to_finish_including_retention": expected["line9"],
        },
        "lines": {
            row["id"]: {
                "completed_and_stored": row["G"],
                "retention": row["I"],
                "balance_to_finish": row["H"],
            }
            for row in expected["lines"]
        },
    }
    change = [
        {
            "status": "approved", "approved_in_claim": 1,
            "lines": [{"item": "CO-01", "scheduled_value": "5000.00"}],
        }
    ]  # fmt: skip
    written = document(
        {"MEP-01": inputs["original_contract_sum"]},
        claim(1, entries, opening=opening, stated=stated),
        retention=FLAT_10,
        variations=change,
    )
    assert untied(written) == [
        ("claims[0].stated.cover.current_payment_due", "18000.00", expected["line8"])
    ]


def test_28_three_bands_by_percent_complete() -> None:
    found = example("28")
    inputs, expected = found["inputs"], found["expected"]
    bands = [
        {"up_to": band["to_pct"], "of": "percent_complete", "rate": band["rate"]}
        for band in inputs["bands"]
    ]
    lines = {"001": "5000.00", "002": "12000.00"}
    entries = {row["id"]: row["net"] for row in inputs["lines"]}
    retention = {"basis": "cover", "rule": "bands", "bands": bands}
    valued = value_last(document(lines, claim(1, entries), retention=retention))
    assert valued["cover"]["total_retention"] == expected["total_retainage"]
    assert valued["cover"]["percent_complete"] == "42.35"
    shares = {one["item"]: one["retention"] for one in valued["lines"]}
    assert shares == expected["allocation"]


def test_30_retention_on_cost_and_markup() -> None:
    found = example("30")
    lines = {
        row["id"]: str(Decimal(row["cost"]) + Decimal(row["markup"]))
        for row in found["inputs"]["lines"]
    }
    valued = value_last(document(lines, claim(1, lines), retention=FLAT_10))
    expected = found["expected"]["lines"]
    assert column(valued, "retention") == [row["retainage"] for row in expected]


def _split_rates(claims: list[dict[str, Any]], work: str = "0.10") -> dict[str, Any]:
    inputs = example("31")["inputs"]
    opening = {
        "less_previous_certificates": inputs["previous_certificates"],
        "retention_held": inputs["previous_retainage"],
        "lines": {
            row["id"]: {
                "work_previous": row["prev_work"],
                "materials_stored": row["prev_stored"],
            }
            for row in inputs["lines"]
        },
    }
    entries = {
        row["id"]: {"work_this_period": row["this_work"], "materials_stored": row["stored_now"]}
        for row in inputs["lines"]
    }
    # The original sum of the example is 96,000; its change orders lie on line a here.
    lines = {"a": "56000.00", "b": "40000.00"}
    change = [
        {
            "status": "approved", "approved_in_claim": 1,
            "lines": [{"item": "co", "scheduled_value": "4000.00"}],
        }
    ]  # fmt: skip
    retention = {"basis": "per_line", "rule": "flat", "work": work, "materials": "0.05"}
    first = claim(2, entries, opening=opening)
    return document(lines, first, *claims, retention=retention, variations=change)


def test_31_split_rates_and_movement() -> None:
    expected = example("31")["expected"]
    valued = value_last(_split_rates([]))
    assert codes(valued) == []
    assert_cover(
        valued,
        original_contract_sum=expected["original_contract_sum"],
        total_completed_and_stored=expected["line4"],
        retention_on_work=expected["line5a"],
        retention_on_materials=expected["line5b"],
        total_retention=expected["line5"],
        total_earned_less_retention=expected["line6"],
        current_payment_due=expected["line8"],
        balance_to_finish_including_retention=expected["line9"],
    )
    printed, wanted = line(valued, "b"), expected["line_b"]
    assert printed["completed_and_stored"] == wanted["G"]
    assert printed["percent"] == wanted["pct"]
    assert printed["balance_to_finish"] == wanted["H"]
    assert printed["movement_this_period"] == wanted["movement"]
    # The source invoices each movement net of its share of the retention newly withheld.
    moved = [Decimal(figure) for figure in column(valued, "movement_this_period")[:2]]
    withheld = allocate(Decimal(valued["cover"]["retention_this_period"]), moved)
    nets = [str(amount - share) for amount, share in zip(moved, withheld, strict=True)]
    assert nets == list(expected["invoice_lines"].values())


def test_31_rate_drop_and_releases() -> None:
    expected = example("31")["expected"]
    dropped = value_last(_split_rates([], work="0.05"))
    assert dropped["cover"]["total_retention"] == expected["retainage_if_work_rate_drops_to_5pct"]
    part = value_last(_split_rates([claim(3, release_retention={"amount": "900.00"})]))
    assert part["cover"]["total_retention"] == expected["retainage_after_releasing_900"]
    final = value_last(_split_rates([claim(3, release_retention={"share_of_held": "1"})]))
    assert final["cover"]["current_payment_due"] == expected["final_release_payment"]


def test_32_penny_allocation() -> None:
    found = example("32")
    weights = [Decimal(weight) for weight in found["inputs"]["weights"]]
    shares = allocate(Decimal(found["inputs"]["total"]), weights)
    assert [str(share) for share in shares] == found["expected"]["allocation"]
    nets = [weight - share for weight, share in zip(weights, shares, strict=True)]
    assert [str(net) for net in nets] == found["expected"]["net_lines"]
    assert str(sum(nets)) == found["expected"]["net_total"]


def test_33_a_schedule_of_twenty_two_lines() -> None:
    found = example("33")
    rows, expected = found["inputs"]["lines"], found["expected"]["lines"]
    rate = found["inputs"]["retainage_rate"]
    lines = {row["item"]: row["C"] for row in rows}
    first = claim(1, {row["item"]: row["D"] for row in rows})
    second = claim(
        2,
        {row["item"]: {"work_this_period": row["E"], "materials_stored": row["F"]} for row in rows},
    )
    retention = {"basis": "per_line", "rule": "flat", "work": rate, "materials": rate}
    valued = value_last(document(lines, first, second, retention=retention))
    for item in lines:
        printed = line(valued, item)
        if item in expected:
            assert printed["completed_and_stored"] == expected[item]["G"]
            assert Decimal(printed["percent"]) == 100 * Decimal(expected[item]["pct"])
            assert printed["balance_to_finish"] == expected[item]["H"]
        else:
            assert printed["completed_and_stored"] == "0.00"
    derived = found["derived_not_printed"]
    assert valued["cover"]["contract_sum_to_date"] == derived["totals"]["C"]
    assert valued["cover"]["total_retention"] == derived["retainage"]


def test_35_headers_split_rates_and_steps() -> None:
    found = example("35")
    given = {case["id"]: case for case in found["inputs"]["cases"]}
    wanted = {case["id"]: case for case in found["expected"]["cases"]}

    def changed(amount: str) -> list[dict[str, Any]]:
        lines = [{"item": "V", "scheduled_value": amount}]
        return [{"status": "approved", "approved_in_claim": 1, "lines": lines}]

    header = value_last(
        document(
            {"A": given["header"]["original"]},
            claim(1, {"A": given["header"]["E"]}, opening={"less_previous_certificates": "5000"}),
            retention=COVER_5,
            variations=changed(given["header"]["net_co"]),
        )
    )
    assert_cover(
        header,
        contract_sum_to_date=wanted["header"]["line3"],
        total_completed_and_stored=wanted["header"]["line4"],
        total_retention=wanted["header"]["line5"],
        total_earned_less_retention=wanted["header"]["line6"],
        current_payment_due=wanted["header"]["line8"],
        balance_to_finish_including_retention=wanted["header"]["line9"],
    )
    deductive = value_last(
        document(
            {"A": given["deductive"]["original"]},
            claim(1),
            variations=changed(given["deductive"]["net_co"]),
        )
    )
    assert deductive["cover"]["contract_sum_to_date"] == wanted["deductive"]["line3"]
    split = value_last(
        document(
            {"A": "100000.00"},
            claim(1, {"A": {"work_to_date": given["split"]["E"], "materials_stored": "20000.00"}}),
            retention={"basis": "cover", "rule": "flat", "work": "0.10", "materials": "0"},
        )
    )
    assert_cover(
        split,
        retention_on_work=wanted["split"]["line5a"],
        retention_on_materials=wanted["split"]["line5b"],
        total_retention=wanted["split"]["line5"],
    )


def test_35_stepped_whole_balance_and_line_rates() -> None:
    found = example("35")
    given = {case["id"]: case for case in found["inputs"]["cases"]}
    wanted = {case["id"]: case for case in found["expected"]["cases"]}
    stepped = given["stepped_whole"]
    bands = [
        {"up_to": stepped["threshold"], "of": "percent_complete", "rate": stepped["rate"]},
        {"up_to": None, "of": "percent_complete", "rate": stepped["reduced"]},
    ]
    held = {}
    for rule in ("steps", "bands"):
        valued = value_last(
            document(
                {"A": stepped["original"]},
                claim(1, {"A": stepped["E"]}),
                retention={"basis": "cover", "rule": rule, "bands": bands},
            )
        )
        held[rule] = valued["cover"]["total_retention"]
    assert held == {"steps": wanted["stepped_whole"]["line5"], "bands": "5500.00"}
    lines = [
        {"item": "1", "scheduled_value": "10000.00", "retention": {"work": "0.05"}},
        {"item": "2", "scheduled_value": "10000.00"},
    ]
    valued = value_last(
        document(lines, claim(1, {"1": "10000.00", "2": "10000.00"}), retention=FLAT_10)
    )
    assert column(valued, "retention") == wanted["per_line"]["retainage"]


def test_39_preliminaries_to_date_are_not_a_sum_of_rounded_months() -> None:
    found = example("39")
    inputs, expected = found["inputs"], found["expected"]
    initial, progressive = Decimal(inputs["initial_cost"]), Decimal(inputs["progressive_cost"])
    months = inputs["contract_months"]
    to_date = [str(cents(initial + progressive * n / months)) for n in inputs["payments"]]
    claims = [claim(n, {"P": amount}) for n, amount in zip((1, 2), to_date, strict=True)]
    valued = value(document({"P": str(initial + progressive)}, *claims))
    earned = [one["cover"]["total_completed_and_stored"] for one in valued]
    assert earned == [expected["payment_1"], expected["payment_2"]]


def test_41_the_line_shows_what_is_completed_gross_of_retention() -> None:
    found = example("41")
    inputs, expected = found["inputs"], found["expected"]
    valued = value_last(
        document(
            {"M": inputs["C"]},
            claim(1, {"M": {"percent_to_date": inputs["percent"]}}),
            retention={**FLAT_10, "work": inputs["retainage_rate"]},
        )
    )
    printed = line(valued, "M")
    assert printed["work_this_period"] == expected["E"]
    assert printed["completed_and_stored"] == expected["G"]
    assert printed["balance_to_finish"] == expected["H"]
    assert printed["retention"] == found["derived_not_printed"]["retainage"]
    assert valued["cover"]["current_payment_due"] == found["derived_not_printed"]["net"]
