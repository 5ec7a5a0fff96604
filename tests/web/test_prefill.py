"""The prefill preview and the documents of claims through their pages, without script."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import CarriedAmount, CertificateLine, Claim
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.documents.models import Document
from tests.claims.desk import Desk
from tests.support.scene import Scene, build_scene
from tests.web.posting import text_of

WORK = "work_this_period"


def rows(*lines: tuple[str, str, str]) -> list[RawRow]:
    return [RawRow(item, f"Work of {item}", "", code, value) for item, code, value in lines]


@dataclass
class Site:
    """A head contract claim in draft, with one certified claim below it."""

    head: Desk
    below: Desk
    claim: Claim

    @property
    def page(self) -> str:
        return reverse("web:claim_prefill", args=[self.claim.pk])

    def post(self, client: Client, **given: object):  # type: ignore[no-untyped-def]
        version = self.head.now(self.claim).version
        return client.post(self.page, {"version": version, "act": "apply", **given})

    def source(self, item: str) -> int:
        return CertificateLine.objects.get(item=item).pk


@pytest.fixture
def site(scene: Scene) -> Site:
    scene.period(2026, 9)
    head = Desk.at(
        scene,
        "head_contract",
        rows=rows(("01", "03-000", "1000.00"), ("02", "05-000", "500.00")),
        create_codes=True,
    )
    below = Desk.at(
        scene, rows=rows(("1", "03-000", "900.00"), ("2", "99-000", "80.00")), create_codes=True
    )
    below.certified({"1": {WORK: "400"}, "2": {WORK: "50"}})
    return Site(head, below, head.start())


def test_the_preview_changes_nothing_and_says_so(signed_in: Client, site: Site) -> None:
    words = text_of(signed_in.get(site.page))
    assert "Nothing has changed yet. Applying fills 1 line of the draft" in words
    assert "Ties out" in words
    assert "No head contract line has budget code 99-000." in words
    assert not CarriedAmount.objects.exists()


def test_applying_fills_the_draft_and_leads_back_to_the_claim(
    signed_in: Client, site: Site
) -> None:
    answer = site.post(signed_in)
    assert answer.headers["Location"] == reverse("web:claim", args=[site.claim.pk])
    assert site.head.line(site.claim, "01").claimed_movement == 400
    said = text_of(signed_in.get(answer.headers["Location"]))
    assert "Filled 1 line of claim 1. 1 amount was not carried; prefill again to see why." in said


def test_looking_again_with_a_placement_shows_it_and_changes_nothing(
    signed_in: Client, site: Site
) -> None:
    target = site.head.line(site.claim, "02").line_id
    placed = f"{site.source('2')}:{target}"
    answer = site.post(signed_in, act="preview", placed=placed)
    assert answer.status_code == 200
    words = text_of(answer)
    assert "placed by you" in words
    assert "Every amount has its line." in words
    assert not CarriedAmount.objects.exists()

    taken_back = site.post(signed_in, act="preview", placed=placed, unplaced=site.source("2"))
    assert "No head contract line has budget code 99-000." in text_of(taken_back)

    site.post(signed_in, placed=placed)
    assert site.head.line(site.claim, "02").claimed_movement == 50


def test_a_late_amount_is_left_out_by_either_of_its_boxes(
    signed_in: Client, site: Site, scene: Scene
) -> None:
    site.head.type(site.claim, {"02": {WORK: "1"}})
    site.head.issue(site.claim)
    scene.period(2026, 10)
    site.claim = site.head.start()
    source = site.source("1")
    both = {"late_shown": source, "late_line_shown": source}
    ticked = site.post(signed_in, act="preview", **both, late_line=source, late_card=source)
    assert "Applying fills 1 line" in text_of(ticked)
    for one in ("late_line", "late_card"):
        unticked = site.post(signed_in, act="preview", **both, **{one: source})
        assert "Every certified amount that has a line is in the draft" in text_of(unticked)


def test_applying_twice_with_one_key_happens_once(signed_in: Client, site: Site) -> None:
    key = str(uuid4())
    body = {"version": site.head.now(site.claim).version, "act": "apply", "idempotency_key": key}
    first = signed_in.post(site.page, body)
    again = signed_in.post(site.page, body)
    assert first.headers["Location"] == again.headers["Location"]
    assert site.head.now(site.claim).version == body["version"] + 1


def test_a_stale_preview_says_what_changed(signed_in: Client, site: Site) -> None:
    before = site.head.now(site.claim).version
    site.head.type(site.claim, {"02": {WORK: "1"}})
    answer = signed_in.post(site.page, {"version": before, "act": "apply"})
    assert answer.status_code == 409
    assert not CarriedAmount.objects.exists()


@pytest.mark.parametrize("text", ["letters", "1:letters", "1:", ":", "999999:1"])
def test_choices_that_mean_nothing_are_passed_over(
    signed_in: Client, site: Site, text: str
) -> None:
    answer = site.post(signed_in, act="preview", placed=text, late_shown=text, unplaced=text)
    assert answer.status_code == 200


def test_a_document_is_shown_by_the_browser_and_run_by_nobody(
    signed_in: Client, site: Site
) -> None:
    claim = Claim.objects.get(is_upstream=False)
    answer = signed_in.get(reverse("web:claim_document", args=[claim.pk]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="SU-001_claim_1.pdf"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_long_document_shows_its_progress_until_it_is_there(
    signed_in: Client, scene: Scene
) -> None:
    scene.period(2026, 9)
    desk = Desk.at(scene, rows=[RawRow(str(n), "Item", "", "", "9.00") for n in range(1, 202)])
    claim = desk.certified({"1": {WORK: "5"}})
    answer = signed_in.get(reverse("web:claim_document", args=[claim.pk]), follow=True)
    assert "It waits for its turn. You may leave this page" in text_of(answer)
    document = Document.objects.get()
    page = reverse("web:document", args=[document.pk])
    assert signed_in.get(reverse("web:document_file", args=[document.pk])).status_code == 404

    Document.objects.update(status="running", progress=40)
    part = signed_in.get(page, headers={"HX-Request": "true"}).content.decode()
    assert 'value="40"' in part
    assert "<html" not in part

    Document.objects.update(status="failed", problem="The document could not be made.")
    words = text_of(signed_in.get(page))
    assert "The document was not made" in words
    assert "Try again" in words


def test_pages_of_another_account_are_not_there(signed_in: Client, site: Site) -> None:
    signed_in.get(reverse("web:claim_document", args=[site.claim.pk]))
    document = Document.objects.get()
    stranger = Client()
    stranger.force_login(build_scene("Southgate Builders").user)
    for address in (
        site.page,
        reverse("web:claim_document", args=[site.claim.pk]),
        reverse("web:document", args=[document.pk]),
        reverse("web:document_file", args=[document.pk]),
    ):
        assert stranger.get(address).status_code == 404
    assert stranger.post(site.page, {"version": 1, "act": "apply"}).status_code == 404
