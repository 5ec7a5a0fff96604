"""The engine as the database rooms call it: positions, refusals, and the self-check."""

import gc
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.core import (
    AccountingMethod,
    AssessedEntry,
    Band,
    BandMeasure,
    ClaimEntry,
    ClaimType,
    ContractKind,
    Deduction,
    EntryMode,
    EntryRefused,
    Kept,
    LineEntry,
    LinePosition,
    Opening,
    OpeningLine,
    OpeningRefused,
    Position,
    Refusal,
    Release,
    RetentionBasis,
    RetentionCap,
    RetentionKind,
    RetentionRule,
    ScheduledLine,
    ScheduleRefused,
    TaxBase,
    TaxTerms,
    Terms,
    TermsRefused,
    check_certificate,
    value_claim,
)

D = Decimal
FLAT = RetentionRule(RetentionBasis.PER_LINE, RetentionKind.FLAT, D("0.10"), D("0.05"))
TERMS = Terms(ContractKind.SUBCONTRACT, retention=FLAT)
A = ScheduledLine("A", D("1000.00"))
UNIT = ScheduledLine("U", D("30.00"), quantity=D("10.000"), unit_price=D("3.0000"))
UNIT_TERMS = replace(TERMS, accounting_method=AccountingMethod.UNIT)
EMPTY = Position.empty()


def _work(amount: str) -> LineEntry:
    return LineEntry(EntryMode.WORK_TO_DATE, D(amount))


def test_a_claim_is_valued_from_the_last_position_alone() -> None:
    first = value_claim(TERMS, [A], ClaimEntry(1, lines={"A": _work("100.00")}), EMPTY)
    assert first.after.number == 1
    assert first.after.lines["A"] == LinePosition(
        work=D("100.00"), retention=D("10.00"), rule_work=D("10.00")
    )
    assert first.after.earned_less_retention == D("90.00")
    read = Position.from_json(json.loads(json.dumps(first.after.to_json())))
    second = value_claim(TERMS, [A], ClaimEntry(2, lines={"A": _work("150.00")}), read)
    assert second.cover.current_payment_due == D("45.00")
    assert second.claimed_cover is second.cover


def test_figures_with_more_trailing_zeros_are_the_same_figures() -> None:
    line = ScheduledLine("A", D("1000.000000"))
    entry = ClaimEntry(1, lines={"A": LineEntry(EntryMode.WORK_TO_DATE, D("100.000000"))})
    valued = value_claim(TERMS, [line], entry, EMPTY)
    assert str(valued.lines[0].scheduled_value) == "1000.00"
    assert str(valued.lines[0].completed_and_stored) == "100.00"


def test_a_cap_with_more_decimals_is_rounded_to_cents() -> None:
    for amount, held in (("5.000000", "5.00"), ("5.005", "5.01")):
        capped = replace(TERMS, retention=replace(FLAT, cap=RetentionCap(amount=D(amount))))
        valued = value_claim(capped, [A], ClaimEntry(1, lines={"A": _work("100.00")}), EMPTY)
        assert str(valued.cover.total_retention) == held


def test_valuing_leaves_the_collector_as_it_was() -> None:
    value_claim(TERMS, [A], ClaimEntry(1), EMPTY)
    assert gc.isenabled()
    gc.disable()
    try:
        value_claim(TERMS, [A], ClaimEntry(1), EMPTY)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_stored_quantity_moves_once_only() -> None:
    stored = LineEntry(materials_stored=D("2.000"))
    first = value_claim(UNIT_TERMS, [UNIT], ClaimEntry(1, lines={"U": stored}), EMPTY)
    assert first.after.lines["U"].stored_quantity == D("2.000")
    moved = value_claim(UNIT_TERMS, [UNIT], ClaimEntry(2, move_stored_to_work=True), first.after)
    assert moved.after.lines["U"].quantity == D("2.000")
    assert moved.after.lines["U"].stored_quantity == 0
    again = value_claim(UNIT_TERMS, [UNIT], ClaimEntry(3, move_stored_to_work=True), moved.after)
    assert again.after.lines["U"].quantity == D("2.000")
    never = value_claim(UNIT_TERMS, [UNIT], ClaimEntry(1, move_stored_to_work=True), EMPTY)
    assert never.after.lines["U"].stored_quantity is None


def test_a_position_travels_as_json_without_loss() -> None:
    kept = Kept(D("1.10"), D("0.00"), D("11.00"), D("-0.50"))
    position = Position(
        number=4,
        lines={
            "A": LinePosition(released=D("0.3333333333333333333333333333333333333"), kept=kept),
            "U": LinePosition(quantity=D("1.500"), stored_quantity=D("0.000")),
        },
        earned_less_retention=D("-1.00"),
        k=D("0.25"),
        released=D("1E-10"),
        kept=kept,
    )
    written = json.dumps(position.to_json())
    assert Position.from_json(json.loads(written)) == position
    assert "E-" not in written
    with pytest.raises(TypeError, match="not part of a position: held"):
        Position.from_json({"lines": {}, "held": "1.00"})


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (replace(FLAT, work=None), "retention.work"),
        (replace(FLAT, bands=(Band(None, D("0.1")),)), "retention.bands"),
        (replace(FLAT, bands_of=BandMeasure.AMOUNT), "retention.bands"),
        (replace(FLAT, materials=D("NaN")), "retention.materials"),
        (replace(FLAT, cap=RetentionCap(amount=D("Infinity"))), "retention.cap.amount"),
        (
            RetentionRule(
                RetentionBasis.COVER,
                RetentionKind.BANDS,
                bands=(Band(D("0.5"), D("0.1")),),
            ),
            "retention.bands",
        ),
    ],
)
def test_terms_that_do_not_go_together(terms: RetentionRule, field: str) -> None:
    with pytest.raises(TermsRefused) as caught:
        value_claim(Terms(ContractKind.SUBCONTRACT, retention=terms), [A], ClaimEntry(1), EMPTY)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (replace(A, scheduled_value=D("1.005")), "scheduled_value"),
        (replace(UNIT, unit_price=None), "unit_price"),
        (replace(UNIT, quantity=None), "quantity"),
        (replace(A, retention_work=D("1.5")), "retention.work"),
    ],
)
def test_lines_that_cannot_stand(line: ScheduledLine, field: str) -> None:
    with pytest.raises(ScheduleRefused) as caught:
        value_claim(UNIT_TERMS, [line], ClaimEntry(1), EMPTY)
    assert (caught.value.line, caught.value.field) == (line.key, field)


def test_repeated_keys_and_lines_that_vanished() -> None:
    with pytest.raises(ScheduleRefused) as caught:
        value_claim(TERMS, [A, UNIT, A], ClaimEntry(1), EMPTY)
    with pytest.raises(ScheduleRefused) as caught:
        value_claim(TERMS, [A, A], ClaimEntry(1), EMPTY)
    assert (caught.value.line, caught.value.field) == ("A", "item")
    before = Position(number=1, lines={"B": LinePosition(stored=D("1.00"))})
    with pytest.raises(ScheduleRefused, match="certified before") as caught:
        value_claim(TERMS, [A], ClaimEntry(2), before)
    assert caught.value.line == "B"
    never_claimed = Position(number=1, lines={"B": LinePosition()})
    assert value_claim(TERMS, [A], ClaimEntry(2), never_claimed).after.lines.keys() == {"A"}


@pytest.mark.parametrize(
    ("entry", "line", "field"),
    [
        (ClaimEntry(1, lines={"X": _work("1.00")}), "X", "item"),
        (ClaimEntry(1, lines={"A": LineEntry(EntryMode.WORK_TO_DATE)}), "A", "work_to_date"),
        (ClaimEntry(1, lines={"A": LineEntry(figure=D(1))}), "A", "figure"),
        (ClaimEntry(1, lines={"A": _work("NaN")}), "A", "work_to_date"),
        (ClaimEntry(1, lines={"A": _work("1.001")}), "A", "work_to_date"),
        (
            ClaimEntry(1, lines={"A": LineEntry(EntryMode.PERCENT_TO_DATE, D("Infinity"))}),
            "A",
            "percent_to_date",
        ),
        (
            ClaimEntry(1, lines={"U": LineEntry(EntryMode.QUANTITY_TO_DATE, D("NaN"))}),
            "U",
            "quantity_to_date",
        ),
        (
            ClaimEntry(1, lines={"A": LineEntry(assessed=AssessedEntry(figure=D(1)))}),
            "A",
            "assessed.figure",
        ),
        (ClaimEntry(1, deductions=(Deduction(D("1.005")),)), None, "deductions[0].amount"),
        (ClaimEntry(1, deductions=(Deduction(D("NaN")),)), None, "deductions[0].amount"),
        (
            ClaimEntry(1, release=Release(amount=D("1.005"))),
            None,
            "release_retention.amount",
        ),
        (
            ClaimEntry(1, assessed_release=Release(share_of_held=D("NaN"))),
            None,
            "assessed.release_retention.share_of_held",
        ),
    ],
)
def test_entries_that_cannot_stand(entry: ClaimEntry, line: str | None, field: str) -> None:
    with pytest.raises(EntryRefused) as caught:
        value_claim(UNIT_TERMS, [A, UNIT], entry, EMPTY)
    refusal: Refusal = caught.value
    assert (refusal.line, refusal.field) == (line, field)
    assert refusal.sentence in str(refusal)
    assert (f"line {line}, " if line else "") + field in str(refusal)


def test_openings_and_numbers_that_cannot_stand() -> None:
    opening = Opening(lines={"A": OpeningLine(D("10.00"))})
    with pytest.raises(OpeningRefused, match="first claim only"):
        value_claim(TERMS, [A], ClaimEntry(2, opening=opening), Position(number=1))
    before = Position(lines={"A": LinePosition()})
    with pytest.raises(OpeningRefused, match="first claim only"):
        value_claim(TERMS, [A], ClaimEntry(2, opening=opening), before)
    bad = Opening(less_previous_certificates=D("1.005"))
    with pytest.raises(OpeningRefused) as caught:
        value_claim(TERMS, [A], ClaimEntry(2, opening=bad), EMPTY)
    assert caught.value.field == "opening.less_previous_certificates"
    bad = Opening(lines={"X": OpeningLine()})
    with pytest.raises(OpeningRefused) as caught:
        value_claim(TERMS, [A], ClaimEntry(2, opening=bad), EMPTY)
    assert (caught.value.line, caught.value.field) == ("X", "opening.lines")
    with pytest.raises(EntryRefused, match="above 3"):
        value_claim(TERMS, [A], ClaimEntry(3), Position(number=3))


def test_refusals_in_a_retention_claim_name_the_column() -> None:
    first = value_claim(TERMS, [A], ClaimEntry(1, lines={"A": _work("10.00")}), EMPTY)
    entry = LineEntry(EntryMode.PERCENT_TO_DATE, D("0"))
    claim = ClaimEntry(2, ClaimType.RETENTION_RELEASE, {"A": entry})
    with pytest.raises(EntryRefused) as caught:
        value_claim(TERMS, [A], claim, first.after)
    assert caught.value.field == "percent_to_date"


def _valuation() -> Any:
    terms = replace(TERMS, tax=TaxTerms(D("0.10"), TaxBase.NET_OF_RETENTION))
    entry = ClaimEntry(
        1,
        lines={"A": LineEntry(EntryMode.WORK_TO_DATE, D("333.33"), materials_stored=D("10.00"))},
        deductions=(Deduction(D("-5.00"), taxable=False),),
    )
    return value_claim(terms, [A], entry, EMPTY)


def test_a_certificate_that_ties() -> None:
    valued = _valuation()
    assert check_certificate(valued.cover, valued.lines) == ()


@pytest.mark.parametrize(
    "key",
    [
        "original_contract_sum",
        "net_change_by_variations",
        "contract_sum_to_date",
        "total_completed_and_stored",
        "retention_on_work",
        "retention_on_materials",
        "total_retention",
        "total_earned_less_retention",
        "less_previous_certificates",
        "current_payment_due",
        "balance_to_finish_including_retention",
        "percent_complete",
        "deductions_this_period",
        "tax",
        "payable",
    ],
)
def test_a_cent_off_on_the_cover_is_found(key: str) -> None:
    valued = _valuation()
    off = replace(valued.cover, **{key: getattr(valued.cover, key) + D("0.01")})
    assert check_certificate(off, valued.lines)


@pytest.mark.parametrize(
    "key",
    [
        "scheduled_value",
        "work_previous",
        "work_this_period",
        "materials_stored",
        "completed_and_stored",
        "percent",
        "balance_to_finish",
        "retention",
        "claimed",
        "assessed",
        "difference",
    ],
)
def test_a_cent_off_on_a_line_is_found(key: str) -> None:
    valued = _valuation()
    off = replace(valued.lines[0], **{key: getattr(valued.lines[0], key) + D("0.01")})
    found = check_certificate(valued.cover, [off])
    assert found
    assert all(sentence.endswith(".") for sentence in found)
