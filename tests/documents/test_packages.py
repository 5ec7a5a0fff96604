"""Packages of a claim with its attachments: what is in them, in which order, and what is named."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest

from ledgerstone.claims.models import Claim, ClaimAttachment
from ledgerstone.claims.operations.papers import (
    record_signed_copy,
    remove_claim_paper,
)
from ledgerstone.claims.prefill.allocation import Choices
from ledgerstone.documents import operations, queries
from ledgerstone.documents.models import Document
from ledgerstone.documents.packages import packaging
from ledgerstone.tenancy.refusals import Invalid, NotThere
from tests.claims.desk import Desk, flat
from tests.claims.prefill_site import Site, site
from tests.documents import attached
from tests.documents.packed import HOSTILE, WORK, attach, bookmarks, content_of
from tests.documents.reading import read
from tests.files import papers
from tests.support.contacts import contact_of
from tests.support.scene import Scene, build_scene, scene

__all__ = ["scene", "site"]


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period(2026, 9)
    return Desk.at(scene, retention=flat("0.10"), tax_rate=Decimal("0.10"), payment_days=20)


def package(desk: Desk, claim: Claim, *chosen: ClaimAttachment, **given: object) -> Document:
    return packaging.request_package(
        actor=desk.actor,
        claim_id=claim.pk,
        paper_ids=[one.pk for one in chosen],
        **given,  # type: ignore[arg-type]
    )


def test_a_claim_with_its_files_in_the_order_chosen_behind_a_cover_sheet(desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "10000"}})
    dockets = attach(desk, claim, "dockets.pdf", attached.pdf("Docket 1", "Docket 2"))
    photo = attach(desk, claim, "frame 9.jpg", attached.picture("JPEG"), "2")
    made = package(desk, claim, photo, dockets)
    pages = read(content_of(made))
    assert made.name == "SU-001 claim 1 with attachments.pdf"
    assert bookmarks(content_of(made)) == [
        "Cover sheet", "Claim 1", "frame 9.jpg", "dockets.pdf",
    ]  # fmt: skip
    assert "Claim 1 with attachments" in pages[0].text
    assert "9,900.00" in pages[0].text
    # What the sheet says of each file is where it is.
    for name, count in (("frame 9.jpg", 1), ("dockets.pdf", 2)):
        said = [row for row in pages[0].rows if row.startswith(name)]
        assert len(said) == 1
        *_, on_pages, page = said[0].split()
        assert int(on_pages) == count
        if name == "dockets.pdf":
            assert "Docket 1" in pages[int(page) - 1].text
    alone = operations.request_document(actor=desk.actor, claim_id=claim.pk)
    assert pages[1].text == read(content_of(alone))[0].text
    assert made.options["left_out"] == []


def test_without_a_cover_sheet_it_begins_with_the_claim(desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "10000"}})
    made = package(desk, claim, has_cover=False)
    assert bookmarks(content_of(made)) == ["Claim 1"]


def test_what_cannot_be_joined_is_named_and_keeps_nothing_back(desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "10000"}})
    files = [
        attach(desk, claim, "good.pdf", attached.pdf("Good")),
        attach(desk, claim, "locked.pdf", attached.protected()),
        attach(desk, claim, "broken.pdf", papers.PDF),
        attach(desk, claim, "broken.png", papers.PNG),
        attach(desk, claim, "rates.xlsx", papers.XLSX),
    ]
    made = package(desk, claim, *files)
    assert [(one["name"], one["why"]) for one in made.options["left_out"]] == [
        ("locked.pdf", "is protected by a password"),
        ("broken.pdf", "is damaged and cannot be read"),
        ("broken.png", "is damaged and cannot be read"),
        ("rates.xlsx", "is an Excel workbook, which has no pages to join"),
    ]
    pages = read(content_of(made))
    assert "Good" in pages[-1].text
    assert "Not in this PDF" in pages[0].text
    assert "It is protected by a password." in pages[0].text
    zipped = package(desk, claim, *files, form="zip")
    with zipfile.ZipFile(io.BytesIO(content_of(zipped))) as archive:
        assert archive.namelist() == [
            "01 SU-001 claim 1.pdf", "02 good.pdf", "03 locked.pdf", "04 broken.pdf",
            "05 broken.png", "06 rates.xlsx", "00 Cover sheet.pdf",
        ]  # fmt: skip
        assert archive.read("06 rates.xlsx") == papers.XLSX
        assert "rates.xlsx 06" in read(archive.read("00 Cover sheet.pdf"))[0].text
    assert zipped.name.endswith(".zip")
    assert zipped.file is not None
    assert zipped.file.content_type == "application/zip"


def test_a_file_that_was_taken_off_meanwhile_is_named(desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "10000"}})
    large = [attach(desk, claim, f"{n}.pdf", attached.pdf(f"{n}")) for n in range(12)]
    asked = package(desk, claim, *large)
    assert asked.status == "queued"
    remove_claim_paper(actor=desk.actor, paper_id=large[3].pk)
    operations.make_document(
        account_id=desk.actor.account_id, document_id=asked.pk, user_id=desk.actor.user_id
    )
    made = queries.get_document(desk.actor, asked.pk)
    assert made.options["left_out"] == [{"name": "3.pdf", "of": "", "why": "was taken off since"}]
    assert len(bookmarks(content_of(made))) == 13


def test_the_signed_copy_takes_the_place_of_our_document_where_it_is_asked_for(desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "10000"}})
    with pytest.raises(Invalid, match="no signed copy"):
        package(desk, claim, is_signed=True)
    record_signed_copy(
        actor=desk.actor, claim_id=claim.pk, name="signed.pdf", content=attached.pdf("Signed")
    )
    made = package(desk, claim, is_signed=True, has_cover=False)
    assert [page.text for page in read(content_of(made))] == ["Signed"]


def test_a_draft_is_packed_as_it_stands(desk: Desk) -> None:
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "1234"}})
    made = package(desk, claim)
    assert "1,234.00" in read(content_of(made))[1].text
    assert Document.objects.count() == 1, "the draft's own document is nothing to keep"


def test_a_new_package_takes_the_place_of_ones_own_earlier(desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "10000"}})
    package(desk, claim)
    second = package(desk, claim)
    assert list(Document.objects.filter(kind="package")) == [second]


def test_files_that_are_not_the_claims_are_refused(desk: Desk, scene: Scene) -> None:
    claim = desk.certified({"1": {WORK: "10000"}})
    other = Desk.at(scene, title="Concrete")
    foreign = attach(other, other.start(), "theirs.pdf", attached.pdf("Theirs"))
    with pytest.raises(Invalid, match="no longer attached"):
        package(desk, claim, foreign)
    with pytest.raises(Invalid, match="one PDF or a ZIP"):
        package(desk, claim, form="exe")
    stranger = build_scene("Southgate Builders")
    with pytest.raises(NotThere):
        packaging.request_package(actor=stranger.actor, claim_id=claim.pk, paper_ids=[])


def test_the_contact_packs_their_claim_without_the_answer_in_the_making(
    desk: Desk, scene: Scene
) -> None:
    contact = contact_of(scene, desk.contract)
    claim = desk.claimed({"1": {WORK: "10000"}})
    desk.type(claim, {"1": {"assessed": "7777"}})
    made = packaging.request_package(actor=contact.actor, claim_id=claim.pk, paper_ids=[])
    said = "".join(page.text for page in read(content_of(made)))
    assert "10,000.00" in said
    assert "7,777.00" not in said
    assert "Amount claimed, including GST" in said


def test_hostile_names_are_printed_as_they_are_and_lead_nowhere(desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "10000"}})
    files = [
        attach(desk, claim, f"{HOSTILE}.pdf", attached.pdf("Good")),
        attach(desk, claim, "../../etc/passwd.pdf", attached.pdf("Two")),
        attach(desk, claim, f"{'W' * 190}.pdf", attached.pdf("Three")),
    ]
    made = package(desk, claim, *files)
    said = read(content_of(made))[0].text
    assert "#let x = {" in said
    assert "\u202e" not in said
    zipped = package(desk, claim, *files, form="zip")
    with zipfile.ZipFile(io.BytesIO(content_of(zipped))) as archive:
        names = archive.namelist()
    assert len(names) == 5
    assert not any("/" in name or "\\" in name or "\u202e" in name for name in names)
    assert max(map(len, names)) < 120


def test_the_backup_of_a_head_contract_claim_stands_by_the_claims_it_came_from(
    site: Site,
) -> None:
    below = site.concrete.certified({"1": {WORK: "500"}})
    attach(site.concrete, below, "dockets.pdf", attached.pdf("Docket"))
    operations.request_document(actor=site.scene.actor, claim_id=below.pk)
    claim = site.head_claim()
    site.fill(claim, Choices(with_backup=True))
    head = Desk(site.scene.actor, site.head.contract)
    own = attach(head, claim, "letter.pdf", attached.pdf("Letter"))
    chosen = packaging.offered(site.scene.actor, head.now(claim))
    assert chosen[0] == own
    made = package(head, claim, *chosen, has_cover=False)
    name = f"{below.contract.number}, no. {below.number}"
    assert bookmarks(content_of(made))[1:3] == ["letter.pdf", name]
    assert "  dockets.pdf" in bookmarks(content_of(made))
