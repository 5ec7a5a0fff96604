"""What other programs for progress claims got wrong, each as a short story with its figures.

Every figure is worked out by hand in the comment beside it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ledgerstone.claims import operations, queries
from ledgerstone.claims.models import Certificate, CertificateLine, Claim
from ledgerstone.claims.operations import NewDeduction
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import CommitmentSettings
from ledgerstone.contracts.operations import change_lines, set_retention
from ledgerstone.contracts.retention.retention import RetentionTerms
from ledgerstone.contracts.schedules.schedule import NewLine
from ledgerstone.contracts.schedules.schedule_edits import CellChange
from ledgerstone.core import CapOf, ChangeScope, RetentionCap, RetentionChange
from ledgerstone.tenancy.refusals import Refusal, WrongState
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, raw_rows

ROWS = raw_rows([("1", "Frames", "100,000.00"), ("2", "Sheeting", "60,000.00")])


def money(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def month(desk: Desk, scene: Scene, number: int, cells: dict[str, str]) -> Certificate:
    """A month of its own: work to date on these lines, certified as claimed."""
    scene.period(2026, number)
    claim = desk.certified({item: {"work_to_date": text} for item, text in cells.items()})
    assert claim.certificate is not None
    return Certificate.objects.get(pk=claim.certificate_id)


def test_each_line_holds_by_its_own_rate_and_nought_is_a_rate(scene: Scene) -> None:
    """Rivals took the rate of a line for missing where it was 0, and held the contract's."""
    rates = {"own 5": "0.05", "own 0": "0", "contract's": None}
    desk = Desk.at(
        scene,
        retention=flat("0.10"),
        rows=[
            NewLine(
                item=item,
                description="Works",
                scheduled_value=money("10,000.00"),
                retention_work=None if rate is None else Decimal(rate),
                retention_materials=None if rate is None else Decimal(rate),
            )
            for item, rate in rates.items()
        ],
    )
    first = month(desk, scene, 8, dict.fromkeys(rates, "4,000.00"))
    # 4,000.00 each: 5 % = 200.00, 0 % = nothing, 10 % = 400.00.
    held = dict(CertificateLine.objects.filter(certificate=first).values_list("item", "retention"))
    assert held == {
        "own 5": money("200.00"), "own 0": money("0.00"), "contract's": money("400.00"),
    }  # fmt: skip
    assert first.total_retention == money("600.00")
    assert first.current_payment_due == money("11,400.00")
    # Finished: 500.00 + 0.00 + 1,000.00; 30,000.00 − 1,500.00 − 11,400.00.
    second = month(desk, scene, 9, dict.fromkeys(rates, "10,000.00"))
    assert second.total_retention == money("1,500.00")
    assert second.current_payment_due == money("17,100.00")


def test_nothing_billed_is_exactly_nothing_due(scene: Scene) -> None:
    """Rivals held retention once more, or gave cents of rounding, in a month without work."""
    desk = Desk.at(
        scene,
        rows=raw_rows([("1", "Frames", "33,333.33"), ("2", "Sheeting", "66,666.67")]),
        retention=flat("0.075"),
        tax_rate=Decimal("0.15"),
    )
    first = month(desk, scene, 8, {"1": "11,111.11", "2": "22,222.23"})
    # 7.5 % of 11,111.11 = 833.33 (833.33325), of 22,222.23 = 1,666.67 (1,666.66725).
    assert first.total_retention == money("2,500.00")
    assert first.current_payment_due == money("30,833.34")
    # 15 % = 4,625.001.
    assert (first.tax, first.payable) == (money("4,625.00"), money("35,458.34"))
    for number in (9, 10):
        scene.period(2026, number)
        claim = desk.start()
        desk.submit(claim)
        still = desk.approve(claim)
        assert still.decision == "approved"
        assert [still.current_payment_due, still.tax, still.payable] == [Decimal("0.00")] * 3
        assert [still.retention_this_period, still.deductions_this_period] == [Decimal("0.00")] * 2
        assert still.total_retention == first.total_retention
        assert still.less_previous_certificates == first.total_earned_less_retention
        assert set(
            CertificateLine.objects.filter(certificate=still).values_list(
                "work_this_period", "movement_this_period"
            )
        ) == {(Decimal("0.00"), Decimal("0.00"))}


def test_the_third_claim_and_later_ones_count_everything_before_once(scene: Scene) -> None:
    """Rivals took the last claim alone for all that came before, so the third was paid too high."""
    desk = Desk.at(scene, rows=ROWS, retention=flat("0.10"))
    # To date on line 1 and 2; earned less 10 %; due: what is earned less what was before.
    story = [
        (8, "10,000.00", "0.00", "9,000.00", "9,000.00"),
        (9, "30,000.00", "6,000.00", "32,400.00", "23,400.00"),
        (10, "30,000.00", "30,000.00", "54,000.00", "21,600.00"),
        (11, "90,000.00", "45,000.00", "121,500.00", "67,500.00"),
        (12, "100,000.00", "60,000.00", "144,000.00", "22,500.00"),
    ]
    before = money("0.00")
    for number, frames, sheeting, earned, due in story:
        certificate = month(desk, scene, number, {"1": frames, "2": sheeting})
        assert certificate.total_earned_less_retention == money(earned)
        assert certificate.less_previous_certificates == before
        assert certificate.current_payment_due == money(due)
        before = money(earned)
    # The line says the same: 90,000.00 before the fifth, 10,000.00 in it.
    line = CertificateLine.objects.get(certificate=certificate, item="1")
    assert (line.work_previous, line.work_this_period) == (money("90,000.00"), money("10,000.00"))
    paid = sum(Certificate.objects.values_list("current_payment_due", flat=True))
    assert paid == money("144,000.00")


@pytest.mark.parametrize(
    ("scope", "held", "due"),
    [
        # Claim 3 on: the 30,000.00 of new work at 5 %: 5,000.00 + 1,500.00; 30,000.00 − 1,500.00.
        (ChangeScope.NEW_WORK, "6,500.00", "28,500.00"),
        # The whole at 5 %: 80,000.00 at 5 % = 4,000.00; 76,000.00 − 45,000.00 before.
        (ChangeScope.EVERYTHING, "4,000.00", "31,000.00"),
    ],
)
def test_a_rate_that_changes_in_mid_contract(
    scene: Scene, scope: ChangeScope, held: str, due: str
) -> None:
    """Rivals worked out what was certified long ago by the new rate."""
    change = RetentionChange(3, scope, Decimal("0.05"), Decimal("0.05"))
    desk = Desk.at(scene, rows=ROWS, retention=replace(flat("0.10"), changes=(change,)))
    first = month(desk, scene, 8, {"1": "20,000.00"})
    second = month(desk, scene, 9, {"1": "50,000.00"})
    assert (first.total_retention, second.total_retention) == (money("2,000"), money("5,000"))
    third = month(desk, scene, 10, {"1": "80,000.00"})
    assert third.less_previous_certificates == money("45,000.00")
    assert third.total_retention == money(held)
    assert third.current_payment_due == money(due)
    second.refresh_from_db()
    assert second.total_retention == money("5,000.00")


def test_several_deductions_at_once(scene: Scene) -> None:
    """Rivals kept the last deduction only, or took each off again in the next month."""
    desk = Desk.at(scene, rows=ROWS, retention=flat("0.10"), tax_rate=Decimal("0.10"))
    scene.period(2026, 8)
    claim = desk.start()
    desk.type(claim, {"1": {"work_to_date": "50,000.00"}})
    operations.set_deductions(
        actor=desk.actor,
        claim_id=claim.pk,
        expected_version=desk.now(claim).version,
        deductions=[
            NewDeduction("Back charge", money("-1,250.00"), "Clean-up", is_taxable=True),
            NewDeduction("Damages", money("-700.50")),
            NewDeduction("Back charge", money("-49.50"), "Skip"),
            NewDeduction("Allowance", money("300.00"), is_taxable=True),
        ],
    )
    desk.submit(claim)
    first = desk.approve(claim)
    # −1,250.00 − 700.50 − 49.50 + 300.00 = −1,700.00; tax 10 % of 45,000.00 − 1,250.00 + 300.00.
    assert first.current_payment_due == money("45,000.00")
    assert first.deductions_this_period == money("-1,700.00")
    assert first.tax == money("4,405.00")
    assert first.payable == money("47,705.00")
    # The next month has none of them: 10,000.00 less 10 %, and 10 % tax.
    second = month(desk, scene, 9, {"1": "60,000.00"})
    assert second.less_previous_certificates == money("45,000.00")
    assert (second.deductions_this_period, second.deductions_to_date) == (0, money("-1,700.00"))
    assert second.payable == money("9,900.00")


def test_a_withdrawn_certificate_is_certified_on_no_more(scene: Scene) -> None:
    """Rivals went on counting what had been taken back."""
    desk = Desk.at(scene, rows=ROWS, retention=flat("0.10"))
    month(desk, scene, 8, {"1": "20,000.00"})
    scene.period(2026, 9)
    second = desk.certified({"1": {"work_to_date": "70,000.00"}})
    mistaken = Certificate.objects.get(pk=second.certificate_id)
    desk.reopen(second, "Measured twice.")
    desk.type(second, {"1": {"assessed": "40,000.00"}})
    desk.reason(second, ["1"], "rate_or_quantity", "Measured twice.")
    anew = desk.approve(second)
    # 40,000.00 less 10 % less 18,000.00 of the first; the mistaken one said 63,000.00 to date.
    assert mistaken.total_earned_less_retention == money("63,000.00")
    assert anew.less_previous_certificates == money("18,000.00")
    assert anew.current_payment_due == money("18,000.00")
    third = month(desk, scene, 10, {"1": "50,000.00"})
    assert third.less_previous_certificates == money("36,000.00")
    assert third.current_payment_due == money("9,000.00")
    # All three are kept, and say what they said.
    mistaken.refresh_from_db()
    assert mistaken.total_earned_less_retention == money("63,000.00")
    assert mistaken.withdrawals.get().reason == "Measured twice."
    assert queries.last_certificate(desk.contract) == third


def test_what_is_certified_is_edited_by_nobody(scene: Scene) -> None:
    """Rivals let a figure of a paid claim be typed over, and every later one moved with it."""
    desk = Desk.at(scene, rows=ROWS, retention=flat("0.10"))
    month(desk, scene, 8, {"1": "20,000.00"})
    first = Claim.objects.get(contract=desk.contract)
    second = month(desk, scene, 9, {"1": "50,000.00"})
    line = desk.line(first, "1").line_id
    given = {"actor": desk.actor, "claim_id": first.pk, "expected_version": first.version}
    for refused in (
        lambda: desk.type(first, {"1": {"work_to_date": "99,000.00"}}),
        lambda: desk.type(first, {"1": {"assessed": "1.00"}}),
        lambda: desk.header(first, release_share=Decimal("1")),
        lambda: operations.set_deductions(**given, deductions=[NewDeduction("Other", Decimal(-1))]),
        lambda: operations.give_reasons(
            actor=desk.actor, claim_id=first.pk, line_ids=[line], code="other", text="Typed over.",
            since=0,
        ),
        lambda: operations.accept_as_claimed(actor=desk.actor, claim_id=first.pk, since=0),
    ):  # fmt: skip
        with pytest.raises(Refusal):
            refused()
    with pytest.raises(WrongState, match="Claim 2 is certified on the figures of claim 1"):
        desk.reopen(first, "Let me.")
    kept = Certificate.objects.get(claim=first)
    assert kept.total_earned_less_retention == money("18,000.00")
    assert second.less_previous_certificates == money("18,000.00")


def test_previous_certificates_are_read_and_not_worked_out_again(scene: Scene) -> None:
    """Rivals worked out "previous" from today's schedule and rates: it moved with both."""
    CommitmentSettings.objects.update_or_create(
        account=scene.account, project=scene.project, defaults={"always_editable_schedule": True}
    )
    cap = RetentionCap(rate=Decimal("0.05"), of=CapOf.ORIGINAL_SUM)
    desk = Desk.at(scene, rows=ROWS, retention=flat("0.10", cap=cap))
    scene.period(2026, 8)
    claim = desk.certified({"1": {"percent_to_date": "33.333333"}})
    first = Certificate.objects.get(pk=claim.certificate_id)
    # 33.333333 % of 100,000.00 = 33,333.33; 10 % = 3,333.33; 30,000.00 earned less retention.
    assert first.total_earned_less_retention == money("30,000.00")
    before = CertificateLine.objects.filter(certificate=first).values()
    stood = list(before)

    # The line grows by half, and the cap falls to 3,500.00.
    (frames, _) = contracts.lines(desk.contract)
    desk.contract.refresh_from_db()
    change_lines(
        actor=desk.actor,
        contract_id=desk.contract.pk,
        since=desk.contract.version,
        changes=[CellChange(frames.pk, "scheduled_value", "150,000.00")],
    )
    lower: RetentionTerms = flat("0.10", cap=RetentionCap(amount=money("3,500.00")))
    set_retention(actor=desk.actor, contract_id=desk.contract.pk, retention=lower)
    scene.period(2026, 9)
    second = desk.start()
    sheet = desk.sheet(second)
    assert sheet.cover.less_previous_certificates == money("30,000.00")
    assert desk.line(second, "1").work_previous == money("33,333.33")
    assert sheet.cover.current_payment_due == Decimal("0.00")
    desk.type(second, {"1": {"work_to_date": "60,000.00"}})
    certified = desk.approve(desk.submit(second))
    # 60,000.00 less the cap of 3,500.00 = 56,500.00; less 30,000.00.
    assert certified.less_previous_certificates == money("30,000.00")
    assert certified.current_payment_due == money("26,500.00")
    assert list(before.all()) == stood
    first.refresh_from_db()
    assert first.contract_sum_to_date == money("160,000.00")
