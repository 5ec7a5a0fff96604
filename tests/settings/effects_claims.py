"""What the settings of a project's claims do."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from ledgerstone.claims.models import PENDING_OWNER_APPROVAL
from ledgerstone.claims.prefill.operations import preview_prefill
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.projects.operations import change_invoicing_settings, open_due_periods
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import WrongState
from tests.claims.desk import Desk
from tests.settings.doing import desk_of, printed
from tests.settings.table import shows
from tests.support.contacts import contact_of
from tests.support.scene import Scene
from tests.web.posting import form_values

WORK = "work_this_period"
# A Wednesday; the day begins in Sydney on the evening before.
DAY = datetime(2026, 10, 14, tzinfo=UTC)


def claims(scene: Scene, **changes: Any) -> None:
    change_invoicing_settings(actor=scene.actor, project_id=scene.project.pk, **changes)


def _offered(scene: Scene) -> dict[str, Any]:
    """The dates that the form of the first period starts with."""
    client = Client()
    client.force_login(scene.user)
    with clock.fixed(DAY):
        return form_values(client.get(f"/projects/{scene.project.pk}/periods/new/"), "due_date")


@shows("claims", "period_start_day", default=1)
def the_first_period_begins_on_it(scene: Scene) -> None:
    assert _offered(scene)["start"] == "2026-10-01"
    claims(scene, period_start_day=10)
    assert _offered(scene)["start"] == "2026-10-10"


@shows("claims", "period_end_day", default=31)
def periods_end_on_it(scene: Scene) -> None:
    assert _offered(scene)["end"] == "2026-10-31"
    claims(scene, period_end_day=25)
    assert _offered(scene)["end"] == "2026-10-25"


@shows("claims", "period_due_day", default=25)
def periods_are_due_on_it(scene: Scene) -> None:
    assert _offered(scene)["due_date"] == "2026-10-25"
    claims(scene, period_due_day=31)
    assert _offered(scene)["due_date"] == "2026-10-31"


@shows("claims", "period_frequency", default="never")
def periods_open_by_themselves(scene: Scene) -> None:
    scene.period(month=9)
    place = {"account_id": scene.account.pk, "project_id": scene.project.pk}
    with clock.fixed(DAY):
        assert open_due_periods(**place) == []
        claims(scene, period_frequency="monthly")
    assert BillingPeriod.objects.get(status="open").start.isoformat() == "2026-10-01"


def _weekly(scene: Scene, **days: int) -> BillingPeriod:
    BillingPeriod.objects.all().delete()
    with clock.fixed(DAY):
        claims(scene, period_frequency="never")
        claims(scene, period_frequency="weekly", **days)
    return BillingPeriod.objects.get()


@shows("claims", "period_start_weekday", default=1)
def weeks_begin_on_it(scene: Scene) -> None:
    assert _weekly(scene).start.isoformat() == "2026-10-12"
    assert _weekly(scene, period_start_weekday=3).start.isoformat() == "2026-10-14"


@shows("claims", "period_due_weekday", default=5)
def weeks_are_due_on_it(scene: Scene) -> None:
    assert _weekly(scene).due_date.isoformat() == "2026-10-16"
    assert _weekly(scene, period_due_weekday=7).due_date.isoformat() == "2026-10-18"


@shows("claims", "default_claim_type", default="work_materials_retention")
def contacts_start_what_it_says(scene: Scene) -> None:
    contract = scene.contract(status="approved")
    scene.period()
    desk = Desk(contact_of(scene, contract).actor, contract)
    with clock.fixed(DAY):
        claims(scene, default_claim_type="")
        with pytest.raises(WrongState, match="by invitation"):
            desk.start()
        claims(scene, default_claim_type="work_materials")
        assert desk.start().type == "work_materials"


def _refuses_beyond(scene: Scene, kind: str, setting: str) -> None:
    desk = desk_of(scene, scene.contract(kind, status="approved"))
    claim = desk.start()
    assert not desk.type(claim, {"1": {WORK: "50000"}}).errors
    claims(scene, **{setting: False})
    [refused] = desk.type(claim, {"1": {WORK: "60000"}}).errors
    assert "billing beyond it is switched off" in refused.message


@shows("claims", "commitments_may_over_bill", default=True)
def no_line_of_commitments_goes_beyond_its_value(scene: Scene) -> None:
    _refuses_beyond(scene, "subcontract", "commitments_may_over_bill")


@shows("claims", "head_contracts_may_over_bill", default=True)
def no_line_to_the_owner_goes_beyond_its_value(scene: Scene) -> None:
    _refuses_beyond(scene, "head_contract", "head_contracts_may_over_bill")


@shows("claims", "document_footer", default="")
def documents_have_it_at_their_foot(scene: Scene) -> None:
    desk = desk_of(scene, scene.contract(status="approved"))
    assert printed(desk).footer is None
    claims(scene, document_footer="Questions to accounts@northbridge.example")
    assert printed(desk).footer == "Questions to accounts@northbridge.example"


def _said_on_a_claim(scene: Scene) -> str:
    return printed(desk_of(scene, scene.project.contracts.get())).made_under


@shows("claims", "names_act", default=True)
def claims_say_under_which_act_they_are_made(scene: Scene) -> None:
    scene.contract(status="approved")
    assert _said_on_a_claim(scene).endswith("Act 1999 (NSW).")
    Project.objects.update(jurisdiction="AU-QLD")
    assert _said_on_a_claim(scene).endswith("Act 2017 (Qld).")
    claims(scene, names_act=False)
    assert _said_on_a_claim(scene) == ""


@shows("claims", "claim_wording", default="")
def claims_say_it_in_the_projects_words(scene: Scene) -> None:
    scene.contract(status="approved")
    claims(scene, claim_wording="Served under the {act}.")
    Project.objects.update(jurisdiction="")
    assert _said_on_a_claim(scene) == ""
    Project.objects.update(jurisdiction="NZ")
    assert _said_on_a_claim(scene) == "Served under the Construction Contracts Act 2002."
    claims(scene, claim_wording="")
    assert _said_on_a_claim(scene).startswith("This is a payment claim made under")


@shows("claims", "moves_stored_to_work", default=False)
def new_commitments_move_stored_materials_to_work(scene: Scene) -> None:
    before = scene.contract()
    assert not before.move_stored_to_work
    claims(scene, moves_stored_to_work=True)
    assert scene.contract().move_stored_to_work
    assert scene.contract("purchase_order").move_stored_to_work
    assert not scene.contract("head_contract").move_stored_to_work
    assert scene.contract(move_stored_to_work=False).move_stored_to_work is False
    assert not Contract.objects.get(pk=before.pk).move_stored_to_work


@shows("claims", "prefill_pending_owner_approval", default=True)
def what_is_pending_is_carried(scene: Scene) -> None:
    row = RawRow(item="1", description="Steel", budget_code="05", scheduled_value="1000")
    head = scene.contract("head_contract", status="approved", rows=[row], create_codes=True)
    below = desk_of(scene, scene.contract(status="approved", rows=[row]))
    below.approve(below.claimed({"1": {WORK: "400"}}), PENDING_OWNER_APPROVAL)
    draft = desk_of(scene, head).start()

    def carried() -> list[Decimal | None]:
        preview = preview_prefill(actor=scene.actor, claim_id=draft.pk)
        return [line.after for line in preview.lines]

    assert carried() == [Decimal(400)]
    claims(scene, prefill_pending_owner_approval=False)
    assert carried() != [Decimal(400)]
