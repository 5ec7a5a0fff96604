"""What the list of a period's claims tells somebody who runs one direction and not the other."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from ledgerstone.access.levels import Level, Scope
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.claims.operations import be_at_claim
from ledgerstone.contracts.operations import name_contact
from ledgerstone.directory.models import Person
from ledgerstone.projects.models import ProjectMember
from tests.claims.desk import Desk
from tests.support.people import worker
from tests.support.scene import Scene
from tests.web.claims_tool import rows_of, tool

WORK = "work_this_period"


@pytest.fixture
def kim(scene: Scene) -> Person:
    """Somebody who administers head contracts, and may be a claim contact of a commitment."""
    person = worker(scene, scene.subcontractor, "Kim Ode")
    template = PermissionTemplate.objects.create(
        account=scene.account,
        scope=Scope.PROJECT,
        name="Contract manager",
        commitments=Level.STANDARD,
        head_contracts=Level.ADMIN,
    )
    ProjectMember.objects.create(
        account=scene.account, project=scene.project, person=person, template=template
    )
    return person


def test_a_contact_is_not_told_of_an_undecided_assessment(
    scene: Scene, signed_in: Client, kim: Person
) -> None:
    """Neither in the list, nor in its sums, nor in its file."""
    scene.period()
    desk = Desk.at(scene)
    name_contact(actor=scene.actor, contract_id=desk.contract.pk, person_id=kim.pk)
    client = Client()
    client.force_login(kim.user)
    claim = desk.claimed({"1": {WORK: "4000"}})
    desk.type(claim, {"1": {"assessed_work_this_period": "1234.56"}})
    assert "1,234.56" in " ".join(rows_of(tool(signed_in, scene)))

    page = tool(client, scene)
    assert "4,000.00" in " ".join(rows_of(page))
    place = reverse("web:claims_tool_file", args=[scene.project.pk])
    file = client.get(f"{place}?form=csv")
    for said in (page.content.decode(), file.content.decode()):
        assert "1,234.56" not in said
        assert "1234.56" not in said

    desk.reason(claim, ["1"])
    desk.approve(desk.now(claim))
    assert "1,234.56" in " ".join(rows_of(tool(client, scene)))


def test_a_contact_is_not_told_that_somebody_assesses(scene: Scene, kim: Person) -> None:
    """Their page asks again and again who is there; the answer is as before."""
    scene.period()
    desk = Desk.at(scene)
    name_contact(actor=scene.actor, contract_id=desk.contract.pk, person_id=kim.pk)
    client = Client()
    client.force_login(kim.user)
    claim = desk.claimed({"1": {WORK: "4000"}})
    seen = claim.version
    desk.type(claim, {"1": {"assessed_work_this_period": "1234.56"}})
    be_at_claim(actor=scene.actor, claim_id=claim.pk)
    told = client.post(
        reverse("web:claim_present", args=[claim.pk]), {"since": seen}, "application/json"
    )
    assert told.json() == {"here": [], "mode": "read", "version": seen}


def test_a_claim_to_the_owner_is_started_by_its_form(scene: Scene, signed_in: Client) -> None:
    """There it is asked what the claim is filled with."""
    scene.period()
    head = scene.contract("head_contract", status="approved")
    page = tool(signed_in, scene, "?list=head").content.decode()
    assert reverse("web:head_claim_start", args=[head.pk]) in page
    assert reverse("web:claim_new", args=[head.pk]) not in page
