"""Particulars, statuses, schedules and retention after a contract was set up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerstone import core
from ledgerstone.contracts import queries
from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.operations import (
    change_contract,
    change_status,
    replace_schedule,
    set_retention,
)
from ledgerstone.contracts.operations.advanced import change_advanced_settings
from ledgerstone.contracts.retention.retention import RetentionTerms, flat
from ledgerstone.tenancy.refusals import Invalid, Stale, WrongState
from tests.support.scene import ROWS, Scene, raw_rows


def bill(contract: Contract) -> None:
    """As if a claim had been made on the first line."""
    ScheduleLine.objects.filter(contract=contract, item="1").update(
        claimed_to_date=Decimal("10.00")
    )


def test_particulars_change_and_the_version_with_them(scene: Scene) -> None:
    contract = scene.contract()
    changed = change_contract(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=1,
        title="Steel and metalwork",
        tax_rate=Decimal("0.1"),
    )
    contract.refresh_from_db()
    assert (contract.title, contract.tax_rate, contract.version) == (
        "Steel and metalwork",
        Decimal("0.1"),
        2,
    )
    assert changed == contract


def test_a_change_over_somebody_elses_is_refused_with_what_changed(scene: Scene) -> None:
    contract = scene.contract()
    change_contract(
        actor=scene.actor, contract_id=contract.pk, expected_version=1, title="Metalwork"
    )
    with pytest.raises(Stale) as refused:
        change_contract(
            actor=scene.actor, contract_id=contract.pk, expected_version=1, title="Steel"
        )
    assert refused.value.changes == ("Robin Hale changed title of the contract",)
    contract.refresh_from_db()
    assert contract.title == "Metalwork"


def test_a_contract_takes_effect_with_a_line(scene: Scene) -> None:
    contract = scene.contract(rows=())
    with pytest.raises(Invalid) as refused:
        change_status(
            actor=scene.actor, contract_id=contract.pk, status="approved", expected_version=1
        )
    assert refused.value.fields == {
        "status": "Add at least one line to the schedule of values before it takes effect."
    }
    replace_schedule(actor=scene.actor, contract_id=contract.pk, rows=ROWS, expected_version=1)
    approved = change_status(
        actor=scene.actor, contract_id=contract.pk, status="approved", expected_version=2
    )
    assert (approved.status, approved.version) == ("approved", 3)


def test_each_kind_has_its_own_statuses(scene: Scene) -> None:
    head, order = scene.contract("head_contract"), scene.contract("purchase_order")
    with pytest.raises(Invalid):
        change_status(actor=scene.actor, contract_id=head.pk, status="void", expected_version=1)
    change_status(actor=scene.actor, contract_id=order.pk, status="received", expected_version=1)
    order.refresh_from_db()
    assert order.status == "received"


def test_what_was_claimed_on_does_not_go_back_to_a_draft(scene: Scene) -> None:
    contract = scene.contract(status="approved")
    bill(contract)
    for status in ("draft", "void"):
        with pytest.raises(WrongState, match="Amounts of this contract were claimed"):
            change_status(
                actor=scene.actor, contract_id=contract.pk, status=status, expected_version=1
            )
    change_status(actor=scene.actor, contract_id=contract.pk, status="complete", expected_version=1)


def test_a_schedule_is_replaced_whole_while_nothing_stands_on_it(scene: Scene) -> None:
    contract = scene.contract()
    rows = raw_rows([("3", "Slab", "5"), ("1", "Steel", "7")])
    replace_schedule(actor=scene.actor, contract_id=contract.pk, rows=rows, expected_version=1)
    assert [line.item for line in queries.lines(contract)] == ["3", "1"]


def test_rows_that_cannot_stand_leave_the_schedule_as_it_was(scene: Scene) -> None:
    contract = scene.contract()
    with pytest.raises(Invalid):
        replace_schedule(
            actor=scene.actor,
            contract_id=contract.pk,
            rows=raw_rows([("1", "Steel", "x")]),
            expected_version=1,
        )
    assert len(queries.lines(contract)) == 3


def test_an_approved_schedule_is_fixed(scene: Scene) -> None:
    contract = scene.contract(status="approved")
    with pytest.raises(WrongState) as refused:
        replace_schedule(actor=scene.actor, contract_id=contract.pk, rows=ROWS, expected_version=1)
    assert refused.value.message == (
        "This schedule of values is fixed since the contract left its draft. Change it by a "
        "variation."
    )


def test_a_schedule_that_was_claimed_on_is_fixed_at_any_status(scene: Scene) -> None:
    contract = scene.contract()
    bill(contract)
    with pytest.raises(WrongState, match="Amounts of this schedule of values were claimed"):
        replace_schedule(actor=scene.actor, contract_id=contract.pk, rows=ROWS, expected_version=1)


def test_company_and_head_contract_stay_once_amounts_were_claimed(scene: Scene) -> None:
    contract = scene.contract(status="approved")
    bill(contract)
    with pytest.raises(Invalid) as refused:
        change_contract(
            actor=scene.actor,
            contract_id=contract.pk,
            expected_version=1,
            company_id=scene.owner.pk,
        )
    assert refused.value.fields == {
        "company": "Amounts were claimed, so the company stays as it is."
    }


def test_a_contract_with_unit_lines_stays_accounted_by_units(scene: Scene) -> None:
    contract = scene.contract(accounting_method="unit", rows=())
    rows = [ROWS[0].__class__(item="1", description="Steel", quantity="2", unit="t",
                              unit_price="1500.5")]  # fmt: skip
    replace_schedule(actor=scene.actor, contract_id=contract.pk, rows=rows, expected_version=1)
    assert queries.sums(contract).total == Decimal("3001.00")
    with pytest.raises(Invalid, match="Some lines have quantities"):
        change_advanced_settings(
            actor=scene.actor,
            contract_id=contract.pk,
            expected_version=2,
            accounting_method="amount",
        )


def test_a_contract_whose_lines_are_broken_down_stays_accounted_by_amount(scene: Scene) -> None:
    contract = scene.contract(has_subcontractor_schedule=True)
    with pytest.raises(Invalid, match=r"which takes amounts\. Switch that off first"):
        change_advanced_settings(
            actor=scene.actor,
            contract_id=contract.pk,
            expected_version=1,
            accounting_method="unit",
        )


def test_advanced_settings_are_no_particulars(scene: Scene) -> None:
    contract = scene.contract()
    with pytest.raises(TypeError, match="prefill_by"):
        change_contract(
            actor=scene.actor, contract_id=contract.pk, expected_version=1, prefill_by="none"
        )


def test_a_tax_that_lines_rely_on_is_not_taken_away(scene: Scene) -> None:
    contract = scene.contract(tax_rate=Decimal("0.1"))
    ScheduleLine.objects.filter(contract=contract, item="1").update(tax_rate=0)
    with pytest.raises(Invalid, match="a tax rate on a line needs a tax on the contract"):
        change_contract(
            actor=scene.actor, contract_id=contract.pk, expected_version=1, tax_rate=None
        )


def test_retention_is_set_until_amounts_are_claimed_and_then_changes_from_a_claim_on(
    scene: Scene,
) -> None:
    contract = scene.contract()
    ten = flat(Decimal("0.1"))
    set_retention(actor=scene.actor, contract_id=contract.pk, retention=ten)
    assert queries.retention_of(contract) == ten
    bill(contract)
    with pytest.raises(WrongState, match="Change the rates from a later claim on instead"):
        set_retention(actor=scene.actor, contract_id=contract.pk, retention=flat(Decimal("0.05")))
    lower = RetentionTerms(
        ten.rule,
        (core.RetentionChange(3, core.ChangeScope.EVERYTHING, Decimal("0.05"), Decimal("0.05")),),
    )
    set_retention(actor=scene.actor, contract_id=contract.pk, retention=lower)
    assert queries.retention_of(contract) == lower


def test_retention_that_the_engine_refuses_is_told_at_its_field(scene: Scene) -> None:
    contract = scene.contract()
    rule = core.RetentionRule(
        basis=core.RetentionBasis.PER_LINE,
        kind=core.RetentionKind.FLAT,
        work=Decimal("0.1"),
        materials=Decimal("0.1"),
        free_amount=Decimal(5000),
    )
    with pytest.raises(Invalid) as refused:
        set_retention(actor=scene.actor, contract_id=contract.pk, retention=RetentionTerms(rule))
    assert refused.value.fields == {
        "retention.free_amount": 'A free amount needs the basis "cover".'
    }
