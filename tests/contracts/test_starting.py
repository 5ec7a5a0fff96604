"""New contracts start as the project's settings say, and whoever sets one up keeps seeing it."""

from __future__ import annotations

import pytest

from ledgerstone.access.operations import create_template
from ledgerstone.contracts import policy, queries
from ledgerstone.contracts.models import CommitmentSettings, Contract
from ledgerstone.contracts.operations import change_commitment_settings
from ledgerstone.projects.operations import add_member
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid
from tests.support.people import as_actor, worker
from tests.support.scene import Scene

SEEDED = (
    "is_private",
    "has_subcontractor_schedule",
    "accounting_method",
    "claims_enabled",
    "payments_enabled",
    "comments_enabled",
    "shows_budget_codes",
    "markups_enabled",
)


def settings(scene: Scene, **changes: object) -> None:
    change_commitment_settings(actor=scene.actor, project_id=scene.project.pk, **changes)


def seeds(contract: Contract) -> dict[str, object]:
    return {name: getattr(contract, name) for name in SEEDED}


USUAL: dict[str, object] = {
    "is_private": True,
    "has_subcontractor_schedule": True,
    "accounting_method": "amount",
    "claims_enabled": True,
    "payments_enabled": True,
    "comments_enabled": False,
    "shows_budget_codes": True,
    "markups_enabled": False,
}


@pytest.mark.parametrize("kind", ["subcontract", "purchase_order"])
def test_commitments_of_a_project_that_changed_nothing(scene: Scene, kind: str) -> None:
    CommitmentSettings.objects.all().delete()
    assert seeds(scene.contract(kind)) == USUAL


def test_head_contracts_are_open_to_the_project_and_take_markups(scene: Scene) -> None:
    CommitmentSettings.objects.all().delete()
    assert seeds(scene.contract("head_contract")) == USUAL | {
        "is_private": False,
        "has_subcontractor_schedule": False,
        "markups_enabled": True,
    }


def test_the_settings_decide_what_nobody_said(scene: Scene) -> None:
    settings(
        scene,
        private_by_default=False,
        subcontractor_schedule_by_default=True,
        purchase_order_method="unit",
        claims_by_default=False,
        payments_by_default=False,
        comments_by_default=True,
        budget_codes_by_default=False,
    )
    changed = {
        "is_private": False,
        "claims_enabled": False,
        "payments_enabled": False,
        "comments_enabled": True,
        "shows_budget_codes": False,
    }
    assert seeds(scene.contract()) == USUAL | changed
    # Units and quantities are not broken down by the subcontractor.
    by_units = {"accounting_method": "unit", "has_subcontractor_schedule": False}
    order = scene.contract("purchase_order", rows=())
    assert seeds(order) == USUAL | changed | by_units


def test_what_is_said_wins(scene: Scene) -> None:
    CommitmentSettings.objects.all().delete()
    said = {name: not value for name, value in USUAL.items() if value in (True, False)}
    assert seeds(scene.contract(**said)) == USUAL | said


@pytest.mark.parametrize(
    "given", [{"kind": "head_contract"}, {"accounting_method": "unit", "rows": ()}]
)
def test_only_commitments_by_amount_are_broken_down(scene: Scene, given: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        scene.contract(has_subcontractor_schedule=True, **given)
    assert list(refused.value.fields) == ["has_subcontractor_schedule"]


@pytest.mark.parametrize(
    ("kind", "setting", "other"),
    [
        ("subcontract", "subcontracts_enabled", "purchase_order"),
        ("purchase_order", "purchase_orders_enabled", "subcontract"),
    ],
)
def test_a_kind_that_is_switched_off_takes_no_new_contracts(
    scene: Scene, kind: str, setting: str, other: str
) -> None:
    settings(scene, **{setting: False})
    with pytest.raises(Invalid, match="switched off on this project") as refused:
        scene.contract(kind)
    assert list(refused.value.fields) == ["kind"]
    assert scene.contract(other).kind == other


def preparer(scene: Scene) -> Actor:
    """Somebody who sets subcontracts up and is not administrator of anything."""
    template = create_template(
        actor=scene.actor,
        scope="project",
        name="Contracts desk",
        levels={"commitments": 2, "directory": 1},
        grants=["create_subcontracts", "update_subcontracts"],
    )
    person = worker(scene, scene.own, "Kim Ode")
    add_member(
        actor=scene.actor,
        project_id=scene.project.pk,
        person_id=person.pk,
        template_id=template.pk,
    )
    return as_actor(scene, person)


def test_who_sets_a_private_contract_up_keeps_seeing_it_with_its_schedule(scene: Scene) -> None:
    scene.contract()  # its company is on the project from now on
    settings(scene, private_by_default=True)
    kim = preparer(scene)
    contract = scene.contract(actor=kim)
    [listed] = contract.people.all()
    assert (listed.person_id, listed.is_listed, listed.is_contact) == (kim.person_id, True, False)
    again = as_actor(scene, listed.person)
    found = queries.get_contract(again, contract.pk)
    assert policy.may_see_schedule(again, found)
    assert policy.may_update(again, found)


def test_administrators_need_no_list(scene: Scene) -> None:
    settings(scene, private_by_default=True)
    contract = scene.contract()
    assert (contract.is_private, contract.people.count()) == (True, 0)
    assert not contract.shows_schedule_to_listed
