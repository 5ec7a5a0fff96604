"""What a new claim is for, where its contacts start it and where others do."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ledgerstone.access.levels import Level
from ledgerstone.claims.models import Invitation
from ledgerstone.claims.operations import start_claims
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.operations import change_invoicing_settings
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, WrongState
from tests.claims.desk import Desk
from tests.settings.doing import person
from tests.support.contacts import contact_of
from tests.support.scene import Scene

DAY = datetime(2026, 10, 12, tzinfo=UTC)


@pytest.fixture
def contract(scene: Scene) -> Contract:
    scene.period()
    return scene.contract(status="approved")


def setting(scene: Scene, default: str) -> None:
    change_invoicing_settings(
        actor=scene.actor, project_id=scene.project.pk, default_claim_type=default
    )


def invited(scene: Scene, contract: Contract, type_: str, status: str = "invited") -> None:
    answered = {} if status == "invited" else {"answered_by": scene.user, "answered_at": DAY}
    Invitation.objects.create(
        account=scene.account,
        contract=contract,
        period=BillingPeriod.objects.get(),
        type=type_,
        status=status,
        invited_by=scene.user,
        **answered,
    )


def started_by_contact(scene: Scene, contract: Contract, type_: str | None = None) -> str:
    desk = Desk(contact_of(scene, contract).actor, contract)
    with clock.fixed(DAY):
        return desk.start(type=type_).type


@pytest.mark.parametrize("default", ["work_materials", "work_materials_retention"])
def test_contacts_start_as_the_setting_says(scene: Scene, contract: Contract, default: str) -> None:
    setting(scene, default)
    assert started_by_contact(scene, contract) == default


def test_contacts_wait_to_be_invited_where_the_setting_says_nothing(
    scene: Scene, contract: Contract
) -> None:
    setting(scene, "")
    with pytest.raises(WrongState) as refused:
        started_by_contact(scene, contract)
    assert refused.value.message == (
        "Here claims are started by invitation. Ask an administrator of the project to invite you "
        "for this billing period."
    )
    assert not contract.claims.exists()


@pytest.mark.parametrize("status", ["invited", "accepted"])
@pytest.mark.parametrize("default", ["", "work_materials"])
@pytest.mark.parametrize("type_", ["work_materials_retention", "retention_release"])
def test_an_invitation_wins(
    scene: Scene, contract: Contract, status: str, default: str, type_: str
) -> None:
    setting(scene, default)
    invited(scene, contract, type_, status)
    assert started_by_contact(scene, contract) == type_


def test_who_declined_starts_as_if_not_invited(scene: Scene, contract: Contract) -> None:
    setting(scene, "")
    invited(scene, contract, "work_materials", "declined")
    with pytest.raises(WrongState, match="by invitation"):
        started_by_contact(scene, contract)


def test_contacts_ask_for_no_more_than_they_may(scene: Scene, contract: Contract) -> None:
    setting(scene, "work_materials")
    with pytest.raises(Invalid) as refused:
        started_by_contact(scene, contract, "work_materials_retention")
    assert refused.value.fields == {
        "type": "For this billing period you can claim work and stored materials."
    }


def test_contacts_may_ask_for_less(scene: Scene, contract: Contract) -> None:
    assert started_by_contact(scene, contract, "retention_release") == "retention_release"


@pytest.mark.parametrize("type_", ["work_materials", "retention_release"])
def test_administrators_choose_freely(scene: Scene, contract: Contract, type_: str) -> None:
    setting(scene, "")
    invited(scene, contract, "work_materials_retention")
    assert Desk(scene.actor, contract).start(type=type_).type == type_


def test_others_who_start_in_their_place_choose_freely(scene: Scene, contract: Contract) -> None:
    setting(scene, "")
    desk = Desk(person(scene, Level.STANDARD), contract)
    with clock.fixed(DAY):
        assert desk.start(type="work_materials").type == "work_materials"


def test_where_nobody_chose_it_is_as_invited_else_as_the_setting_says(scene: Scene) -> None:
    scene.period()
    setting(scene, "work_materials")
    first, second = (scene.contract(status="approved") for _ in range(2))
    invited(scene, first, "retention_release")
    assert Desk(scene.actor, first).start().type == "retention_release"
    assert Desk(scene.actor, second).start().type == "work_materials"
    setting(scene, "")
    assert Desk(scene.actor, scene.contract(status="approved")).start().type == (
        "work_materials_retention"
    )


def test_many_that_are_started_at_once_are_as_each_would_be(scene: Scene) -> None:
    period = scene.period()
    setting(scene, "work_materials")
    first, second = (scene.contract(status="approved") for _ in range(2))
    invited(scene, first, "retention_release")
    start_claims(actor=scene.actor, project_id=scene.project.pk, period_id=period.pk)
    assert [one.claims.get().type for one in (first, second)] == [
        "retention_release",
        "work_materials",
    ]


def test_an_unknown_type_is_refused_at_its_field(scene: Scene, contract: Contract) -> None:
    with pytest.raises(Invalid) as refused:
        Desk(scene.actor, contract).start(type="everything")
    assert list(refused.value.fields) == ["type"]
