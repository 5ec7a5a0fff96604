"""The worked examples from public records and standards, each claim by claim."""

from decimal import Decimal
from typing import Any

from ledgerstone.core.rounding import cents
from tests.core.sheets import (
    COVER_10,
    FLAT_10,
    GST,
    assert_cover,
    claim,
    document,
    example,
    line,
    untied,
    value,
    value_last,
)


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
        paid = Decimal(valued["cover"]["payable"]) + Decimal(inputs["app17_amount"])
        assert paid == Decimal(expected["check_total"])


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


def _stated(expected: dict[str, Any]) -> dict[str, Any]:
    """What the source prints, with the line 8 that it got wrong."""
    return {
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
    change = [
        {
            "status": "approved", "approved_in_claim": 1,
            "lines": [{"item": "CO-01", "scheduled_value": "5000.00"}],
        }
    ]  # fmt: skip
    written = document(
        {"MEP-01": inputs["original_contract_sum"]},
        claim(1, entries, opening=opening, stated=_stated(expected)),
        retention=FLAT_10,
        variations=change,
    )
    assert untied(written) == [
        ("claims[0].stated.cover.current_payment_due", "18000.00", expected["line8"])
    ]


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
