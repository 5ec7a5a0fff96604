"""The tab of a contract's advanced settings."""

from __future__ import annotations

import pytest
from django.test import Client

from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.operations import approve_schedule, one_detail_each
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.history.models import Event
from tests.claims.desk import Desk
from tests.support.scene import Scene
from tests.web.posting import error_at, form_values, text_of


def page(contract: Contract) -> str:
    return f"/contracts/{contract.pk}/settings/"


def save(client: Client, contract: Contract, **changes: object) -> object:
    """Post the form as it stands, with changes; a value of None takes a tick away."""
    values = form_values(client.get(page(contract)), "claims_enabled")
    values = {name: value for name, value in values.items() if value is not None}
    for name, value in changes.items():
        if value is None:
            values.pop(name, None)
        else:
            values[name] = value
    return client.post(f"{page(contract)}advanced/", values, follow=True)


@pytest.mark.parametrize("kind", ["subcontract", "purchase_order", "head_contract"])
def test_saving_the_page_as_it_stands_changes_nothing(
    scene: Scene, signed_in: Client, kind: str
) -> None:
    contract = scene.contract(kind)
    save(signed_in, contract)
    contract.refresh_from_db()
    assert contract.version == 1


def test_what_is_chosen_is_kept_and_told(scene: Scene, signed_in: Client) -> None:
    contract = scene.contract()
    answer = save(
        signed_in, contract, comments_enabled="on", payments_enabled=None,
        variation_detail="variation",
    )  # fmt: skip
    assert "The settings are saved." in text_of(answer)
    contract.refresh_from_db()
    kept = (contract.comments_enabled, contract.payments_enabled, contract.variation_detail)
    assert kept == (True, False, "variation")
    event = Event.objects.get(kind="contract.advanced_settings_changed")
    assert event.details["changes"] == {
        "comments_enabled": True, "payments_enabled": False, "variation_detail": "variation",
    }  # fmt: skip


def test_what_was_billed_fixes_some_settings_and_the_page_says_why(
    scene: Scene, signed_in: Client
) -> None:
    scene.period()
    desk = Desk.at(scene)
    desk.claimed({"1": {"work_this_period": "4000"}})
    contract = desk.contract
    said = text_of(signed_in.get(page(contract)))
    assert "Amounts of this contract were claimed under its terms of retention" in said
    assert "Amounts of this contract were claimed, so the" in said
    assert "apart, so that stays" in said
    forced = {
        "accounting_method": "unit",
        "has_subcontractor_schedule": "on",
        "bills_materials_separately": None,
        "retains_on_work": None,
        "markups_enabled": "on",
    }
    save(signed_in, contract, **forced)
    kept = Contract.objects.get(pk=contract.pk)
    assert (kept.accounting_method, kept.has_subcontractor_schedule) == ("amount", False)
    assert (kept.bills_materials_separately, kept.retains_on_work) == (True, True)
    assert kept.markups_enabled


def test_a_draft_claim_keeps_the_breakdown_as_it_is(scene: Scene, signed_in: Client) -> None:
    scene.period()
    desk = Desk.at(scene)
    desk.start()
    said = text_of(signed_in.get(page(desk.contract)))
    assert "on this contract, so this stays as it is. A draft can be deleted first." in said


def test_switching_the_breakdown_off_asks_before_it_drops_details(
    scene: Scene, signed_in: Client
) -> None:
    contract = scene.contract(status="approved", has_subcontractor_schedule=True)
    broken = one_detail_each(actor=scene.actor, contract_id=contract.pk, expected_version=1)
    approve_schedule(actor=scene.actor, contract_id=contract.pk, expected_version=broken.version)
    details = ScheduleLine.objects.filter(contract=contract, parent__isnull=False)
    assert details.count() == 3
    answer = save(signed_in, contract, has_subcontractor_schedule=None)
    assert "3 details" in error_at(answer, "has_subcontractor_schedule")
    assert details.count() == 3
    save(signed_in, contract, has_subcontractor_schedule=None, drops_details="on")
    assert not details.exists()
    contract.refresh_from_db()
    assert not contract.has_subcontractor_schedule
    assert contract.subcontractor_schedule_status == "draft"
    assert all(line.is_on_claims for line in ScheduleLine.objects.filter(contract=contract))


def test_quantities_and_a_breakdown_do_not_go_together(scene: Scene, signed_in: Client) -> None:
    contract = scene.contract(rows=())
    answer = save(signed_in, contract, accounting_method="unit", has_subcontractor_schedule="on")
    assert "made of amounts" in error_at(answer, "has_subcontractor_schedule")
    by_units = scene.contract(rows=(), accounting_method="unit")
    assert "made of quantities" in text_of(signed_in.get(page(by_units)))


def test_lines_with_quantities_keep_the_method(scene: Scene, signed_in: Client) -> None:
    rows = [RawRow(item="1", description="Sheet", quantity="4", unit="m2", unit_price="2.50")]
    contract = scene.contract(accounting_method="unit", rows=rows)
    answer = save(signed_in, contract, accounting_method="amount")
    assert "Some lines have quantities" in error_at(answer, "accounting_method")
