"""Longer for all, or for one commitment: who gives it, to whom, and what keeps a period."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ledgerstone.access.levels import Level
from ledgerstone.claims.inviting.due import due_date_of
from ledgerstone.claims.models import Extension, Invitation
from ledgerstone.claims.operations.extensions import extend_due_date, remove_extension
from ledgerstone.contracts.models import Contract
from ledgerstone.history.models import Event
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.operations import (
    change_billing_period,
    close_billing_period,
    dates_of,
    delete_billing_period,
)
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from tests.claims.desk import Desk
from tests.settings.doing import person
from tests.support.contacts import contact_of
from tests.support.scene import Scene

# October is due on the 28th in scenes.
LATER = dt.date(2026, 11, 2)


@pytest.fixture
def period(scene: Scene) -> BillingPeriod:
    return scene.period()


@pytest.fixture
def contract(scene: Scene) -> Contract:
    return scene.contract(status="approved")


def test_one_commitment_gets_longer(
    scene: Scene, period: BillingPeriod, contract: Contract
) -> None:
    other = scene.contract(status="approved")
    extended = extend_due_date(
        actor=scene.actor,
        period_id=period.pk,
        due_date=LATER,
        contract_id=contract.pk,
        reason="New foreman",
    )
    assert extended.extension == Extension.objects.get()
    assert due_date_of(period, contract) == LATER
    assert due_date_of(period, other) == period.due_date
    event = Event.objects.latest("id")
    assert (event.kind, event.contract_id) == ("contract.due_date_extended", contract.pk)
    assert event.summary == (
        f"extended the due date of the period 1 to 31 October 2026 for {contract.number} to "
        "2 November 2026: New foreman"
    )


def test_contacts_start_until_the_longer_date_is_over(
    scene: Scene, period: BillingPeriod, contract: Contract
) -> None:
    kim = contact_of(scene, contract).actor
    desk = Desk(kim, contract)
    extend_due_date(actor=scene.actor, period_id=period.pk, due_date=LATER, contract_id=contract.pk)
    # The 3rd of November begins in Sydney.
    with clock.fixed(datetime(2026, 11, 2, 13, 0, tzinfo=UTC)), pytest.raises(WrongState) as late:
        desk.start()
    assert "were due" in late.value.message
    with clock.fixed(datetime(2026, 11, 2, 12, 59, tzinfo=UTC)):
        assert desk.start().number == 1


def test_all_get_longer(scene: Scene, period: BillingPeriod, contract: Contract) -> None:
    extended = extend_due_date(actor=scene.actor, period_id=period.pk, due_date=LATER)
    assert (extended.extension, extended.period.due_date) == (None, LATER)
    assert due_date_of(BillingPeriod.objects.get(), contract) == LATER


def test_never_less_than_they_have(scene: Scene, period: BillingPeriod, contract: Contract) -> None:
    def extend(day: dt.date) -> None:
        extend_due_date(
            actor=scene.actor, period_id=period.pk, due_date=day, contract_id=contract.pk
        )

    extend(LATER)
    for day in (LATER, dt.date(2026, 10, 30)):
        with pytest.raises(Invalid) as refused:
            extend(day)
        assert refused.value.fields == {
            "due_date": "It is due on 2 November 2026 now. Give a later day."
        }
    extend(dt.date(2026, 11, 4))
    assert Extension.objects.get().due_date == dt.date(2026, 11, 4)


def test_the_later_of_both_counts(scene: Scene, period: BillingPeriod, contract: Contract) -> None:
    extend_due_date(actor=scene.actor, period_id=period.pk, due_date=LATER, contract_id=contract.pk)
    extend_due_date(actor=scene.actor, period_id=period.pk, due_date=dt.date(2026, 11, 9))
    assert due_date_of(BillingPeriod.objects.get(), contract) == dt.date(2026, 11, 9)


def test_it_is_taken_back(scene: Scene, period: BillingPeriod, contract: Contract) -> None:
    extension = extend_due_date(
        actor=scene.actor, period_id=period.pk, due_date=LATER, contract_id=contract.pk
    ).extension
    assert extension is not None
    remove_extension(actor=scene.actor, period_id=period.pk, extension_id=extension.pk)
    assert due_date_of(period, contract) == period.due_date
    assert Event.objects.latest("id").kind == "contract.extension_removed"
    with pytest.raises(NotThere):
        remove_extension(actor=scene.actor, period_id=period.pk, extension_id=extension.pk)


def test_only_commitments_of_the_project_while_it_is_open(
    scene: Scene, period: BillingPeriod, contract: Contract
) -> None:
    head = scene.contract("head_contract", status="approved")
    with pytest.raises(Invalid) as refused:
        extend_due_date(actor=scene.actor, period_id=period.pk, due_date=LATER, contract_id=head.pk)
    assert list(refused.value.fields) == ["contract"]
    close_billing_period(actor=scene.actor, period_id=period.pk)
    with pytest.raises(WrongState, match="is closed"):
        extend_due_date(
            actor=scene.actor, period_id=period.pk, due_date=LATER, contract_id=contract.pk
        )


def test_only_by_administrators(scene: Scene, period: BillingPeriod, contract: Contract) -> None:
    extension = extend_due_date(
        actor=scene.actor, period_id=period.pk, due_date=LATER, contract_id=contract.pk
    ).extension
    assert extension is not None
    kim = contact_of(scene, contract).actor
    standard = person(scene, Level.STANDARD, name="Sam Low")
    outsider = replace(scene.actor, projects={})
    for actor, refusal in ((standard, NotAllowed), (kim, NotThere), (outsider, NotThere)):
        with pytest.raises(refusal):
            extend_due_date(
                actor=actor,
                period_id=period.pk,
                due_date=dt.date(2026, 11, 9),
                contract_id=contract.pk,
            )
        with pytest.raises(refusal):
            remove_extension(actor=actor, period_id=period.pk, extension_id=extension.pk)


def test_a_period_with_a_claim_stays(
    scene: Scene, period: BillingPeriod, contract: Contract
) -> None:
    desk = Desk(scene.actor, contract)
    claim = desk.start()
    with pytest.raises(WrongState) as refused:
        delete_billing_period(actor=scene.actor, period_id=period.pk)
    assert refused.value.message == (
        "There is a claim for the period 1 to 31 October 2026, so it stays. It can be closed."
    )
    desk.delete(claim)
    delete_billing_period(actor=scene.actor, period_id=period.pk)
    assert not BillingPeriod.objects.exists()


def test_a_period_with_a_withdrawn_claim_stays(
    scene: Scene, period: BillingPeriod, contract: Contract
) -> None:
    desk = Desk(scene.actor, contract)
    claim = desk.start()
    desk.type(claim, {"1": {"work_this_period": "100"}})
    desk.submit(claim)
    desk.withdraw(claim)
    with pytest.raises(WrongState, match="so it stays"):
        delete_billing_period(actor=scene.actor, period_id=period.pk)


def test_a_period_that_people_were_invited_for_stays(
    scene: Scene, period: BillingPeriod, contract: Contract
) -> None:
    Invitation.objects.create(
        account=scene.account,
        contract=contract,
        period=period,
        type="work_materials",
        invited_by=scene.user,
    )
    with pytest.raises(WrongState, match="People were invited"):
        delete_billing_period(actor=scene.actor, period_id=period.pk)


def test_an_extension_goes_with_its_period(
    scene: Scene, period: BillingPeriod, contract: Contract
) -> None:
    extend_due_date(actor=scene.actor, period_id=period.pk, due_date=LATER, contract_id=contract.pk)
    delete_billing_period(actor=scene.actor, period_id=period.pk)
    assert not Extension.objects.exists()


def test_claims_keep_their_own_dates(
    scene: Scene, period: BillingPeriod, contract: Contract
) -> None:
    desk = Desk(scene.actor, contract)
    claim = desk.start()
    given = {**dates_of(period)._asdict(), "start": dt.date(2026, 10, 5), "billing_date": LATER}
    change_billing_period(actor=scene.actor, period_id=period.pk, **given)
    kept = desk.now(claim)
    assert (kept.period_start, kept.billing_date) == (
        dt.date(2026, 10, 1),
        dt.date(2026, 10, 31),
    )
