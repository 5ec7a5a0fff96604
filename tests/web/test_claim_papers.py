"""The files, comments, lines and history of a claim as its pages show them."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Claim, ClaimAttachment, ClaimComment
from ledgerstone.contracts.operations import name_contact
from ledgerstone.projects.models import InvoicingSettings
from tests.claims.desk import Desk
from tests.files.papers import HTML, PDF
from tests.support.people import worker
from tests.support.scene import Scene
from tests.web.claims_desk import HALF, act, config_of
from tests.web.posting import text_of


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period()
    return Desk.at(scene)


@pytest.fixture
def contact(scene: Scene, desk: Desk) -> Client:
    """The browser of the contract's claim contact."""
    person = worker(scene, scene.subcontractor, "Kim Ode")
    name_contact(actor=scene.actor, contract_id=desk.contract.pk, person_id=person.pk)
    client = Client()
    client.force_login(person.user)
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"web:{name}", args=args)


def attach(client: Client, claim: Claim, content: bytes = PDF, **given: object) -> HttpResponse:
    upload = SimpleUploadedFile("dockets.pdf", content)
    return client.post(at("claim_attach", claim.pk), {"file": upload, **given})


def say(client: Client, claim: Claim, text: str, **given: object) -> HttpResponse:
    return client.post(at("claim_comments", claim.pk), {"text": text, **given})


def test_a_file_is_attached_shown_and_got_back_inert(desk: Desk, contact: Client) -> None:
    claim = desk.start()
    line = desk.line(claim, "2").line_id
    back = at("claim", claim.pk)
    assert attach(contact, claim, line=line, back=back)["Location"] == back
    paper = ClaimAttachment.objects.get()
    for place in (back, at("claim_papers", claim.pk), at("claim_line", claim.pk, line)):
        assert "dockets.pdf" in text_of(contact.get(place))
    answer = contact.get(at("claim_paper", paper.pk))
    assert b"".join(answer) if answer.streaming else answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="dockets.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]
    contact.post(at("claim_paper_remove", paper.pk))
    assert not ClaimAttachment.objects.exists()


def test_what_is_no_file_of_a_known_kind_is_told(desk: Desk, signed_in: Client) -> None:
    claim = desk.start()
    attach(signed_in, claim, HTML)
    assert "is not of a kind that can be attached" in text_of(signed_in.get(at("claim", claim.pk)))
    assert not ClaimAttachment.objects.exists()


def test_several_files_are_attached_at_once_or_none_of_them(desk: Desk, contact: Client) -> None:
    claim = desk.start()

    def attach_all(*contents: bytes, **given: object) -> str:
        files = [SimpleUploadedFile(f"{number}.pdf", one) for number, one in enumerate(contents)]
        sent = {"file": files, "idempotency_key": str(uuid4()), **given}
        return text_of(contact.post(at("claim_attach", claim.pk), sent, follow=True))

    said = attach_all(PDF, b"")
    assert "1.pdf is empty: there is nothing in it." in said
    assert "None of the files was attached." in said
    assert not ClaimAttachment.objects.exists()
    assert "Choose one file: the signed copy." in attach_all(PDF, PDF, signed="1")
    assert "2 files are attached." in attach_all(PDF, PDF + b"\n")
    assert sorted(ClaimAttachment.objects.values_list("name", flat=True)) == ["0.pdf", "1.pdf"]


def test_a_signed_copy_is_recorded_by_administrators(
    desk: Desk, signed_in: Client, contact: Client
) -> None:
    claim = desk.claimed(HALF)
    assert attach(contact, claim, signed="1").status_code == 403
    attach(signed_in, claim, signed="1")
    said = text_of(signed_in.get(at("claim", claim.pk)))
    assert "Signed by hand, recorded by Robin Hale on" in said


def test_what_comes_after_the_claim_was_handed_in_is_marked(desk: Desk, contact: Client) -> None:
    claim = desk.claimed(HALF)
    attach(contact, claim)
    page = contact.get(at("claim_papers", claim.pk))
    assert "Added later" in text_of(page)
    assert "Remove dockets.pdf" not in page.content.decode()


def test_comments_on_the_claim_and_on_a_line(
    desk: Desk, signed_in: Client, contact: Client
) -> None:
    claim = desk.claimed(HALF)
    line = desk.line(claim, "2").line_id
    say(contact, claim, "Frames 9 to 16 stand.")
    contact.post(at("claim_line", claim.pk, line), {"text": "Plumbed on Friday."})
    say(signed_in, claim, "Ask the site.", internal="1")
    assert [comment.line_id for comment in ClaimComment.objects.order_by("id")] == [
        None,
        line,
        None,
    ]
    for client, sees in ((contact, False), (signed_in, True)):
        for name in ("claim", "claim_comments"):
            said = text_of(client.get(at(name, claim.pk)))
            assert "Frames 9 to 16 stand." in said
            assert "Plumbed on Friday." in said
            assert ("Ask the site." in said) is sees
    assert say(contact, claim, "Psst.", internal="1").status_code == 403


def test_an_empty_comment_is_refused_at_its_field(desk: Desk, signed_in: Client) -> None:
    answer = say(signed_in, desk.start(), "  ")
    assert answer.status_code == 422
    assert "Write what you want to say." in text_of(answer)


def test_lines_with_comments_and_files_are_marked_in_the_list(
    desk: Desk, signed_in: Client
) -> None:
    claim = desk.claimed(HALF)
    line = desk.line(claim, "3").line_id
    say(signed_in, claim, "Why?", line=str(line))
    attach(signed_in, claim, line=str(line))
    said = text_of(signed_in.get(at("claim_as_list", claim.pk) + f"?line={line}"))
    assert "Comments and files (1, 1)" in said


def test_the_history_tells_every_act_with_its_figures(desk: Desk, signed_in: Client) -> None:
    claim = desk.claimed(HALF)
    desk.type(claim, {"2": {"assessed": "100,000.00"}})
    desk.reason(claim, ["2"])
    act(signed_in, claim, "approve-as-noted")
    act(signed_in, claim, "reopen", reason="The wrong month.")
    said = text_of(signed_in.get(at("claim_history", claim.pk)))
    for words in (
        "You submitted claim 1", "Assessed to date Line 2 125,000.00 100,000.00",
        "Not complete. Not yet.", "Withdrawn", "The wrong month.", "Approved as noted",
    ):  # fmt: skip
        assert words in said
    header = desk.header(Desk(desk.actor, desk.contract).start(), reference="KS-7")
    said = text_of(signed_in.get(at("claim_history", header.pk)))
    assert "Number – KS-7" in said


def test_each_submission_can_be_seen_as_it_was(desk: Desk, signed_in: Client) -> None:
    claim = desk.claimed(HALF)
    desk.send_back(claim)
    desk.type(claim, {"2": {"percent_to_date": "40"}})
    desk.submit(claim)
    first = text_of(signed_in.get(at("claim_submission", claim.pk, 1)))
    second = text_of(signed_in.get(at("claim_submission", claim.pk, 2)))
    assert "It was submitted again since." in first
    assert "125,000.00" in first
    assert re.search(r"Received \d+ \w+ \d{4}, .* from you", first)
    assert "125,000.00" not in second
    assert "100,000.00" in second
    assert signed_in.get(at("claim_submission", claim.pk, 3)).status_code == 404


def test_a_contact_is_not_told_of_an_assessment_in_the_making(desk: Desk, contact: Client) -> None:
    claim = desk.claimed(HALF)
    desk.type(claim, {"2": {"assessed": "99,123.00"}})
    desk.reason(claim, ["2"], text="Between us.")
    line = desk.line(claim, "2").line_id
    for place in (
        at("claim", claim.pk), at("claim_history", claim.pk), at("claim_line", claim.pk, line),
        at("claim_comments", claim.pk), at("claim_submission", claim.pk, 1),
    ):  # fmt: skip
        said = text_of(contact.get(place))
        assert "99,123.00" not in said
        assert "Between us." not in said
    assert contact.get(at("claim_assess", claim.pk)).status_code == 403


def test_answers_are_told_without_what_was_claimed_where_the_project_says_so(
    scene: Scene, desk: Desk, signed_in: Client, contact: Client
) -> None:
    claim = desk.claimed(HALF)
    desk.type(claim, {"2": {"assessed": "100,000.00"}})
    desk.reason(claim, ["2"])
    desk.approve(claim)

    def columns(client: Client) -> set[str]:
        config = config_of(client.get(at("claim", claim.pk)))
        return {column["key"] for column in config["columns"]}

    assert "difference" in columns(contact)
    InvoicingSettings.objects.filter(project=scene.project).update(shows_claimed_amounts=False)
    assert "difference" not in columns(contact)
    assert "reason" in columns(contact)
    assert "Claimed" not in text_of(contact.get(at("claim", claim.pk))).split("Details")[0]
    assert "difference" in columns(signed_in)
