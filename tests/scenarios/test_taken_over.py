"""A contract taken over in mid-job: what was certified elsewhere is what the next claim continues.

The electrical works of a city's performing arts centre were certified on paper: the public record
has applications 24, 25 and 26, of which the last was paid with 137,602.51. Retention had reached
its limit of 5% of the contract sum by then. The contract comes here after application 24.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ledgerstone import core
from ledgerstone.claims import queries
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.opening import Stood, StoodLine, opening_lines
from ledgerstone.contracts.operations import approve_variation
from ledgerstone.contracts.operations.opening import remove_opening, set_opening
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.tenancy.refusals import Invalid, WrongState
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene

CAP = core.RetentionCap(rate=Decimal("0.05"), of=core.CapOf.REVISED_SUM)


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """The contract as it was agreed, with its change, and nothing claimed here."""
    scene.period()
    desk = Desk.at(
        scene,
        title="Electrical works",
        rows=[RawRow(item="26", description="Electrical", scheduled_value="7,505,000.00")],
        retention=flat("0.10", basis="cover", cap=CAP),
    )
    approve_variation(
        actor=scene.actor,
        contract_id=desk.contract.pk,
        number="CO1",
        title="Reductions",
        lines=[RawRow(item="CO1", description="Reductions", scheduled_value="(467,808.00)")],
        approved_on=dt.date(2010, 4, 30),
    )
    return desk


def after_application_24(desk: Desk, **other: Decimal) -> Stood:
    """Line 4 is 6,265,101.75, of which the credit is claimed in full; 351,859.60 is held."""
    ids = {line.item: line.pk for line in opening_lines(desk.contract)}
    figures = {
        "less_previous_certificates": Decimal("5913242.15"),
        "retention_held": Decimal("351859.60"),
        **other,
    }
    work = {"26": Decimal("6732909.75"), "CO1": Decimal("-467808.00")}
    lines = {ids[item]: StoodLine(work=amount) for item, amount in work.items()}
    return Stood(last_number=24, lines=lines, **figures)


def take_over(desk: Desk) -> None:
    done = set_opening(
        actor=desk.actor, contract_id=desk.contract.pk, opening=after_application_24(desk)
    )
    assert not done.warnings


def test_the_next_applications_come_to_what_was_paid_to_the_cent(desk: Desk) -> None:
    take_over(desk)
    figures = contracts.figures(desk.contract)
    assert (figures.certified, figures.retained, figures.earned) == (
        Decimal("6265101.75"), Decimal("351859.60"), Decimal("5913242.15"),
    )  # fmt: skip

    application = desk.start()
    assert application.number == 25
    sheet = desk.sheet(application)
    assert sheet.previous_claim_number == 24
    assert sheet.cover.less_previous_certificates == Decimal("5913242.15")
    assert sheet.cover.current_payment_due == 0
    assert desk.line(application, "26").work_previous == Decimal("6732909.75")

    # Application 25 brings line 4 to 6,448,296.27, application 26 to 6,585,898.78.
    desk.type(application, {"26": {"work_to_date": "6,916,104.27"}})
    desk.submit(application)
    cover = desk.sheet(application).cover
    assert cover.total_completed_and_stored == Decimal("6448296.27")
    assert cover.total_retention == Decimal("351859.60")
    assert cover.current_payment_due == Decimal("183194.52")
    desk.approve(application)

    # From its certificate it reads the same, and the next one continues that.
    frozen = desk.sheet(application)
    assert frozen.is_certified
    assert frozen.previous_claim_number == 24
    assert [line.completed_previous for line in frozen] == [
        Decimal("6732909.75"), Decimal("-467808.00"),
    ]  # fmt: skip
    assert sum(line.retention_previous for line in frozen) == Decimal("351859.60")
    last = desk.certified({"26": {"work_this_period": "137,602.51"}})
    assert last.number == 26
    assert desk.sheet(last).cover.current_payment_due == Decimal("137602.51")


def test_reopening_the_first_claim_falls_back_to_what_was_certified_elsewhere(desk: Desk) -> None:
    take_over(desk)
    first = desk.certified({"26": {"work_this_period": "183,194.52"}})
    later = desk.start()
    desk.type(later, {"26": {"work_this_period": "137,602.51"}})
    desk.reopen(first)

    assert contracts.figures(desk.contract).certified == Decimal("6265101.75")
    for claim in (first, later):
        sheet = desk.sheet(claim)
        assert sheet.previous_claim_number == 24
        assert sheet.cover.less_previous_certificates == Decimal("5913242.15")
    # The later draft still claims the same to date.
    assert desk.sheet(later).cover.total_completed_and_stored == Decimal("6585898.78")
    desk.approve(first)
    assert desk.sheet(later).cover.current_payment_due == Decimal("137602.51")


def test_it_has_to_tie_and_the_difference_is_said_in_money(desk: Desk) -> None:
    untied = after_application_24(desk, retention_held=Decimal("351000.00"))
    with pytest.raises(Invalid) as refused:
        set_opening(actor=desk.actor, contract_id=desk.contract.pk, opening=untied)
    assert "859.60 more than" in refused.value.fields["less_previous_certificates"]


def test_a_line_is_refused_at_its_own_field(desk: Desk) -> None:
    ids = {line.item: line.pk for line in opening_lines(desk.contract)}
    stored = Stood(
        last_number=3,
        less_previous_certificates=Decimal(0),
        lines={
            ids["26"]: StoodLine(materials=Decimal("-5")),
            ids["CO1"]: StoodLine(work=Decimal("1.005")),
        },
    )
    with pytest.raises(Invalid) as refused:
        set_opening(actor=desk.actor, contract_id=desk.contract.pk, opening=stored)
    assert list(refused.value.fields) == [f"line:{ids['CO1']}:work"]
    only = Stood(0, Decimal(0), lines={})
    with pytest.raises(Invalid) as refused:
        set_opening(actor=desk.actor, contract_id=desk.contract.pk, opening=only)
    assert list(refused.value.fields) == ["last_number"]


def test_more_than_the_scheduled_value_is_asked_about(desk: Desk) -> None:
    ids = {line.item: line.pk for line in opening_lines(desk.contract)}
    beyond = Stood(
        last_number=3,
        less_previous_certificates=Decimal("8000000.00"),
        lines={ids["26"]: StoodLine(work=Decimal("8000000.00"))},
    )
    done = set_opening(actor=desk.actor, contract_id=desk.contract.pk, opening=beyond)
    (warning,) = done.warnings
    assert warning.startswith("Line 26 has earned 8,000,000.00")
    # What counts as billed stops at the scheduled value, as with any claim.
    assert next(iter(opening_lines(desk.contract))).billed_floor == Decimal("7505000.00")


def test_once_there_is_a_claim_it_stays_as_it_is(desk: Desk) -> None:
    take_over(desk)
    draft = desk.start()
    with pytest.raises(WrongState, match="Claim 25 stands on"):
        remove_opening(actor=desk.actor, contract_id=desk.contract.pk)
    with pytest.raises(WrongState):
        take_over(desk)
    desk.delete(draft)
    remove_opening(actor=desk.actor, contract_id=desk.contract.pk)
    figures = contracts.figures(desk.contract)
    assert (figures.certified, figures.claimed, figures.retained, figures.earned) == (0, 0, 0, 0)
    assert desk.start().number == 1


def test_what_was_certified_elsewhere_holds_the_schedule(desk: Desk) -> None:
    take_over(desk)
    assert contracts.is_billed(desk.contract)
    first = opening_lines(desk.contract)[0]
    assert (first.certified_to_date, first.claimed_to_date, first.billed_floor) == (
        Decimal("6732909.75"),
    ) * 3


def test_the_lists_of_claims_start_with_the_number_that_follows(desk: Desk) -> None:
    take_over(desk)
    withdrawn = desk.claimed({"26": {"work_this_period": "10.00"}})
    desk.withdraw(withdrawn)
    following = desk.start()
    assert following.number == 26
    assert desk.sheet(following).cover.less_previous_certificates == Decimal("5913242.15")
    assert queries.last_certificate(desk.contract) is None
