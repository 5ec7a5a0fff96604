"""The page of a project's claim settings: each is kept as chosen, or refused at its field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from ledgerstone.access.levels import Level
from ledgerstone.history.models import Event
from ledgerstone.projects.models import BillingPeriod, InvoicingSettings
from ledgerstone.projects.operations import change_invoicing_settings
from ledgerstone.projects.operations.settings import names_of_settings
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from tests.settings.doing import person
from tests.support.scene import Scene
from tests.web.posting import error_at, form_values, text_of

OTHER: dict[str, Any] = {
    "period_start_day": 26,
    "period_end_day": 25,
    "period_due_day": 20,
    "period_frequency": "weekly",
    "period_start_weekday": 3,
    "period_due_weekday": 2,
    "default_claim_type": "",
    "contacts_may_claim": False,
    "contacts_may_fill_schedule": True,
    "invitation_text": "Attach your statement.\nCall Sam.",
    "reminds_contacts": True,
    "reminder_days": 3,
    "sends_digest": True,
    "tells_when_approved": True,
    "tells_when_paid": False,
    "commitments_may_over_bill": False,
    "head_contracts_may_over_bill": False,
    "shows_claimed_amounts": False,
    "moves_stored_to_work": True,
    "prefill_pending_owner_approval": False,
    "document_footer": "ABN 11 222 333 444",
    "names_act": False,
    "claim_wording": "Made under {act},\nsection 13.",
    "schedule_wording": "Given under {act}.",
}
# How a browser says some of them.
SAID = {"default_claim_type": "nothing", "contacts_may_claim": "off"}
SAID |= {"contacts_may_fill_schedule": "on"}


def page(scene: Scene) -> str:
    return f"/projects/{scene.project.pk}/settings/"


def kept(scene: Scene) -> dict[str, Any]:
    found = InvoicingSettings.objects.get(project=scene.project)
    return {name: getattr(found, name) for name in names_of_settings()}


def posted(values: dict[str, Any]) -> dict[str, Any]:
    """As a browser sends them: a tick box that is not ticked is left out."""
    given = {name: SAID.get(name, value) for name, value in values.items()}
    return {name: "on" if value is True else value for name, value in given.items() if value}


def test_every_setting_is_kept(signed_in: Client, scene: Scene) -> None:
    assert OTHER.keys() == set(names_of_settings())
    before = kept(scene)
    assert {name for name in OTHER if before[name] == OTHER[name]} == set()
    answer = signed_in.post(page(scene), posted(OTHER), follow=True)
    assert "The settings are saved." in text_of(answer)
    assert kept(scene) == OTHER


def test_the_page_shows_what_is_kept_and_saves_it_unchanged(
    signed_in: Client, scene: Scene
) -> None:
    change_invoicing_settings(actor=scene.actor, project_id=scene.project.pk, **OTHER)
    values = form_values(signed_in.get(page(scene)), "period_end_day")
    values = {name: value for name, value in values.items() if value not in ("", None)}
    before = Event.objects.count()
    signed_in.post(page(scene), values)
    assert kept(scene) == OTHER
    assert Event.objects.count() == before


def test_what_cannot_be_kept_is_refused_at_its_field_and_stays_typed(
    signed_in: Client, scene: Scene
) -> None:
    before = kept(scene)
    wrong = posted(OTHER) | {
        "period_start_day": "0",
        "period_end_day": "32",
        "period_due_day": "last",
        "reminder_days": "4",
        "default_claim_type": "all",
        "document_footer": "x" * 301,
    }
    answer = signed_in.post(page(scene), wrong)
    assert answer.status_code == 422
    assert error_at(answer, "period_due_day") == "Type a day from 1 to 31."
    assert error_at(answer, "reminder_days") == "Choose one from the list."
    assert error_at(answer, "default_claim_type") == "Choose one from the list."
    assert error_at(answer, "document_footer") == "At most 300 characters."
    assert form_values(answer, "period_end_day")["period_due_day"] == "last"
    days = posted(OTHER) | {"period_start_day": "0", "period_end_day": "32"}
    answer = signed_in.post(page(scene), days)
    for name in ("period_start_day", "period_end_day"):
        assert "a day from 1 to 31" in error_at(answer, name)
    assert kept(scene) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("period_start_day", 0),
        ("period_end_day", 32),
        ("period_due_day", True),
        ("period_frequency", "daily"),
        ("period_start_weekday", 8),
        ("period_due_weekday", 0),
        ("default_claim_type", "retention_release"),
        ("reminder_days", 4),
        ("invitation_text", "x" * 2001),
        ("document_footer", "x" * 301),
        ("claim_wording", "x" * 501),
        ("schedule_wording", "x" * 501),
    ],
)
def test_each_is_refused_by_name(scene: Scene, name: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        change_invoicing_settings(actor=scene.actor, project_id=scene.project.pk, **{name: value})
    assert list(refused.value.fields) == [name]


def test_all_that_is_wrong_is_told_together(scene: Scene) -> None:
    with pytest.raises(Invalid) as refused:
        change_invoicing_settings(
            actor=scene.actor, project_id=scene.project.pk, period_end_day=0, reminder_days=9
        )
    assert set(refused.value.fields) == {"period_end_day", "reminder_days"}


def test_switching_periods_on_says_which_one_is_open(signed_in: Client, scene: Scene) -> None:
    values = form_values(signed_in.get(page(scene)), "period_end_day")
    with clock.fixed(datetime(2026, 11, 28, tzinfo=UTC)):
        answer = signed_in.post(page(scene), values | {"period_frequency": "monthly"}, follow=True)
    words = text_of(answer)
    assert "The settings are saved. The period 1 to 30 November 2026 is open." in words
    assert "Its due date, 25 November 2026, has passed: extend it under Billing periods" in words
    assert BillingPeriod.objects.get().status == "open"


def test_only_administrators_change_them(scene: Scene) -> None:
    standard = person(scene, Level.STANDARD)
    with pytest.raises(NotAllowed):
        change_invoicing_settings(
            actor=standard, project_id=scene.project.pk, document_footer="Mine"
        )
