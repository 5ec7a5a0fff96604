"""What is held back under a contract: setting it, changing it after billing, and sliding scales."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ledgerstone.claims.operations import adopt_retention_terms
from ledgerstone.contracts import queries
from ledgerstone.contracts.models import Contract, RetentionBand, SlidingStep
from ledgerstone.contracts.operations import change_lines, replace_schedule
from ledgerstone.contracts.operations.retaining import set_retention
from ledgerstone.contracts.operations.retaining_releases import PlannedRelease, plan_releases
from ledgerstone.contracts.operations.retaining_securities import (
    SecurityGiven,
    record_security,
)
from ledgerstone.contracts.retention.retention import RetentionTerms, flat, scale
from ledgerstone.contracts.retention.retention_security import standing
from ledgerstone.contracts.schedules.schedule_edits import CellChange
from ledgerstone.core import CapOf, ChangeScope, RetentionCap, RetentionChange
from ledgerstone.core.sliding import LimitOf
from ledgerstone.core.sliding import SlidingStep as Step
from ledgerstone.tenancy.refusals import Invalid, Stale, WrongState
from tests.claims.desk import Desk
from tests.support.scene import Scene, raw_rows

D = Decimal
WORK = "work_to_date"
TEN = flat(D("0.1"), cap=RetentionCap(rate=D("0.05"), of=CapOf.ORIGINAL_SUM))
JOB = raw_rows([("1", "Steel", "400,000.00")])


def sliding(*steps: tuple[str, LimitOf, str]) -> RetentionTerms:
    return scale([Step(D(rate), of, D(limit)) for rate, of, limit in steps], D(400_000))


ONE = sliding(("0.1", LimitOf.ORIGINAL_SUM, "0.05"))


def put(scene: Scene, contract: Contract, terms: RetentionTerms | None) -> Contract:
    return set_retention(actor=scene.actor, contract_id=contract.pk, retention=terms)


def bands_of(contract: Contract) -> list[Decimal | None]:
    rows = RetentionBand.objects.filter(rule__contract=contract).order_by("position")
    return [band.up_to for band in rows]


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """A contract of 400,000 at 10 % up to 5 %, in its first open period."""
    scene.period()
    return Desk.at(scene, rows=JOB, retention=TEN)


# --- after billing ---------------------------------------------------------------------------


def test_a_cap_changes_after_billing_but_not_below_what_is_held(scene: Scene, desk: Desk) -> None:
    desk.certified({"1": {WORK: "150000"}})
    contract = desk.contract
    for cap, field in (
        (RetentionCap(amount=D("14999.99")), "retention.cap.amount"),
        (RetentionCap(rate=D("0.0374"), of=CapOf.REVISED_SUM), "retention.cap.rate"),
    ):
        with pytest.raises(Invalid) as refused:
            put(scene, contract, flat(D("0.1"), cap=cap))
        assert "A$15,000.00 is held now" in refused.value.fields[field]
    with pytest.raises(WrongState, match="claimed under its terms of retention"):
        put(scene, contract, flat(D("0.05"), cap=TEN.rule.cap))
    with pytest.raises(WrongState):
        put(scene, contract, None)
    # Exactly what is held may stand; the next claim holds no more, and gives nothing back.
    put(scene, contract, flat(D("0.1"), cap=RetentionCap(amount=D("15000.00"))))
    second = desk.claimed({"1": {WORK: "300000"}})
    assert desk.sheet(second).cover.total_retention == D("15000.00")
    # What is there holds by the terms that it was started under; certificates stand.
    put(scene, contract, flat(D("0.1")))
    assert desk.sheet(second).cover.total_retention == D("15000.00")
    adopt_retention_terms(
        actor=scene.actor, claim_id=second.pk, expected_version=desk.now(second).version
    )
    assert desk.sheet(second).cover.total_retention == D("30000.00")
    second.refresh_from_db()
    assert second.assessed_payable == D("135000.00")
    first = contract.claims.get(number=1)
    assert first.certificate is not None
    assert first.certificate.total_retention == D("15000.00")


def test_rates_change_from_a_claim_that_is_not_certified(scene: Scene, desk: Desk) -> None:
    desk.certified({"1": {WORK: "100000"}})
    half = D("0.05")

    def from_claim(*numbers: int) -> RetentionTerms:
        changes = [RetentionChange(one, ChangeScope.NEW_WORK, half, half) for one in numbers]
        return RetentionTerms(TEN.rule, tuple(changes))

    with pytest.raises(Invalid) as refused:
        put(scene, desk.contract, from_claim(1))
    assert refused.value.fields == {
        "retention_changes[0].from_claim": "Claim 1 is certified. "
        "Change the rates from claim 2 or a later one on."
    }
    put(scene, desk.contract, from_claim(2))
    second = desk.certified({"1": {WORK: "200000"}})
    assert second.certificate is not None
    assert second.certificate.total_retention == D("15000.00")
    # What a certificate stands on is neither taken away nor changed.
    for other in (TEN, from_claim(2, 2), RetentionTerms(TEN.rule, (
        RetentionChange(2, ChangeScope.EVERYTHING, half, half),
    ))):  # fmt: skip
        with pytest.raises(Invalid):
            put(scene, desk.contract, other)
    put(scene, desk.contract, from_claim(2, 3))


def test_a_rule_that_a_claim_could_not_stand_on_is_refused(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=JOB, retention=flat(D("0.1")))
    desk.certified({"1": {WORK: "100000"}})
    draft = desk.start()
    desk.type(draft, {"1": {"retention_released": "100"}})
    # Rates from claim 2 on are meant for it, and with them comes the cap.
    half = RetentionChange(2, ChangeScope.NEW_WORK, D("0.05"), D("0.05"))
    with pytest.raises(Invalid, match="Claim 2 could not stand on it"):
        put(scene, desk.contract, RetentionTerms(TEN.rule, (half,)))
    assert queries.retention_of(desk.contract) == flat(D("0.1"))
    # The cap alone is for new claims.
    put(scene, desk.contract, TEN)
    assert desk.sheet(draft).cover.total_retention == D("9900.00")


# --- settings of the contract ----------------------------------------------------------------


def test_a_part_that_is_switched_off_bears_nothing(scene: Scene, desk: Desk) -> None:
    contract = desk.contract
    claim = desk.claimed({"1": {WORK: "10000", "materials_stored": "5000"}})
    assert desk.sheet(claim).cover.total_retention == D("1500.00")
    for on_work, on_materials, held in ((False, True, 500), (True, False, 1000), (False, False, 0)):
        Contract.objects.filter(pk=contract.pk).update(
            retains_on_work=on_work, retains_on_materials=on_materials
        )
        assert desk.sheet(desk.now(claim)).cover.total_retention == held


def test_a_lines_own_rate_bears_nothing_on_a_part_that_is_switched_off(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=JOB, retention=flat(D("0.1")))
    desk.contract.lines.update(retention_work=D("0.2"))
    claim = desk.claimed({"1": {WORK: "10000"}})
    assert desk.sheet(claim).cover.total_retention == D("2000.00")
    for on_materials in (True, False):
        Contract.objects.filter(pk=desk.contract.pk).update(
            retains_on_work=False, retains_on_materials=on_materials
        )
        assert desk.sheet(desk.now(claim)).cover.total_retention == 0


def test_bands_need_both_parts(scene: Scene) -> None:
    contract = scene.contract(rows=JOB)
    Contract.objects.filter(pk=contract.pk).update(retains_on_materials=False)
    with pytest.raises(Invalid) as refused:
        put(scene, contract, ONE)
    assert "Retention on stored materials is switched off" in refused.value.fields["retention.rule"]
    put(scene, contract, TEN)


# --- sliding scales --------------------------------------------------------------------------


def test_the_worked_example_from_first_claim_to_release(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=JOB)
    put(scene, desk.contract, ONE)
    assert queries.retention_of(desk.contract) == ONE
    assert bands_of(desk.contract) == [D(200_000)]
    held = [
        desk.sheet(desk.certified({"1": {WORK: work}})).cover.total_retention
        for work in ("50000", "200000", "390000")
    ]
    assert held == [D("5000.00"), D("20000.00"), D("20000.00")]
    last = desk.start()
    desk.type(last, {"1": {WORK: "400000"}})
    desk.header(last, release_share=D("0.5"), release_event="Practical completion")
    assert desk.sheet(last).cover.retention_released_this_period == D("10000.00")


def test_a_scale_follows_the_original_schedule(scene: Scene) -> None:
    contract = scene.contract(rows=JOB)
    put(scene, contract, sliding(("0.1", LimitOf.ORIGINAL_SUM, "0.05"),
                                 ("0.05", LimitOf.AMOUNT, "25000.00")))  # fmt: skip
    assert bands_of(contract) == [D(200_000), D(300_000)]

    def replace(value: str) -> None:
        contract.refresh_from_db()
        replace_schedule(
            actor=scene.actor, contract_id=contract.pk, expected_version=contract.version,
            rows=raw_rows([("1", "Steel", value)]),
        )  # fmt: skip

    replace("300,000.00")
    assert bands_of(contract) == [D(150_000), D(350_000)]
    # The share of the larger sum is above the amount, which holds nothing more then.
    replace("600,000.00")
    assert bands_of(contract) == [D(300_000)]
    found = queries.retention_of(contract)
    assert found is not None
    assert found.rule.cap == RetentionCap(rate=D("0.05"), of=CapOf.ORIGINAL_SUM)
    assert [step.limit for step in found.sliding] == [D("0.05"), D(25_000)]
    replace("400,000.00")
    assert bands_of(contract) == [D(200_000), D(300_000)]


def test_a_scale_follows_lines_that_are_changed_one_by_one(scene: Scene) -> None:
    contract = scene.contract(rows=JOB, retention=ONE)
    line = contract.lines.get()
    change_lines(
        actor=scene.actor,
        contract_id=contract.pk,
        since=contract.version,
        changes=[CellChange(line.pk, "scheduled_value", "300,000.00")],
    )
    assert bands_of(contract) == [D(150_000)]


def test_a_scale_given_with_a_new_contract_is_of_its_schedule(scene: Scene) -> None:
    contract = scene.contract(rows=raw_rows([("1", "Steel", "100,000.00")]), retention=ONE)
    assert bands_of(contract) == [D(50_000)]


def test_only_the_last_limit_of_a_scale_changes_once_it_was_claimed_under(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=JOB, retention=ONE)
    desk.certified({"1": {WORK: "150000"}})
    with pytest.raises(WrongState):
        put(scene, desk.contract, sliding(("0.2", LimitOf.ORIGINAL_SUM, "0.05")))
    with pytest.raises(Invalid) as refused:
        put(scene, desk.contract, sliding(("0.1", LimitOf.ORIGINAL_SUM, "0.03")))
    assert "A$15,000.00 is held now" in refused.value.fields["sliding[0].limit"]
    put(scene, desk.contract, sliding(("0.1", LimitOf.AMOUNT, "18000.00")))
    assert SlidingStep.objects.get().limit == D(18_000)


def test_a_scale_that_mixes_the_revised_sum_is_refused_at_its_step(scene: Scene) -> None:
    contract = scene.contract(rows=JOB)
    mixed = RetentionTerms(ONE.rule, sliding=(
        Step(D("0.1"), LimitOf.REVISED_SUM, D("0.05")), Step(D("0.1"), LimitOf.AMOUNT, D(30_000)),
    ))  # fmt: skip
    with pytest.raises(Invalid) as refused:
        put(scene, contract, mixed)
    assert list(refused.value.fields) == ["sliding[1].limit_of"]


# --- security --------------------------------------------------------------------------------


def guarantee(amount: str, received: dt.date, **until: dt.date | None) -> SecurityGiven:
    return SecurityGiven(
        kind="bank_guarantee",
        amount=D(amount),
        received_on=received,
        reference="BG 7",
        expires_on=until.get("expires_on"),
        returned_on=until.get("returned_on"),
    )


def test_security_stands_from_receipt_to_its_last_day_or_the_day_before_its_return() -> None:
    def on(day: int, **given: dt.date | None) -> Decimal:
        security = guarantee("5.00", dt.date(2026, 3, 10), **given)
        return standing([security], dt.date(2026, 3, day))  # type: ignore[list-item]

    end = dt.date(2026, 3, 20)
    assert [on(day) for day in (9, 10, 31)] == [0, 5, 5]
    assert [on(day, expires_on=end) for day in (19, 20, 21)] == [5, 5, 0]
    assert [on(day, returned_on=end) for day in (19, 20, 21)] == [5, 0, 0]
    assert [on(day, expires_on=end, returned_on=dt.date(2026, 3, 12)) for day in (11, 12)] == [5, 0]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"amount": D("0.00")}, "amount"),
        ({"amount": D("1.001")}, "amount"),
        ({"kind": "promise"}, "kind"),
        ({"expires_on": dt.date(2026, 2, 1)}, "expires_on"),
        ({"returned_on": dt.date(2026, 2, 1)}, "returned_on"),
        ({"issuer": "x" * 201}, "issuer"),
    ],
)
def test_securities_that_cannot_be(scene: Scene, given: dict[str, object], field: str) -> None:
    contract = scene.contract()
    whole = {"kind": "cash", "amount": D(5), "received_on": dt.date(2026, 3, 1), **given}
    with pytest.raises(Invalid) as refused:
        record_security(
            actor=scene.actor,
            contract_id=contract.pk,
            given=SecurityGiven(**whole),  # type: ignore[arg-type]
        )
    assert list(refused.value.fields) == [field]


# --- releases --------------------------------------------------------------------------------

HALF = PlannedRelease(event="practical_completion", share=D("0.5"))
REST = PlannedRelease(event="end_of_defects_liability", share=D(1), due_on=dt.date(2027, 12, 1))


def plan(scene: Scene, contract: Contract, *planned: PlannedRelease) -> list[str]:
    plan_releases(actor=scene.actor, contract_id=contract.pk, planned=planned)
    return [event.name for event in contract.release_events.order_by("position")]


def test_events_are_called_by_the_regions_words_unless_named(scene: Scene) -> None:
    contract = scene.contract()
    assert plan(scene, contract, HALF, REST) == [
        "Practical completion", "End of the defects liability period",
    ]  # fmt: skip
    by_hand = PlannedRelease(event="by_hand", share=D("0.25"), name="Ceiling handed over")
    keys = {event.event: event.pk for event in contract.release_events.all()}
    again = PlannedRelease(
        event="end_of_defects_liability", share=D(1), key=keys["end_of_defects_liability"]
    )
    assert plan(scene, contract, by_hand, again) == [
        "Ceiling handed over", "End of the defects liability period",
    ]  # fmt: skip
    kept = contract.release_events.get(position=2)
    assert (kept.pk, kept.due_on) == (keys["end_of_defects_liability"], None)


@pytest.mark.parametrize(
    ("planned", "field"),
    [
        ([PlannedRelease(event="by_hand", share=D("0.5"))], "event:1:name"),
        ([HALF, HALF], "event:2:name"),
        ([PlannedRelease(event="practical_completion", share=D(0))], "event:1:share"),
        ([PlannedRelease(event="practical_completion", share=D("1.1"))], "event:1:share"),
        ([PlannedRelease(event="sunshine", share=D(1))], "event:1:event"),
    ],
)
def test_events_that_cannot_be(scene: Scene, planned: list[PlannedRelease], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        plan(scene, scene.contract(), *planned)
    assert list(refused.value.fields) == [field]


def test_what_a_certified_claim_released_stays_planned(scene: Scene, desk: Desk) -> None:
    plan(scene, desk.contract, HALF, REST)
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "400000"}})
    desk.header(claim, release_share=D("0.5"), release_event="Practical completion")
    desk.submit(claim)
    desk.approve(claim)
    for other in ((REST,), (PlannedRelease(event="practical_completion", share=D("0.4")), REST)):
        with pytest.raises(Invalid, match="“Practical completion” was released in claim 1"):
            plan(scene, desk.contract, *other)
    assert plan(scene, desk.contract, HALF) == ["Practical completion"]


def test_a_change_over_somebody_elses_is_refused(scene: Scene) -> None:
    contract = scene.contract()
    plan(scene, contract, HALF)
    with pytest.raises(Stale):
        record_security(
            actor=scene.actor, contract_id=contract.pk, expected_version=1,
            given=guarantee("5.00", dt.date(2026, 3, 1)),
        )  # fmt: skip
