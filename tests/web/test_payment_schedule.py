"""The payment schedule of a claim over HTTP: who gets it, when it is there, where it is offered."""

from __future__ import annotations

from decimal import Decimal

from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.directory.operations import create_company
from ledgerstone.projects.models import Project
from tests.claims.desk import Desk, flat
from tests.support.contacts import contact_of
from tests.support.scene import Scene

WORK = "work_this_period"


def address(claim: Claim) -> str:
    return reverse("web:claim_schedule", args=[claim.pk])


def decided(scene: Scene) -> Desk:
    scene.period(2026, 9)
    desk = Desk.at(scene, retention=flat("0.10"), tax_rate=Decimal("0.10"))
    desk.certified({"2": {WORK: "1000"}})
    return desk


def test_it_is_offered_once_a_claim_is_answered(signed_in: Client, scene: Scene) -> None:
    desk = decided(scene)
    first = desk.contract.claims.get()
    page = signed_in.get(reverse("web:claim", args=[first.pk])).content.decode()
    assert f'href="{address(first)}"' in page
    assert "Payment schedule, PDF" in page
    second = desk.claimed({"1": {WORK: "10"}})
    page = signed_in.get(reverse("web:claim", args=[second.pk])).content.decode()
    assert address(second) not in page
    assert signed_in.get(address(second)).status_code == 404
    Project.objects.update(terminology="en-GB")
    page = signed_in.get(reverse("web:claim", args=[first.pk])).content.decode()
    assert "Payment notice, PDF" in page


def test_it_comes_as_a_file_that_runs_nothing(signed_in: Client, scene: Scene) -> None:
    claim = decided(scene).contract.claims.get()
    answer = signed_in.get(address(claim))
    assert answer.content.startswith(b"%PDF")
    assert "payment_schedule.pdf" in answer["Content-Disposition"]
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_contact_gets_the_one_of_their_claim_alone(scene: Scene) -> None:
    desk = decided(scene)
    brack = create_company(actor=scene.actor, name="Brack")
    other = Desk.at(scene, company_id=brack.pk)
    theirs = other.certified({"1": {WORK: "10"}})
    client = Client()
    client.force_login(contact_of(scene, desk.contract).user)
    assert client.get(address(desk.contract.claims.get())).content.startswith(b"%PDF")
    assert client.get(address(theirs)).status_code == 404


def test_a_long_one_shows_its_progress_and_can_be_asked_for_again(
    signed_in: Client, scene: Scene
) -> None:
    scene.period(2026, 9)
    rows = [RawRow(str(n), f"Item {n}", "", "", "100.00") for n in range(1, 202)]
    claim = Desk.at(scene, rows=rows).certified({"1": {WORK: "50"}})
    answer = signed_in.get(address(claim), follow=True)
    assert "payment_schedule.pdf" in answer.content.decode()
    claim.documents.update(status="failed", problem="It failed.")
    again = signed_in.get(answer.redirect_chain[-1][0]).content.decode()
    assert f'href="{address(claim)}"' in again
