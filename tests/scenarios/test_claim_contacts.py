"""Claim contacts, as the overview of progress claims tells it.

A claim contact is a person at the contract company who may bill one commitment. Their company's
record says who usually does; a commitment starts with them, and an administrator names others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone.claims import operations as claims
from ledgerstone.claims import queries as claim_queries
from ledgerstone.contracts import contacts, queries
from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.contracts.operations import (
    add_to_private_list,
    change_contact_settings,
    change_contract,
    name_contact,
    remove_contact,
)
from ledgerstone.history.models import Event
from ledgerstone.projects import roll
from ledgerstone.projects.models import ProjectMember
from ledgerstone.projects.operations import change_invoicing_settings
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import Account
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from tests.claims.desk import Desk
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    """Before the claims of October are due."""
    with clock.fixed(dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC)):
        yield


def named(contract: Contract) -> list[str]:
    """Who claims on a commitment."""
    rows = ContractPerson.objects.filter(contract=contract, is_contact=True)
    return list(rows.order_by("person__name").values_list("person__name", flat=True))


def name(scene: Scene, contract: Contract, person_id: int) -> None:
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=person_id)


def test_a_new_commitment_starts_with_the_contacts_of_the_companys_record(scene: Scene) -> None:
    worker(scene, scene.subcontractor, "Ines Vale", is_default_claim_contact=True)
    worker(scene, scene.subcontractor, "Tom Adair", is_default_claim_contact=True)
    worker(scene, scene.subcontractor, "Somebody Else")
    worker(scene, scene.subcontractor, "Gone Away", is_default_claim_contact=True, is_active=False)
    contract = scene.contract()
    assert named(contract) == ["Ines Vale", "Tom Adair"]
    assert scene.subcontractor in roll.companies(scene.actor, scene.project.pk)
    on_project = {one.person.name: one.template.key for one in ProjectMember.objects.all()}
    assert on_project["Ines Vale"] == on_project["Tom Adair"] == "claim_contact"


def test_a_head_contract_has_no_claim_contacts(scene: Scene) -> None:
    olga = worker(scene, scene.owner, "Olga Brandt", is_default_claim_contact=True)
    head = scene.contract("head_contract")
    assert named(head) == []
    with pytest.raises((NotAllowed, WrongState)):
        name(scene, head, olga.pk)


def test_the_list_offers_the_companys_people_and_no_one_else(scene: Scene) -> None:
    contract = scene.contract()
    on_project = worker(scene, scene.subcontractor, "Zoe Marsh")
    member(scene, on_project, "read_only")
    worker(scene, scene.subcontractor, "Ada Flint")
    # Designated since, on the project or not: they come first.
    worker(scene, scene.subcontractor, "Tom Adair", is_default_claim_contact=True)
    worker(scene, scene.owner, "Olga Brandt", is_default_claim_contact=True)
    member(scene, worker(scene, scene.own, "Kim Ode"), "site_team")
    offers = contacts.offered(contract)
    assert [(one.person.name, one.is_designated, one.is_on_project) for one in offers] == [
        ("Tom Adair", True, False),
        ("Ada Flint", False, False),
        ("Zoe Marsh", False, True),
    ]


def test_nobody_of_another_company_is_named(scene: Scene) -> None:
    contract = scene.contract()
    olga = worker(scene, scene.owner, "Olga Brandt")
    with pytest.raises(Invalid, match="Choose somebody who works for Keel Steel"):
        name(scene, contract, olga.pk)
    assert named(contract) == []


def test_naming_adds_to_the_project_and_to_the_private_list(scene: Scene) -> None:
    contract = scene.contract()
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    done = name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    assert (done.project, done.private_list) == (True, True)
    again = name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    assert (again.project, again.private_list) == (False, False)
    assert [row.person for row in contacts.private_list(contract)] == [tom]
    latest = Event.objects.order_by("-id").first()
    assert latest is not None
    assert (latest.kind, latest.summary) == (
        "contract.contact_named",
        "named Tom Adair as claim contact",
    )


def test_who_was_put_on_the_list_by_hand_stays_on_it(scene: Scene) -> None:
    contract = scene.contract()
    tom, ines = (worker(scene, scene.subcontractor, who) for who in ("Tom Adair", "Ines Vale"))
    member(scene, ines, "read_only")
    add_to_private_list(actor=scene.actor, contract_id=contract.pk, person_id=ines.pk)
    for person in (tom, ines):
        name(scene, contract, person.pk)
    left = [
        remove_contact(actor=scene.actor, contract_id=contract.pk, person_id=person.pk).private_list
        for person in (tom, ines)
    ]
    assert left == [True, False]
    assert [row.person for row in contacts.private_list(contract)] == [ines]
    assert named(contract) == []


def test_a_contact_sees_the_commitment_with_its_claims_and_nothing_else(scene: Scene) -> None:
    scene.period()
    desk, other = Desk.at(scene), Desk.at(scene)
    claim = desk.claimed({"1": {"work_this_period": "4000"}})
    hidden = other.claimed({"1": {"work_this_period": "900"}})
    person = worker(scene, scene.subcontractor, "Tom Adair")
    name(scene, desk.contract, person.pk)
    tom = as_actor(scene, person)
    assert list(queries.visible_to(tom)) == [desk.contract]
    assert claim_queries.get_claim(tom, claim.pk) == claim
    with pytest.raises(NotThere):
        claim_queries.get_claim(tom, hidden.pk)
    with pytest.raises(NotThere):
        queries.get_contract(tom, other.contract.pk)
    assert not roll.members(tom, scene.project.pk).exists()


def test_the_new_contact_continues_the_draft_of_the_old_one(scene: Scene) -> None:
    scene.period()
    contract = scene.contract(status="approved")
    old, new = (worker(scene, scene.subcontractor, who) for who in ("Tom Adair", "Ines Vale"))
    name(scene, contract, old.pk)
    tom = Desk(as_actor(scene, old), contract)
    claim = tom.start()
    tom.type(claim, {"1": {"work_this_period": "4000"}})

    name(scene, contract, new.pk)
    remove_contact(actor=scene.actor, contract_id=contract.pk, person_id=old.pk)
    with pytest.raises(NotThere):
        claim_queries.get_claim(as_actor(scene, old), claim.pk)
    ines = Desk(as_actor(scene, new), contract)
    ines.type(claim, {"2": {"work_this_period": "9000"}})
    assert ines.submit(claim).status == "under_review"
    assert {line.item: line.claimed for line in ines.sheet(claim)}["1"] == 4000


ON_OFF = [
    # account, project, commitment, may they claim
    (True, None, None, True),
    (False, None, None, False),
    (False, True, None, True),
    (True, False, None, False),
    (True, True, False, False),
    (False, False, True, True),
]


@pytest.mark.parametrize(("account", "project", "commitment", "may"), ON_OFF)
def test_whether_contacts_may_claim(
    scene: Scene, account: bool, project: bool | None, commitment: bool | None, may: bool
) -> None:
    scene.period()
    contract = scene.contract(status="approved")
    person = worker(scene, scene.subcontractor, "Tom Adair")
    name(scene, contract, person.pk)
    say(scene, contract, "contacts_may_claim", account, project, commitment)
    tom = as_actor(scene, person)
    assert (contract.pk in tom.claims_for) is may
    if may:
        assert claims.start_claim(actor=tom, contract_id=contract.pk).number == 1
    else:
        with pytest.raises(NotAllowed):
            claims.start_claim(actor=tom, contract_id=contract.pk)
    # Off means view only.
    assert queries.get_contract(tom, contract.pk) == contract


@pytest.mark.parametrize(("account", "project", "commitment", "may"), ON_OFF)
def test_whether_contacts_may_fill_the_schedule(
    scene: Scene, account: bool, project: bool | None, commitment: bool | None, may: bool
) -> None:
    contract = scene.contract()
    person = worker(scene, scene.subcontractor, "Tom Adair")
    name(scene, contract, person.pk)
    say(scene, contract, "contacts_may_fill_schedule", account, project, commitment)
    assert (contract.pk in as_actor(scene, person).fills_schedules_of) is may


def say(
    scene: Scene,
    contract: Contract,
    setting: str,
    account: bool,
    project: bool | None,
    commitment: bool | None,
) -> None:
    """Set one of the two settings at each of its three places."""
    Account.objects.filter(pk=scene.account.pk).update(**{setting: account})
    change_invoicing_settings(actor=scene.actor, project_id=scene.project.pk, **{setting: project})
    both = {"contacts_may_claim": None, "contacts_may_fill_schedule": None, setting: commitment}
    change_contact_settings(
        actor=scene.actor, contract_id=contract.pk, expected_version=contract.version, **both
    )


def test_another_company_drops_contacts_who_are_not_its_people_once_that_was_shown(
    scene: Scene,
) -> None:
    contract = scene.contract()
    tom, ines = (worker(scene, scene.subcontractor, who) for who in ("Tom Adair", "Ines Vale"))
    for person in (tom, ines):
        name(scene, contract, person.pk)
    change = {
        "actor": scene.actor,
        "contract_id": contract.pk,
        "expected_version": contract.version,
        "company_id": scene.owner.pk,
    }
    with pytest.raises(Invalid, match="Ines Vale and Tom Adair are progress claim contacts here"):
        change_contract(**change)
    # Somebody who was named meanwhile is not dropped unseen.
    with pytest.raises(Invalid, match="Tom Adair is progress claim contact here") as refusal:
        change_contract(**change, confirmed=[ines.pk])
    assert "confirmed" in refusal.value.fields
    assert named(contract) == ["Ines Vale", "Tom Adair"]
    changed = change_contract(**change, confirmed=[ines.pk, tom.pk])
    assert changed.company == scene.owner
    assert named(contract) == []
    assert scene.owner in roll.companies(scene.actor, scene.project.pk)


def test_contacts_who_work_for_the_new_company_stay(scene: Scene) -> None:
    contract = scene.contract()
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    name(scene, contract, tom.pk)
    tom.company = scene.owner
    tom.save(update_fields=["company"])
    change_contract(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=contract.version,
        company_id=scene.owner.pk,
    )
    assert named(contract) == ["Tom Adair"]


def test_the_company_stays_once_a_claim_was_submitted(scene: Scene) -> None:
    """Also where nothing was claimed that would show on the schedule: a claim at nil."""
    scene.period()
    desk = Desk.at(scene)
    claim = desk.start()
    change = {"actor": scene.actor, "contract_id": desk.contract.pk, "company_id": scene.owner.pk}
    desk.submit(claim)
    desk.withdraw(claim)
    version = Contract.objects.get(pk=desk.contract.pk).version
    with pytest.raises(Invalid, match="so the company stays as it is") as refusal:
        change_contract(**change, expected_version=version)
    assert "company" in refusal.value.fields
    assert Contract.objects.get(pk=desk.contract.pk).company == scene.subcontractor


def test_only_administrators_of_commitments_name_contacts(scene: Scene) -> None:
    contract = scene.contract()
    person = worker(scene, scene.subcontractor, "Tom Adair")
    team = worker(scene, scene.own, "Kim Ode")
    member(scene, team, "site_team")
    with pytest.raises(NotAllowed):
        name_contact(actor=as_actor(scene, team), contract_id=contract.pk, person_id=person.pk)
    stranger = as_actor(scene, worker(scene, scene.own, "Nobody Here"))
    with pytest.raises(NotThere):
        name_contact(actor=stranger, contract_id=contract.pk, person_id=person.pk)


def test_contacts_of_many_commitments_take_one_query(scene: Scene) -> None:
    worker(scene, scene.subcontractor, "Tom Adair", is_default_claim_contact=True)

    def taken(contracts: list[Contract]) -> int:
        with CaptureQueriesContext(connection) as captured:
            found = contacts.of_contracts(scene.actor, contracts)
            assert all(one.person.company.name for people in found.values() for one in people)
        return len(captured)

    few = [scene.contract()]
    many = [*few, *(scene.contract() for _ in range(6))]
    assert taken(few) == taken(many) == 1
