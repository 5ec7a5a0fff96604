"""What the settings of a project's tools do: commitments, head contracts, and distributions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerstone.access.levels import Level
from ledgerstone.contracts import queries, tool_settings
from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.operations import add_recipient, change_lines, remove_recipient
from ledgerstone.contracts.operations.tax_codes import add_tax_code, name_tax
from ledgerstone.contracts.schedules.schedule_edits import CellChange
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, WrongState
from tests.contracts.variation_site import Site
from tests.settings.doing import add_line, commitments, head_contracts, person
from tests.settings.table import shows
from tests.support.people import member, worker
from tests.support.scene import Scene


@shows("commitments", "private_by_default", default=True)
def new_ones_are_seen_by_their_list_only(scene: Scene) -> None:
    reader = person(scene, Level.READ_ONLY)
    for is_private in (True, False):
        commitments(scene, private_by_default=is_private)
        made = scene.contract()
        assert made.is_private is is_private
        seen = queries.visible_to(reader).filter(pk=made.pk).exists()
        assert seen is not is_private


@shows("commitments", "purchase_orders_enabled", default=True)
def no_new_purchase_orders(scene: Scene) -> None:
    commitments(scene, purchase_orders_enabled=False)
    with pytest.raises(Invalid, match="switched off on this project"):
        scene.contract("purchase_order")
    assert scene.contract("subcontract").pk


@shows("commitments", "subcontracts_enabled", default=True)
def no_new_subcontracts(scene: Scene) -> None:
    commitments(scene, subcontracts_enabled=False)
    with pytest.raises(Invalid, match="switched off on this project"):
        scene.contract("subcontract")
    assert scene.contract("purchase_order").pk


def _tiers(scene: Scene, kind: str) -> None:
    site = Site.at(scene, kind, tiers=1)
    with pytest.raises(Invalid):
        site.make("potential", "100")
    for tiers, kinds in ((2, ["potential"]), (3, ["potential", "request"])):
        site = Site.at(scene, kind, tiers=tiers)
        assert [site.make(lower).kind for lower in kinds] == kinds


@shows("commitments", "variation_tiers", default=1)
def changes_of_commitments_go_through_so_many_steps(scene: Scene) -> None:
    _tiers(scene, "subcontract")


@shows("head_contracts", "variation_tiers", default=2)
def changes_of_head_contracts_go_through_so_many_steps(scene: Scene) -> None:
    _tiers(scene, "head_contract")


def _standard_raises(scene: Scene, kind: str) -> None:
    site = Site.at(scene, kind, tiers=2)
    kim = person(scene, Level.STANDARD)
    with pytest.raises(NotAllowed):
        site.make("potential", "100", actor=kim)
    change = head_contracts if kind == "head_contract" else commitments
    change(scene, standard_may_create_potential=True)
    assert site.make("potential", "100", actor=kim).kind == "potential"
    with pytest.raises(NotAllowed):  # only the lowest tier is theirs
        site.make("variation", actor=kim)


@shows("commitments", "standard_may_create_potential", default=False)
def standard_prepares_changes_of_commitments(scene: Scene) -> None:
    _standard_raises(scene, "subcontract")


@shows("head_contracts", "standard_may_create_potential", default=False)
def standard_prepares_changes_of_head_contracts(scene: Scene) -> None:
    _standard_raises(scene, "head_contract")


@shows("commitments", "field_initiated_enabled", default=False)
def changes_come_from_the_field(scene: Scene) -> None:
    site = Site.at(scene, tiers=2)
    kim = person(scene, Level.STANDARD)
    with pytest.raises(NotAllowed):
        site.make("potential", "100", actor=kim, is_field_initiated=True)
    commitments(scene, field_initiated_enabled=True)
    assert site.make("potential", "100", actor=kim, is_field_initiated=True).is_field_initiated


def _lines_stay_open(scene: Scene, kind: str) -> None:
    contract = scene.contract(kind, status="approved")
    with pytest.raises(WrongState):
        add_line(scene, contract)
    change = head_contracts if kind == "head_contract" else commitments
    change(scene, always_editable_schedule=True)
    assert add_line(scene, contract).scheduled_value == Decimal("1200.00")


@shows("commitments", "always_editable_schedule", default=False)
def schedules_of_commitments_stay_open(scene: Scene) -> None:
    _lines_stay_open(scene, "subcontract")


@shows("head_contracts", "always_editable_schedule", default=False)
def schedules_of_head_contracts_stay_open(scene: Scene) -> None:
    _lines_stay_open(scene, "head_contract")


def _seeds(scene: Scene, setting: str, field: str, **given: object) -> None:
    """A new contract starts as the setting says; one that is there stays as it is."""
    before = scene.contract(**given)
    was = getattr(before, field)
    commitments(scene, **{setting: not was})
    assert getattr(scene.contract(**given), field) is not was
    assert getattr(Contract.objects.get(pk=before.pk), field) is was


@shows("commitments", "subcontractor_schedule_by_default", default=True)
def new_ones_are_broken_down(scene: Scene) -> None:
    _seeds(scene, "subcontractor_schedule_by_default", "has_subcontractor_schedule")


@shows("commitments", "claims_by_default", default=True)
def new_ones_are_claimed_on(scene: Scene) -> None:
    _seeds(scene, "claims_by_default", "claims_enabled")


@shows("commitments", "payments_by_default", default=True)
def new_ones_have_payments(scene: Scene) -> None:
    _seeds(scene, "payments_by_default", "payments_enabled")


@shows("commitments", "comments_by_default", default=False)
def new_ones_have_comments(scene: Scene) -> None:
    _seeds(scene, "comments_by_default", "comments_enabled")


@shows("commitments", "budget_codes_by_default", default=True)
def new_ones_print_budget_codes(scene: Scene) -> None:
    _seeds(scene, "budget_codes_by_default", "shows_budget_codes")


@shows("commitments", "purchase_order_method", default="amount")
def new_purchase_orders_hold_quantities(scene: Scene) -> None:
    commitments(scene, purchase_order_method="unit")
    assert scene.contract("purchase_order", rows=()).accounting_method == "unit"
    assert scene.contract("subcontract", rows=()).accounting_method == "amount"


@shows("commitments", "subcontract_method", default="amount")
def new_subcontracts_hold_quantities(scene: Scene) -> None:
    commitments(scene, subcontract_method="unit")
    assert scene.contract("subcontract", rows=()).accounting_method == "unit"
    assert scene.contract("purchase_order", rows=()).accounting_method == "amount"


@shows("commitments", "tax_codes_enabled", default=False)
def lines_bear_tax_codes(scene: Scene) -> None:
    name_tax(actor=scene.actor, name="GST")
    add_tax_code(actor=scene.actor, code="GST10", rate=Decimal("0.1"))
    contract = scene.contract(tax_rate=Decimal("0.05"))
    line = ScheduleLine.objects.filter(contract=contract).order_by("position")[0]

    def choose() -> None:
        change_lines(
            actor=scene.actor,
            contract_id=contract.pk,
            since=contract.version,
            changes=[CellChange(line.pk, "tax_code", "GST10")],
        )

    with pytest.raises(Invalid):
        choose()
    commitments(scene, tax_codes_enabled=True)
    choose()
    line.refresh_from_db()
    assert line.tax_rate == Decimal("0.1")


def _addresses(scene: Scene, purpose: str) -> None:
    """Mail of the purpose goes to who is on it and nobody else."""
    kim = worker(scene, scene.own, "Kim Ode")
    member(scene, kim, "read_only")
    place = (scene.account.pk, scene.project.pk, purpose)
    given = {"actor": scene.actor, "project_id": scene.project.pk, "person_id": kim.pk}
    assert tool_settings.recipients(*place) == []
    add_recipient(purpose=purpose, **given)
    assert tool_settings.recipients(*place) == [kim]
    remove_recipient(purpose=purpose, **given)
    assert tool_settings.recipients(*place) == []


@shows("distributions", "commitments", default=[])
def commitments_go_to(scene: Scene) -> None:
    _addresses(scene, "commitments")


@shows("distributions", "commitment_claims", default=[])
def claims_go_to(scene: Scene) -> None:
    _addresses(scene, "commitment_claims")


@shows("distributions", "commitment_variations", default=[])
def variations_go_to(scene: Scene) -> None:
    _addresses(scene, "commitment_variations")


@shows("distributions", "head_contracts", default=[])
def head_contracts_go_to(scene: Scene) -> None:
    _addresses(scene, "head_contracts")


@shows("distributions", "head_variations", default=[])
def variations_of_head_contracts_go_to(scene: Scene) -> None:
    _addresses(scene, "head_variations")
