"""What an owner's representative sees first: what awaits a certificate, approval or signature."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledgerstone.access.levels import Grant, Level, Tool
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.claims.models import Claim, ClaimAttachment
from ledgerstone.claims.operations.papers import attach_to_claim, record_signed_copy
from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Company, Person
from ledgerstone.directory.operations import create_company
from ledgerstone.projects.operations import add_member
from tests.claims.desk import Desk
from tests.files import papers
from tests.support.people import worker
from tests.support.scene import Scene
from tests.web.posting import text_of

WORK = "work_this_period"
NOW = dt.datetime(2026, 10, 20, 2, 0, tzinfo=dt.UTC)


def representative(scene: Scene, company: Company, name: str) -> tuple[Person, Client]:
    """Somebody of a company who sees the claims to the owner, and their browser."""
    template, _ = PermissionTemplate.objects.get_or_create(
        account_id=scene.account.pk,
        name="Certifier",
        defaults={
            "scope": "project",
            Tool.HEAD_CONTRACTS.value: Level.READ_ONLY,
            Tool.COMMITMENTS.value: Level.READ_ONLY,
            "grants": [Grant.VIEW_HEAD_CLAIMS.value],
        },
    )
    person = worker(scene, company, name)
    add_member(
        actor=scene.actor,
        project_id=scene.project.pk,
        person_id=person.pk,
        template_id=template.pk,
    )
    client = Client()
    assert person.user is not None
    client.force_login(person.user)
    return person, client


@dataclass
class Site:
    """A head contract whose claims are certified when the owner answers, and its owner's person."""

    scene: Scene
    head: Desk
    client: Client

    def issued(self, work: str = "4000") -> Claim:
        claim = self.head.start()
        self.head.type(claim, {"1": {WORK: work}})
        return self.head.issue(claim)

    def page(self) -> str:
        answer = self.client.get(reverse("web:certifying"))
        assert answer.status_code == 200
        return text_of(answer)


@pytest.fixture
def site(scene: Scene) -> Iterator[Site]:
    with time_machine.travel(NOW, tick=False):
        head = Desk.at(scene, "head_contract", title="Main works")
        Contract.objects.filter(pk=head.contract.pk).update(certify_on_issue=False)
        head.contract.refresh_from_db()
        scene.period(2026, 10)
        _, client = representative(scene, scene.owner, "Helena Lind")
        yield Site(scene, head, client)


def test_a_claim_goes_from_certificate_to_signature_to_done(site: Site) -> None:
    assert "Nothing waits for you" in site.page()
    claim = site.issued()
    said = site.page()
    assert "To certify 1 Claim 1, October 2026" in said
    assert "Claimed, payable, AUD 4,000.00 Certify the claim, and send your answer back" in said
    assert "received Tue 20 Oct" in said
    site.head.certify(claim)
    said = site.page()
    assert "To certify" not in said
    assert "To sign 1" in said
    assert "Certified, payable, AUD 4,000.00" in said
    record_signed_copy(
        actor=site.scene.actor, claim_id=claim.pk, name="signed.pdf", content=papers.PDF
    )
    said = site.page()
    assert "Nothing waits for you" in said
    assert "Certified and signed" in said
    assert "HE-001 claim 1 Marlow Road Depot" in said


def test_a_draft_to_the_owner_is_nobodys_outside_before_it_is_issued(site: Site) -> None:
    draft = site.head.start()
    site.head.type(draft, {"1": {WORK: "4000"}})
    pages = [reverse(f"web:claim{one}", args=[draft.pk]) for one in ("", "_as_list", "_csv")]
    of_contract = reverse("web:contract_claims", args=[draft.contract_id])
    exported = reverse("web:contract_export", args=[draft.contract_id])
    for page in pages:
        assert site.client.get(page).status_code == 404, page
    assert reverse("web:claim", args=[draft.pk]) not in site.client.get(of_contract).text
    assert json.loads(site.client.get(exported).content)["claims"] == []
    site.head.issue(draft)
    for page in pages:
        assert site.client.get(page).status_code == 200, page
    assert reverse("web:claim", args=[draft.pk]) in site.client.get(of_contract).text
    history = text_of(site.client.get(reverse("web:claim_history", args=[draft.pk])))
    assert "issued claim 1" in history
    assert "changed" not in history


def test_a_projects_first_page_leads_them_there(site: Site) -> None:
    home = reverse("web:project_home", args=[site.scene.project.pk])
    assert "papers to sign stand under Waiting for you" in text_of(site.client.get(home))
    assert "Received" in text_of(site.client.get(home))
    PermissionTemplate.objects.filter(name="Certifier").update(commitments=Level.NONE)
    assert "Received" not in text_of(site.client.get(home))


def test_who_sees_no_commitments_does_not_see_what_a_claim_was_carried_from(site: Site) -> None:
    claim = site.issued()
    line = site.head.line(claim, "1").line_id
    sources = reverse("web:claim_sources", args=[claim.pk])
    pages = [
        reverse("web:claim", args=[claim.pk]),
        reverse("web:claim_line", args=[claim.pk, line]),
    ]
    assert site.client.get(sources).status_code == 200
    PermissionTemplate.objects.filter(name="Certifier").update(commitments=Level.NONE)
    assert site.client.get(sources).status_code == 404
    for page in pages:
        said = site.client.get(page)
        assert said.status_code == 200
        assert sources not in said.text


def test_the_documents_are_there(site: Site) -> None:
    claim = site.issued()
    for number in range(6):
        attach_to_claim(
            actor=site.scene.actor, claim_id=claim.pk, name=f"Diary {number}.pdf",
            content=papers.PDF,
        )  # fmt: skip
    answer = site.client.get(reverse("web:certifying"))
    said = text_of(answer)
    assert "Claim as PDF Diary 0.pdf Diary 1.pdf Diary 2.pdf Diary 3.pdf 2 more" in said
    paper = ClaimAttachment.objects.filter(claim=claim).first()
    assert paper is not None
    for address in (
        reverse("web:claim_document", args=[claim.pk]),
        reverse("web:claim_paper", args=[paper.pk]),
        reverse("web:claim_papers", args=[claim.pk]),
        reverse("web:claim", args=[claim.pk]),
    ):
        assert address in answer.content.decode()
        assert site.client.get(address).status_code == 200


def test_claims_below_that_wait_for_the_owner_are_to_be_approved(site: Site) -> None:
    below = Desk.at(site.scene, title="Facade")
    claim = below.claimed({"1": {WORK: "700"}})
    assert "To approve" not in site.page()
    below.approve(claim, "pending_owner_approval")
    said = site.page()
    assert "To approve 1 Claim 1, October 2026" in said
    assert "SU-001, Keel Steel Awaits approval" in said
    below.approve_pending(claim)
    assert "To approve" not in site.page()


def test_a_named_certifier_has_the_same_page(site: Site) -> None:
    adviser = create_company(actor=site.scene.actor, name="Brae Advisory")
    _, client = representative(site.scene, adviser, "Ines Brae")
    assert client.get(reverse("web:certifying")).status_code == 404
    Contract.objects.filter(pk=site.head.contract.pk).update(certifier_id=adviser.pk)
    site.issued()
    answer = client.get(reverse("web:certifying"))
    assert "To certify 1" in text_of(answer)
    # Of other companies' contracts there is nothing here.
    Contract.objects.filter(pk=site.head.contract.pk).update(certifier_id=None)
    assert client.get(reverse("web:certifying")).status_code == 404


def test_it_is_their_home_and_nobody_elses(site: Site, signed_in: Client) -> None:
    address = reverse("web:certifying")
    assert site.client.get(reverse("web:home")).url == address
    assert "Waiting for you" in text_of(site.client.get(reverse("web:project_list")))
    assert signed_in.get(address).status_code == 404
    assert "Waiting for you" not in text_of(signed_in.get(reverse("web:project_list")))
    person, own = representative(site.scene, site.scene.own, "Olive Own")
    assert person.company_id == site.scene.own.pk
    assert own.get(address).status_code == 404
    answer = own.get(reverse("web:home"))
    assert answer.url == reverse("web:project_home", args=[site.scene.project.pk])


def test_more_claims_take_as_many_queries(site: Site) -> None:
    site.issued()
    site.page()
    with CaptureQueriesContext(connection) as few:
        site.page()
    for title in ("North", "South"):
        head = Desk.at(site.scene, "head_contract", title=title)
        claim = head.start()
        head.type(claim, {"1": {WORK: "60"}})
        head.issue(claim)
        attach_to_claim(
            actor=site.scene.actor, claim_id=claim.pk, name="Diary.pdf", content=papers.PDF
        )
    with CaptureQueriesContext(connection) as many:
        assert "To sign 2" in site.page()
    assert len(many) == len(few)
