"""The page of what goes out by itself: of a project and of the account, for administrators."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledgerstone.contracts.operations import add_recipient
from ledgerstone.projects.operations import change_invoicing_settings
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import User
from tests.claims.rounds import Round
from tests.correspondence.insured import Insured
from tests.support.contacts import contact_of
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.posting import text_of

MONDAY_NOON = dt.datetime(2026, 10, 12, 12, 0, tzinfo=ZoneInfo("Australia/Sydney"))


@pytest.fixture
def october(scene: Scene) -> Round:
    """Contacts who were invited, and a project on which everything goes out by itself."""
    insured = Insured.at(scene)
    with clock.fixed(MONDAY_NOON):
        round_ = Round.at(scene)
        ana = worker(scene, scene.own, "Ana Reyes")
        member(scene, ana, "claim_administrator")
        add_recipient(
            actor=scene.actor,
            project_id=scene.project.pk,
            purpose="commitment_claims",
            person_id=ana.pk,
        )
        change_invoicing_settings(
            actor=scene.actor,
            project_id=scene.project.pk,
            sends_digest=True,
            reminds_contacts=True,
            reminder_days=3,
        )
        round_.invite()
        insured.manager()
        insured.for_project(dt.date(2026, 11, 5), kind="Contract works")
        insured.policy(dt.date(2026, 11, 6))
    return round_


def _shown(client: Client, name: str, *args: int) -> str:
    with clock.fixed(MONDAY_NOON):
        return text_of(client.get(reverse(name, args=args)))


def test_a_projects_page_says_what_goes_out_when_to_whom_and_why(
    signed_in: Client, scene: Scene, october: Round
) -> None:
    text = _shown(signed_in, "web:project_planned", scene.project.pk)
    for said in (
        "Reminders to claim Every 3 days until the due date",
        "Weekly digest of progress claims On Mondays at 7:00",
        "Billing periods open by themselves Never",
        "Thursday 15 October 2026 7:00 am Reminder to claim for October",
        f"Pat Keel ({october.contract.number})",
        "Monday 19 October 2026 7:00 am Weekly digest of progress claims",
        "Ana Reyes",
        "Thursday 22 October 2026 7:00 am Notice of insurance that ends",
        "Contract works of Keel Steel expires on 5 November 2026.",
        "Max Manager",
    ):
        assert said in text, text
    assert "Public liability" not in text


def test_the_accounts_page_has_what_is_for_no_project_too(
    signed_in: Client, scene: Scene, october: Round
) -> None:
    text = _shown(signed_in, "web:account_planned")
    assert "Public liability of Keel Steel expires on 6 November 2026." in text
    assert "expires on 5 November 2026, for Marlow Road Depot (24-017)." in text
    assert "Weekly digest of progress claims" in text
    assert "Marlow Road Depot" in text


def test_where_nothing_is_planned_the_page_says_what_it_is_for(
    signed_in: Client, scene: Scene
) -> None:
    assert "Nothing is planned" in _shown(signed_in, "web:project_planned", scene.project.pk)
    assert "Nothing is planned" in _shown(signed_in, "web:account_planned")


def test_only_administrators_open_them(scene: Scene, october: Round) -> None:
    reader = worker(scene, scene.own, "Rita Reader")
    member(scene, reader, "read_only")
    answers = []
    for user in (User.objects.get(pk=reader.user_id), october.contact.user):
        client = Client()
        client.force_login(user)
        answers += [
            client.get(reverse("web:project_planned", args=[scene.project.pk])).status_code,
            client.get(reverse("web:account_planned")).status_code,
        ]
    assert answers == [403, 404, 404, 404]


def test_the_page_takes_the_same_queries_however_many_are_reminded(
    signed_in: Client, scene: Scene, october: Round
) -> None:
    def counted() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as captured:
            text = _shown(signed_in, "web:project_planned", scene.project.pk)
        return len(captured), text

    before, _ = counted()
    for number in range(6):
        contract = scene.contract(status="approved", title=f"Works {number}")
        contact_of(scene, contract, email=f"kit{number}@keel.example", name=f"Kit {number}")
        with clock.fixed(MONDAY_NOON):
            october.invite(contract)
    after, text = counted()
    assert "7 people" in text
    assert after == before <= 36
