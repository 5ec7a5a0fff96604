"""The pages on which a claim is packed with its files, and the backups of a period compiled."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html

from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations.papers import attach_to_claim, record_signed_copy
from ledgerstone.contracts.operations import name_contact
from ledgerstone.documents.models import Document
from ledgerstone.documents.operations import make_document
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.operations import close_billing_period
from ledgerstone.web.documents import views as document_views
from tests.claims.desk import Desk
from tests.documents import attached
from tests.documents.reading import read
from tests.files import papers
from tests.support.people import worker
from tests.support.scene import Scene
from tests.web.claims_desk import HALF
from tests.web.claims_tool import act_on, ticks_of, tool
from tests.web.posting import form_values, text_of


@pytest.fixture
def period(scene: Scene) -> BillingPeriod:
    return scene.period()


@pytest.fixture
def desk(scene: Scene, period: BillingPeriod) -> Desk:
    return Desk.at(scene)


def at(name: str, *args: object) -> str:
    return reverse(f"web:{name}", args=args)


def attach(desk: Desk, claim: Claim, name: str, content: bytes = b"") -> int:
    content = content or attached.pdf(name)
    paper = attach_to_claim(actor=desk.actor, claim_id=claim.pk, name=name, content=content)
    return paper.pk


def pack(client: Client, claim: Claim, **given: object) -> HttpResponse:
    """Send the form of the page as a browser does, with some of it changed; follow it."""
    page = client.get(at("claim_package", claim.pk))
    fields = {**form_values(page, "form"), **given}
    sent = {name: value for name, value in fields.items() if value is not None}
    return client.post(at("claim_package", claim.pk), sent, follow=True)


def made_by(document: Document) -> None:
    make_document(
        account_id=document.account_id,
        document_id=document.pk,
        user_id=document.requested_by_id,
    )


def test_a_claim_is_packed_in_the_order_typed_and_got_back(desk: Desk, signed_in: Client) -> None:
    claim = desk.certified(HALF)
    ids = [attach(desk, claim, name) for name in ("a.pdf", "b.pdf", "c.pdf")]
    assert at("claim_package", claim.pk) in signed_in.get(at("claim", claim.pk)).content.decode()
    page = pack(signed_in, claim, **{f"place-{ids[2]}": "1", f"place-{ids[0]}": "9"})
    assert "The document is ready" in text_of(page)
    document = Document.objects.get(kind="package")
    answer = signed_in.get(at("document_file", document.pk))
    assert answer["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert [one.text for one in read(answer.content)[-3:]] == ["c.pdf", "b.pdf", "a.pdf"]


def test_a_zip_is_kept_and_what_could_not_be_joined_is_told(desk: Desk, signed_in: Client) -> None:
    claim = desk.certified(HALF)
    attach(desk, claim, "locked.pdf", attached.protected())
    attach(desk, claim, "rates.xlsx", papers.XLSX)
    said = text_of(signed_in.get(at("claim_package", claim.pk)))
    assert "No pages to join" in said
    page = pack(signed_in, claim)
    assert "2 files left out" in text_of(page)
    assert "locked.pdf : it is protected by a password." in text_of(page)
    page = pack(signed_in, claim, form="zip", cover=None)
    assert "Download the ZIP" in text_of(page)
    answer = signed_in.get(at("document_file", Document.objects.get(kind="package").pk))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert len(archive.namelist()) == 3


def test_the_signed_copy_is_where_it_begins_unless_asked_otherwise(
    desk: Desk, signed_in: Client
) -> None:
    claim = desk.certified(HALF)
    record_signed_copy(
        actor=desk.actor, claim_id=claim.pk, name="signed.pdf", content=attached.pdf("Signed")
    )
    pack(signed_in, claim, cover=None, paper=None)
    document = Document.objects.get(kind="package")
    pages = read(signed_in.get(at("document_file", document.pk)).content)
    assert [one.text for one in pages] == ["Signed"]


def test_what_was_chosen_stays_chosen_when_it_is_refused(desk: Desk, signed_in: Client) -> None:
    claim = desk.certified(HALF)
    first = attach(desk, claim, "a.pdf")
    attach(desk, claim, "b.pdf")
    page = signed_in.post(
        at("claim_package", claim.pk), {"paper": [first], f"place-{first}": "7", "form": "exe"}
    )
    assert page.status_code == 422
    assert "Choose one PDF or a ZIP." in text_of(page)
    values = form_values(page, "form")
    assert values["paper"] == [str(first)]
    assert values[f"place-{first}"] == "7"


def test_a_contact_packs_their_own_claim_and_nobody_elses(
    scene: Scene, desk: Desk, signed_in: Client
) -> None:
    person = worker(scene, scene.subcontractor, "Kim Ode")
    name_contact(actor=scene.actor, contract_id=desk.contract.pk, person_id=person.pk)
    client = Client()
    client.force_login(person.user)
    own = desk.claimed(HALF)
    other = Desk.at(scene, title="Concrete").claimed(HALF)
    assert "The document is ready" in text_of(pack(client, own))
    assert client.get(at("claim_package", other.pk)).status_code == 404
    assert client.get(at("period_backups", own.period_id)).status_code == 404


def test_a_large_file_is_handed_over_as_it_is_read(
    desk: Desk, signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_views, "_READ_AT_ONCE", 100)
    claim = desk.certified(HALF)
    pack(signed_in, claim)
    answer = signed_in.get(at("document_file", Document.objects.get(kind="package").pk))
    assert answer.streaming
    content = b"".join(answer)
    assert int(answer["Content-Length"]) == len(content)
    assert content.startswith(b"%PDF")
    assert 'filename="SU-001 claim 1 with attachments.pdf"' in answer["Content-Disposition"]


def test_backups_wait_until_the_period_is_closed(
    scene: Scene, desk: Desk, period: BillingPeriod, signed_in: Client
) -> None:
    claim = desk.certified(HALF)
    assert "Compile backups" not in text_of(tool(signed_in, scene))
    page = signed_in.get(at("period_backups", period.pk))
    assert "can still change" in text_of(page)
    refused = signed_in.post(at("period_backups", period.pk), {"claim": [claim.pk]})
    assert refused.status_code == 422
    assert "Close it first" in text_of(refused)
    close_billing_period(actor=scene.actor, period_id=period.pk)
    assert "Compile backups" in text_of(tool(signed_in, scene))


def test_ticked_rows_lead_to_the_page_with_them_ticked(
    scene: Scene, desk: Desk, period: BillingPeriod, signed_in: Client
) -> None:
    claims = [desk.certified(HALF), Desk.at(scene, title="Concrete").certified(HALF)]
    close_billing_period(actor=scene.actor, period_id=period.pk)
    rows = [ticks_of(tool(signed_in, scene))["SU-002"].get("value")]
    page = signed_in.post(at("period_backups_chosen", period.pk), {"row": rows}, follow=True)
    tree = html.fromstring(page.content.decode())
    ticked = [box.get("value") for box in tree.xpath('//input[@name="claim"][@checked]')]
    assert ticked == [str(claims[1].pk)]
    everything = html.fromstring(signed_in.get(at("period_backups", period.pk)).content.decode())
    assert len(everything.xpath('//input[@name="claim"][@checked]')) == 2
    damaged = signed_in.post(at("period_backups_chosen", period.pk), {"row": ["x", "1.2", "1.y.3"]})
    assert damaged["Location"] == at("period_backups", period.pk)


def test_backups_are_compiled_by_the_worker_and_told_wherever_one_is(
    scene: Scene, desk: Desk, period: BillingPeriod, signed_in: Client
) -> None:
    claim = desk.certified(HALF)
    attach(desk, claim, "locked.pdf", attached.protected())
    close_billing_period(actor=scene.actor, period_id=period.pk)
    place = at("period_backups", period.pk)
    assert "under-way" not in signed_in.get(at("home"), follow=True).content.decode()

    page = signed_in.post(place, form_values(signed_in.get(place), "claim"), follow=True)
    assert "The backups are being compiled" in text_of(page)
    assert "It waits for its turn." in text_of(page)
    document = Document.objects.get(kind="backups")
    home = signed_in.get(at("project_home", scene.project.pk), follow=True).content.decode()
    assert f'hx-get="{at("under_way")}"' in home
    waiting = signed_in.get(at("under_way"))
    assert "Waiting Subcontractor progress claim backup" in text_of(waiting)
    assert "every 3s" in waiting.content.decode()

    Document.objects.filter(pk=document.pk).update(status="running", progress=45)
    assert "45%" in text_of(signed_in.get(at("under_way")))
    part = signed_in.get(place, headers={"HX-Request": "true", "HX-Target": "compilations"})
    assert "45% done." in text_of(part)
    assert "<html" not in part.content.decode()

    made_by(document)
    told = signed_in.get(at("under_way"))
    assert "Ready Subcontractor progress claim backup" in text_of(told)
    assert "every 3s" not in told.content.decode()
    page = signed_in.get(at("document", document.pk))
    assert "1 file left out" in text_of(page)
    # Seen on its own page, it is told no more, and the browser stops asking.
    last = signed_in.get(at("under_way"))
    assert text_of(last) == ""
    assert last.cookies["under_way"].value == ""
    answer = signed_in.get(at("document_file", document.pk))
    name = " - Marlow Road Depot - 24-017 - "
    assert name in answer["Content-Disposition"]
    assert "1 left out" in text_of(signed_in.get(place))


def test_the_page_of_backups_asks_no_more_for_more_claims(
    scene: Scene,
    desk: Desk,
    period: BillingPeriod,
    signed_in: Client,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    claims = [desk.certified(HALF)]
    place = at("period_backups", period.pk)
    signed_in.get(place)  # the first request of a session keeps where it came from
    with django_assert_num_queries(10):
        signed_in.get(place)
    for number in range(3):
        other = Desk.at(scene, title=f"Trade {number}")
        claims.append(other.certified(HALF))
        attach(other, claims[-1], "a.pdf")
    close_billing_period(actor=scene.actor, period_id=period.pk)
    for _ in range(3):
        signed_in.post(place, {"claim": [claim.pk for claim in claims]})
    with django_assert_num_queries(11):  # and one of the claims in what was compiled
        said = text_of(signed_in.get(place))
    assert said.count("It waits for its turn.") == 3


def test_what_is_done_can_be_taken_away(
    scene: Scene, desk: Desk, period: BillingPeriod, signed_in: Client
) -> None:
    claim = desk.certified(HALF)
    close_billing_period(actor=scene.actor, period_id=period.pk)
    signed_in.post(at("period_backups", period.pk), {"claim": [claim.pk]})
    document = Document.objects.get(kind="backups")
    seen = at("document_seen", document.pk)
    signed_in.post(seen)
    assert "Waiting" in text_of(signed_in.get(at("under_way"))), "what is not done stays"
    made_by(document)
    answer = signed_in.post(seen, headers={"HX-Request": "true"}, follow=True)
    assert text_of(answer) == ""
    assert signed_in.get(at("under_way")).cookies["under_way"].value == ""


def test_an_unfinished_compilation_says_so_and_can_be_asked_for_again(
    scene: Scene, desk: Desk, period: BillingPeriod, signed_in: Client
) -> None:
    claim = desk.certified(HALF)
    close_billing_period(actor=scene.actor, period_id=period.pk)
    signed_in.post(at("period_backups", period.pk), {"claim": [claim.pk]})
    Document.objects.filter(kind="backups").update(status="failed", problem="It broke.")
    assert "It broke." in text_of(signed_in.get(at("period_backups", period.pk)))
    assert "Not made" in text_of(signed_in.get(at("under_way")))


def test_the_list_of_rows_still_acts(scene: Scene, desk: Desk, signed_in: Client) -> None:
    desk.claimed(HALF)
    act_on(signed_in, scene, "approve", ["SU-001"])
    assert Claim.objects.get().status == "approved"
