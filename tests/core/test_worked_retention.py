"""Worked examples of retention by bands, by parts, by steps and to the cent, claim by claim."""

from decimal import Decimal
from typing import Any

from ledgerstone.core.rounding import allocate
from tests.core.sheets import (
    COVER_5,
    FLAT_10,
    assert_cover,
    claim,
    codes,
    column,
    document,
    example,
    line,
    value_last,
)


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


def test_35_headers_with_a_change_of_the_sum() -> None:
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


def test_35_retention_on_work_only() -> None:
    found = example("35")
    given = {case["id"]: case for case in found["inputs"]["cases"]}
    wanted = {case["id"]: case for case in found["expected"]["cases"]}
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
