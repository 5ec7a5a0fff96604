"""Contracts that are deleted, and drafts that are set up like another contract."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ledgerstone.contracts import contacts, queries
from ledgerstone.contracts.models import (
    CommitmentSettings,
    Contract,
    Markup,
    Opening,
    ReleaseEvent,
    RetentionRule,
    ScheduleLine,
    Variation,
)
from ledgerstone.contracts.operations import (
    approve_variation,
    change_executed,
    change_privacy,
    duplicate_contract,
    name_contact,
)
from ledgerstone.contracts.retention.retention import flat
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.history.models import Event, RowChange
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from tests.claims.desk import Desk
from tests.scenarios.test_contract_statuses import delete, now, somebody
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene

PLATFORM = (RawRow(item="V1", description="Platform", scheduled_value="1,000.00"),)


# --- deletion ---------------------------------------------------------------------------------


def test_a_contract_nothing_was_claimed_on_goes_with_all_that_is_under_it(scene: Scene) -> None:
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    contract = scene.contract(status="approved", retention=flat(Decimal("0.05")))
    kept = scene.contract(status="approved")
    approve_variation(
        actor=scene.actor, contract_id=contract.pk, number="V1", title="Platform",
        approved_on=dt.date(2026, 9, 1), lines=PLATFORM,
    )  # fmt: skip
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    here = {"account_id": scene.account.pk, "contract_id": contract.pk}
    Markup.objects.create(**here, position=1, name="Overheads", kind="vertical", rate="0.1")
    gone = delete(scene.actor, contract)
    assert gone.pk == contract.pk
    with pytest.raises(NotThere):
        queries.get_contract(scene.actor, contract.pk)
    for model in (ScheduleLine, Variation, Markup, RetentionRule):
        assert not model._base_manager.filter(contract_id=contract.pk).exists()
    assert len(queries.lines(kept)) == 3
    told = Event.objects.filter(contract_id=contract.pk).latest("id")
    assert (told.kind, told.summary) == ("contract.deleted", "deleted SU-001 Structural steel")
    removed = RowChange.objects.filter(table_name="contracts_contract", kind="removed")
    assert removed.get().row_id == contract.pk
    # Its number is free again.
    assert scene.contract(number="SU-001").pk != contract.pk


def test_a_contract_with_a_claim_stays(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.start()
    with pytest.raises(WrongState, match=r"Claim 1 is a draft on SU-001. Delete it first."):
        delete(scene.actor, desk.contract)
    desk.submit(claim)
    with pytest.raises(WrongState, match=r"There is a claim on SU-001, so it is not deleted."):
        delete(scene.actor, desk.contract)
    desk.withdraw(claim)
    with pytest.raises(WrongState):
        delete(scene.actor, desk.contract)


def test_a_draft_claim_that_was_deleted_keeps_nothing_from_going(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    desk.delete(desk.start())
    delete(scene.actor, desk.contract)
    assert not Contract.objects.filter(pk=desk.contract.pk).exists()


def test_a_contract_taken_over_in_mid_job_stays(scene: Scene) -> None:
    contract = scene.contract(status="approved")
    Opening.objects.create(
        account_id=scene.account.pk,
        contract=contract,
        last_number=11,
        less_previous_certificates=Decimal("10.00"),
    )
    with pytest.raises(WrongState, match="has an opening position"):
        delete(scene.actor, contract)


def test_a_head_contract_stays_while_others_lean_on_it(scene: Scene) -> None:
    head = scene.contract("head_contract", status="approved", number="HC-1")
    above = approve_variation(
        actor=scene.actor, contract_id=head.pk, number="HV1", title="Platform",
        approved_on=dt.date(2026, 9, 1), lines=PLATFORM,
    )  # fmt: skip
    first = scene.contract(status="approved", number="SC-1")
    approve_variation(
        actor=scene.actor, contract_id=first.pk, number="V1", title="Platform",
        approved_on=dt.date(2026, 9, 1), lines=PLATFORM, head_variation_id=above.pk,
    )  # fmt: skip
    second = scene.contract(number="SC-2")
    with pytest.raises(WrongState, match=r"SC-1 and SC-2 belong to this head contract."):
        delete(scene.actor, head)
    Contract.objects.filter(pk__in=[first.pk, second.pk]).update(head_contract=None)
    with pytest.raises(WrongState, match=r"Variations of SC-1 are recovered through it."):
        delete(scene.actor, head)
    delete(scene.actor, first)
    delete(scene.actor, head)


def test_what_stands_in_the_way_is_not_named_to_who_does_not_see_it(scene: Scene) -> None:
    head = scene.contract("head_contract")
    contract = scene.contract(number="SC-1")
    change_privacy(
        actor=scene.actor, contract_id=contract.pk, expected_version=1, is_private=True,
        shows_schedule_to_listed=False,
    )  # fmt: skip
    member_of = worker(scene, scene.own, "Kim Ode")
    given = member(scene, member_of, "read_only")
    given.template.head_contracts = 3
    given.template.save(update_fields=["head_contracts"])
    with pytest.raises(WrongState, match="1 that you do not see belong"):
        delete(as_actor(scene, member_of), head)


# --- duplicates -------------------------------------------------------------------------------


def original(scene: Scene) -> Contract:
    """A subcontract of which everything is said that may be said, and to which much happened."""
    contract = scene.contract(
        status="approved",
        title="Steel, stage 1",
        retention=flat(Decimal("0.05"), Decimal(0)),
        tax_rate=Decimal("0.1"),
        inclusions="Cranage",
        start_date=dt.date(2026, 3, 9),
        issued_date=dt.date(2026, 2, 1),
        origin_code="C-12",
        claims_enabled=False,
    )
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    approve_variation(
        actor=scene.actor, contract_id=contract.pk, number="V1", title="Platform",
        approved_on=dt.date(2026, 9, 1), lines=PLATFORM,
    )  # fmt: skip
    change_executed(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=now(contract).version,
        is_executed=True,
    )
    here = {"account_id": scene.account.pk, "contract_id": contract.pk}
    Markup.objects.create(**here, position=1, name="Overheads", kind="vertical", rate="0.1")
    ReleaseEvent.objects.create(
        **here, position=1, event="practical_completion", name="Completion", share="0.5",
        happened_on=dt.date(2026, 9, 1),
    )  # fmt: skip
    return contract


def test_a_duplicate_is_a_draft_with_the_same_terms(scene: Scene) -> None:
    contract = original(scene)
    made = duplicate_contract(
        actor=scene.actor,
        contract_id=contract.pk,
        number="SU-002",
        title="Steel, stage 2",
        company_id=scene.owner.pk,
    )
    copy = now(made)
    own = (copy.status, copy.is_executed, copy.number, copy.title, copy.company_id)
    assert own == ("draft", False, "SU-002", "Steel, stage 2", scene.owner.pk)
    taken = (copy.inclusions, copy.start_date, copy.tax_rate, copy.claims_enabled)
    assert taken == ("Cranage", dt.date(2026, 3, 9), Decimal("0.1"), False)
    assert (copy.issued_date, copy.origin_code, copy.version) == (None, "", 1)
    assert [(line.item, line.scheduled_value) for line in queries.lines(copy)] == [
        ("1", Decimal("40000.00")),
        ("2", Decimal("250000.00")),
        ("3", Decimal("-1500.00")),
    ]
    assert queries.figures(copy).original == Decimal("288500.00")
    assert queries.retention_of(copy) == queries.retention_of(contract)
    assert Markup.objects.get(contract=copy).name == "Overheads"
    assert ReleaseEvent.objects.get(contract=copy).happened_on is None
    assert contacts.of_contract(scene.actor, copy) == []
    assert not Variation.objects.filter(contract=copy).exists()


def test_a_number_that_somebody_took_meanwhile_is_said_at_its_field(scene: Scene) -> None:
    contract = scene.contract()
    with pytest.raises(Invalid) as refused:
        duplicate_contract(
            actor=scene.actor,
            contract_id=contract.pk,
            number=contract.number,
            title="Steel",
            company_id=scene.subcontractor.pk,
        )
    assert list(refused.value.fields) == ["number"]
    assert Contract.objects.count() == 1


def test_only_who_sets_contracts_up_and_sees_the_schedule_duplicates_one(scene: Scene) -> None:
    contract = scene.contract()
    with pytest.raises(NotAllowed):
        duplicate_contract(
            actor=somebody(scene, "Kim Ode", "site_team"),
            contract_id=contract.pk,
            number="X-1",
            title="Steel",
            company_id=scene.subcontractor.pk,
        )


def test_a_kind_that_is_switched_off_is_not_duplicated(scene: Scene) -> None:
    contract = scene.contract("purchase_order")
    CommitmentSettings.objects.update_or_create(
        account_id=scene.account.pk,
        project_id=scene.project.pk,
        defaults={"purchase_orders_enabled": False},
    )
    with pytest.raises(Invalid, match=r"Purchase orders are switched off on this project."):
        duplicate_contract(
            actor=scene.actor,
            contract_id=contract.pk,
            number="X-1",
            title="Crane hire",
            company_id=scene.subcontractor.pk,
        )
