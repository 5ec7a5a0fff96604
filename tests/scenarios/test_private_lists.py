"""Private contracts, as the overview of permissions tells it.

A private contract is for administrators, for who may see all private ones, and for the people on
its list. Whether those see the schedule of values is said apart; claim contacts always do.
"""

from __future__ import annotations

import pytest

from ledgerstone.contracts import contacts, policy, queries
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import (
    add_to_private_list,
    change_privacy,
    name_contact,
    remove_from_private_list,
)
from ledgerstone.directory.models import Person
from ledgerstone.tenancy.refusals import Invalid, NotThere, Stale
from tests.support.people import as_actor, member, template, worker
from tests.support.scene import Scene


def made_private(scene: Scene, *, shows: bool = False) -> Contract:
    contract = scene.contract()
    return change_privacy(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=contract.version,
        is_private=True,
        shows_schedule_to_listed=shows,
    )


def on_project(scene: Scene, name: str, key: str = "read_only") -> Person:
    person = worker(scene, scene.own, name)
    member(scene, person, key)
    return person


def sees(scene: Scene, person: Person, contract: Contract) -> tuple[bool, bool]:
    """Whether a person sees the contract, and its schedule."""
    actor = as_actor(scene, person)
    found = queries.visible_to(actor).filter(pk=contract.pk).first()
    return found is not None, found is not None and policy.may_see_schedule(actor, found)


def test_who_reads_the_project_does_not_see_a_private_contract(scene: Scene) -> None:
    kim = on_project(scene, "Kim Ode")
    contract = scene.contract()
    assert sees(scene, kim, contract) == (True, True)
    assert sees(scene, kim, made_private(scene)) == (False, False)


@pytest.mark.parametrize("shows", [False, True])
def test_who_is_on_the_list_sees_the_contract_and_the_schedule_where_it_says_so(
    scene: Scene, shows: bool
) -> None:
    contract = made_private(scene, shows=shows)
    kim = on_project(scene, "Kim Ode")
    add_to_private_list(actor=scene.actor, contract_id=contract.pk, person_id=kim.pk)
    assert sees(scene, kim, contract) == (True, shows)
    assert remove_from_private_list(actor=scene.actor, contract_id=contract.pk, person_id=kim.pk)
    assert sees(scene, kim, contract) == (False, False)


def test_a_claim_contact_sees_it_with_its_schedule_always(scene: Scene) -> None:
    contract = made_private(scene)
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    assert sees(scene, tom, contract) == (True, True)


def test_administrators_and_those_who_may_see_all_private_ones(scene: Scene) -> None:
    contract = made_private(scene)
    second = on_project(scene, "Second Admin", "administrator")
    assert sees(scene, second, contract) == (True, True)
    granted = template(scene, "site_team")
    granted.grants = ["view_private_subcontracts"]
    granted.save(update_fields=["grants"])
    assert sees(scene, on_project(scene, "Kim Ode", "site_team"), contract) == (True, False)


def test_only_people_of_the_project_are_put_on_the_list(scene: Scene) -> None:
    contract = scene.contract()
    stranger = worker(scene, scene.own, "Nobody Here")
    with pytest.raises(Invalid, match="Choose somebody who is on the project"):
        add_to_private_list(actor=scene.actor, contract_id=contract.pk, person_id=stranger.pk)
    kim = on_project(scene, "Kim Ode")
    offered = [person.name for person in contacts.may_be_listed(contract)]
    assert offered == ["Kim Ode", "Robin Hale"]
    add_to_private_list(actor=scene.actor, contract_id=contract.pk, person_id=kim.pk)
    assert [person.name for person in contacts.may_be_listed(contract)] == ["Robin Hale"]


def test_a_contact_taken_off_by_hand_stays_for_as_long_as_they_claim(scene: Scene) -> None:
    contract = made_private(scene)
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    on = {"actor": scene.actor, "contract_id": contract.pk, "person_id": tom.pk}
    with pytest.raises(NotThere):
        remove_from_private_list(**on)
    add_to_private_list(**on)
    assert remove_from_private_list(**on) is False
    assert sees(scene, tom, contract) == (True, True)


def test_nobody_locks_themselves_out(scene: Scene) -> None:
    """Who changes contracts by a single grant puts themselves on the list first."""
    granted = template(scene, "site_team")
    granted.grants = ["update_subcontracts"]
    granted.save(update_fields=["grants"])
    person = on_project(scene, "Kim Ode", "site_team")
    contract = scene.contract()
    kim = as_actor(scene, person)
    change = {
        "contract_id": contract.pk,
        "expected_version": contract.version,
        "is_private": True,
        "shows_schedule_to_listed": False,
    }
    with pytest.raises(Invalid, match="Put yourself on its list first"):
        change_privacy(actor=kim, **change)
    add_to_private_list(actor=kim, contract_id=contract.pk, person_id=person.pk)
    assert change_privacy(actor=as_actor(scene, person), **change).is_private


def test_a_stale_page_does_not_undo_what_somebody_else_decided(scene: Scene) -> None:
    contract = scene.contract()
    old = contract.version
    change_privacy(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=old,
        is_private=True,
        shows_schedule_to_listed=True,
    )
    with pytest.raises(Stale) as refusal:
        change_privacy(
            actor=scene.actor,
            contract_id=contract.pk,
            expected_version=old,
            is_private=False,
            shows_schedule_to_listed=False,
        )
    assert "made the contract private" in refusal.value.changes[0]
