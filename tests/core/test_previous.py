"""What the next claim reads: certified claims only, certificates given elsewhere; and
claimed beside assessed figures."""

from typing import Any

import pytest

from tests.core.sheets import (
    COVER_10,
    FLAT_10,
    FLAT_10_5,
    assert_cover,
    claim,
    codes,
    document,
    line,
    refusal,
    value,
    value_last,
)


def test_previous_is_the_last_certified_claims_assessed_figures() -> None:
    assessed = {"work_to_date": "90.00", "reason": "not complete"}
    claims = [claim(1, {"A": {"work_to_date": "100.00", "assessed": assessed}}), claim(2)]
    first, second = value(document({"A": "1000.00"}, *claims, retention=FLAT_10))
    assert_cover(first, current_payment_due="81.00")
    assert first["claimed_cover"]["current_payment_due"] == "90.00"
    assert line(second, "A")["work_previous"] == "90.00"
    assert_cover(second, less_previous_certificates="81.00", current_payment_due="0.00")


def test_an_uncertified_claim_leaves_nothing_behind() -> None:
    everything = {
        "work_to_date": "500.00",
        "materials_stored": "70.00",
        "retention_adjustment": "9.00",
        "retention_released": "5.00",
    }
    release = {"share_of_held": "0.5", "event": "practical completion"}
    skipped = [
        claim(
            number,
            {"A": everything},
            certified=False,
            release_retention=release,
            deductions=[{"amount": "-3.00"}],
        )
        for number in (2, 3)
    ]
    claims = [claim(1, {"A": "100.00"}), *skipped, claim(4), claim(5)]
    valued = value(document({"A": "1000.00"}, *claims, retention=FLAT_10))
    assert [codes(one) for one in valued] == [
        [],
        [],
        [(None, "earlier_claim_uncertified")],
        [(None, "earlier_claim_uncertified")],
        [],
    ]
    assert_cover(
        valued[3],
        total_completed_and_stored="100.00",
        total_retention="10.00",
        deductions_to_date="0.00",
        current_payment_due="0.00",
    )
    # The second uncertified claim stands on the first certified one, too.
    assert valued[2]["cover"] == valued[1]["cover"]


def test_certified_may_be_absent_and_then_is_false() -> None:
    uncertified = claim(1, {"A": "100.00"})
    del uncertified["certified"]
    second = value_last(document({"A": "1000.00"}, uncertified, claim(2)))
    assert line(second, "A")["work_previous"] == "0.00"


CERTIFICATE: dict[str, Any] = {
    "cover": {
        "total_earned_less_retention": "60.00",
        "total_retention": "20.00",
        "deductions_to_date": "-7.00",
    },
    "lines": {
        "A": {"completed_and_stored": "80.00", "materials_stored": "30.00", "retention": "20.00"}
    },
}


def test_a_certificate_given_elsewhere_makes_the_previous_figures() -> None:
    first = claim(
        1,
        {"A": {"work_to_date": "100.00", "materials_stored": "10.00"}},
        deductions=[{"amount": "-5.00"}],
        certificate=CERTIFICATE,
    )
    second = claim(2, {"A": {"work_this_period": "5.00"}})
    ours, after = value(document({"A": "1000.00"}, first, second, retention=FLAT_10))
    assert_cover(ours, total_earned_less_retention="99.00", total_retention="11.00")
    assert codes(ours) == [(None, "certificate_differs"), ("A", "certificate_differs")]
    printed = line(after, "A")
    assert printed["work_previous"] == "50.00"
    assert printed["materials_stored"] == "30.00"
    assert printed["completed_and_stored"] == "85.00"
    assert printed["movement_this_period"] == "5.00"
    assert_cover(
        after,
        less_previous_certificates="60.00",
        total_retention="8.50",
        retention_this_period="-11.50",
        deductions_to_date="-7.00",
        current_payment_due="16.50",
    )


def test_what_a_certificate_does_not_give_is_our_own() -> None:
    first = claim(
        1,
        {"A": {"work_to_date": "100.00", "materials_stored": "10.00"}},
        deductions=[{"amount": "-5.00"}],
        certificate={"lines": {"A": {"completed_and_stored": "90.00", "retention": None}}},
    )
    after = value_last(document({"A": "1000.00"}, first, claim(2), retention=FLAT_10))
    assert line(after, "A")["work_previous"] == "80.00"
    assert line(after, "A")["materials_stored"] == "10.00"
    assert_cover(
        after,
        less_previous_certificates="99.00",
        total_retention="9.00",
        retention_this_period="-2.00",
        deductions_to_date="-5.00",
    )


def test_a_certificate_that_agrees_warns_of_nothing() -> None:
    certificate = {"cover": {"total_retention": "10.00", "percent_complete": "10"}}
    only = claim(1, {"A": "100.00"}, certificate=certificate)
    assert codes(value_last(document({"A": "1000.00"}, only, retention=FLAT_10))) == []


def test_releases_adjustments_and_quantities_stay_ours_under_a_certificate() -> None:
    lines = [{"item": "U", "quantity": "100.000", "unit": "m", "unit_price": "10.0000"}]
    entry = {"quantity_to_date": "10.000", "retention_adjustment": "3.00"}
    release = {"share_of_held": "0.5", "event": "practical completion"}
    certificate = {"lines": {"U": {"completed_and_stored": "90.00"}}}
    claims = [
        claim(1, {"U": entry}, release_retention=release, certificate=certificate),
        claim(2, {"U": {"quantity_this_period": "1.000"}}),
    ]
    after = value_last(document(lines, *claims, retention=FLAT_10, method="unit"))
    # Quantity 11, required 11 + 3, half of it held.
    assert line(after, "U")["work_this_period"] == "20.00"
    assert_cover(after, total_completed_and_stored="110.00", total_retention="7.00")


@pytest.mark.parametrize("retention", [FLAT_10, COVER_10])
def test_a_change_for_new_work_keeps_the_rule_on_what_was_certified(
    retention: dict[str, str],
) -> None:
    certificate = {"lines": {"A": {"completed_and_stored": "900.00"}}}
    changes = [{"from_claim": 2, "applies_to": "new_work", "work": "0.05", "materials": "0.05"}]
    claims = [claim(1, {"A": "1000.00"}, certificate=certificate), claim(2, {"A": "2000.00"})]
    after = value_last(document({"A": "9000.00"}, *claims, retention=retention, changes=changes))
    # 10 % of 900 kept, 5 % of the 1,100 since.
    assert_cover(after, total_retention="145.00")


def test_a_certificate_without_a_retention_rule() -> None:
    certificate = {"cover": {"total_earned_less_retention": "90.00"}}
    claims = [claim(1, {"A": "100.00"}, certificate=certificate), claim(2)]
    assert_cover(value_last(document({"A": "900.00"}, *claims)), current_payment_due="10.00")


@pytest.mark.parametrize(
    ("certificate", "place"),
    [
        ({"claimed_cover": {}}, "certificate.claimed_cover"),
        ({"cover": {"total_retention": "1.005"}}, "certificate.cover.total_retention"),
        ({"cover": {"total": "1.00"}}, "certificate.cover.total"),
        ({"lines": {"X": {}}}, 'certificate.lines["X"]'),
        ({"lines": {"A": {"reason": "x"}}}, 'certificate.lines["A"].reason'),
    ],
)
def test_refused_certificates(certificate: dict[str, Any], place: str) -> None:
    written = document({"A": "1.00"}, claim(1, certificate=certificate))
    assert refusal(written)[0] == f"claims[0].{place}"


def test_only_a_certified_claim_carries_a_certificate() -> None:
    written = document({"A": "1.00"}, claim(1, certified=False, certificate={}))
    assert refusal(written)[0] == "claims[0].certificate"


def test_what_an_assessment_leaves_out_is_the_claimed_figure() -> None:
    claimed = {
        "work_this_period": "100.00",
        "materials_stored": "50.00",
        "retention_adjustment": "4.00",
        "retention_released": "2.00",
    }
    cases: list[tuple[dict[str, str], str, str, str]] = [
        ({}, "100.00", "50.00", "17.00"),
        ({"work_to_date": "80.00"}, "80.00", "50.00", "15.00"),
        ({"percent_to_date": "0.06"}, "60.00", "50.00", "13.00"),
        ({"materials_stored": "20.00"}, "100.00", "20.00", "14.00"),
        ({"retention_adjustment": "0.00"}, "100.00", "50.00", "13.00"),
        ({"retention_released": "0.00"}, "100.00", "50.00", "19.00"),
        ({"percent_completed_and_stored_to_date": "0.12"}, "70.00", "50.00", "14.00"),
    ]
    for assessed, work, stored, held in cases:
        entry = {**claimed, "assessed": {**assessed, "reason": "measured"}}
        valued = value_last(document({"A": "1000.00"}, claim(1, {"A": entry}), retention=FLAT_10))
        printed = line(valued, "A")
        assert (printed["work_this_period"], printed["materials_stored"]) == (work, stored)
        assert printed["retention"] == held
        assert valued["claimed_cover"]["total_retention"] == "17.00"


def test_difference_claimed_assessed_and_reason() -> None:
    entry = {"work_to_date": "100.00", "assessed": {"work_to_date": "90.00", "reason": "rain"}}
    valued = value_last(document({"A": "500.00", "B": "500.00"}, claim(1, {"A": entry, "B": "7"})))
    one, other = line(valued, "A"), line(valued, "B")
    assert (one["claimed"], one["assessed"], one["difference"]) == ("100.00", "90.00", "-10.00")
    assert one["reason"] == "rain"
    assert (other["claimed"], other["assessed"], other["difference"]) == ("7.00", "7.00", "0.00")
    assert other["reason"] is None
    assert valued["cover"]["total_completed_and_stored"] == "97.00"
    assert valued["claimed_cover"]["total_completed_and_stored"] == "107.00"


@pytest.mark.parametrize(
    ("assessed", "warned"),
    [
        ({"work_to_date": "99.99"}, True),
        ({"work_to_date": "99.99", "reason": "  "}, True),
        ({"work_to_date": "99.99", "reason": "short"}, False),
        ({"work_to_date": "100.01"}, False),
        ({"work_to_date": "100.00"}, False),
        ({"materials_stored": "9.99"}, True),
        ({"retention_released": "0.99"}, True),
        ({"retention_adjustment": "8.00"}, False),
    ],
)
def test_less_than_claimed_needs_a_reason(assessed: dict[str, str], warned: bool) -> None:
    entry = {
        "work_to_date": "100.00",
        "materials_stored": "10.00",
        "retention_released": "1.00",
        "assessed": assessed,
    }
    valued = value_last(document({"A": "1000.00"}, claim(1, {"A": entry}), retention=FLAT_10))
    assert codes(valued) == ([("A", "reason_missing")] if warned else [])


@pytest.mark.parametrize(
    ("claimed", "assessed", "reason", "warned"),
    [
        ({"amount": "5.00"}, {"amount": "4.99"}, None, True),
        ({"amount": "5.00"}, {"amount": "4.99"}, "held back", False),
        ({"amount": "5.00"}, {"amount": "5.00"}, None, False),
        ({"share_of_held": "0.5"}, {"share_of_held": "0.4"}, None, True),
        ({"share_of_held": "0.5"}, {"amount": "4.99"}, None, True),
        ({"share_of_held": "0.5"}, {"amount": "5.00"}, None, False),
        ({"amount": "5.00"}, {"share_of_held": "0.5"}, None, False),
        (None, {"amount": "5.00"}, None, False),
        ({"amount": "5.00"}, None, None, False),
    ],
)
def test_a_release_assessed_below_the_claimed_one_needs_a_reason(
    claimed: Any, assessed: Any, reason: str | None, warned: bool
) -> None:
    only = claim(
        1,
        {"A": "100.00"},
        release_retention=claimed,
        assessed={"release_retention": assessed, "reason": reason},
    )
    valued = value_last(document({"A": "1000.00"}, only, retention=FLAT_10))
    assert codes(valued) == ([(None, "reason_missing")] if warned else [])


def test_an_assessed_release_replaces_the_claimed_one() -> None:
    only = claim(
        1,
        {"A": "100.00"},
        release_retention={"share_of_held": "1"},
        assessed={"release_retention": {"amount": "0.00"}, "reason": "defects"},
    )
    valued = value_last(document({"A": "1000.00"}, only, retention=FLAT_10))
    assert_cover(valued, total_retention="10.00", retention_released_this_period="0.00")
    assert valued["claimed_cover"]["total_retention"] == "0.00"


def test_without_assessment_both_covers_are_the_same() -> None:
    valued = value_last(document({"A": "1000.00"}, claim(1, {"A": "100.00"}), retention=FLAT_10_5))
    assert valued["cover"] == valued["claimed_cover"]
