"""Packages of a claim with its attachments, and compiled backups of a period, as documents."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pikepdf
import pytest
import time_machine
from django.core.files.storage import default_storage
from procrastinate.contrib.django.models import ProcrastinateJob

from ledgerstone.claims.models import Claim, ClaimAttachment
from ledgerstone.claims.operations.papers import (
    attach_to_claim,
    record_signed_copy,
    remove_claim_paper,
)
from ledgerstone.claims.prefill.allocation import Choices
from ledgerstone.directory.models import Company
from ledgerstone.documents import operations, packaging, queries
from ledgerstone.documents.kinds.packages import begin
from ledgerstone.documents.models import Document
from ledgerstone.files.queries import open_file
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.projects.operations import close_billing_period
from ledgerstone.tenancy.refusals import Invalid, NotThere, WrongState
from tests.claims.desk import Desk, flat
from tests.claims.prefill_site import Site, site
from tests.documents import attached
from tests.documents.reading import read
from tests.files import papers
from tests.support.contacts import contact_of
from tests.support.scene import Scene, build_scene, scene

__all__ = ["scene", "site"]

WORK = "work_this_period"
HOSTILE = "=cmd|' /C calc'!A0 \u202egnp.exe #let x = {"


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period(2026, 9)
    return Desk.at(scene, retention=flat("0.10"), tax_rate=Decimal("0.10"), payment_days=20)


def attach(desk: Desk, claim: Claim, name: str, content: bytes, item: str = "") -> ClaimAttachment:
    line = desk.line(claim, item).line_id if item else None
    return attach_to_claim(
        actor=desk.actor, claim_id=claim.pk, name=name, content=content, line_id=line
    )


def package(desk: Desk, claim: Claim, *chosen: ClaimAttachment, **given: object) -> Document:
    return packaging.request_package(
        actor=desk.actor,
        claim_id=claim.pk,
        paper_ids=[one.pk for one in chosen],
        **given,  # type: ignore[arg-type]
    )


def content_of(document: Document) -> bytes:
    assert document.status == "ready"
    assert document.file is not None
    return open_file(document.file)


def bookmarks(content: bytes) -> list[str]:
    """The bookmarks, those below another indented."""
    with pikepdf.open(io.BytesIO(content)) as opened, opened.open_outline() as outline:
        found = []
        for mark in outline.root:
            found.append(mark.title)
            found += [f"  {below.title}" for below in mark.children]
    return found


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


# --- backups of a period -------------------------------------------------------------------------


@pytest.fixture
def period(scene: Scene) -> BillingPeriod:
    return scene.period(2026, 9)


def compiled(scene: Scene, period: BillingPeriod, *claims: Claim, **given: object) -> Document:
    asked = packaging.request_backups(
        actor=scene.actor,
        period_id=period.pk,
        claim_ids=[claim.pk for claim in claims],
        **given,  # type: ignore[arg-type]
    )
    assert asked.status == "queued"
    operations.make_document(
        account_id=scene.account.pk, document_id=asked.pk, user_id=scene.actor.user_id
    )
    return queries.get_document(scene.actor, asked.pk)


def test_backups_stand_by_contract_and_claim_signed_ones_as_signed(
    scene: Scene, period: BillingPeriod
) -> None:
    ten = Desk.at(scene, number="SC-10", title="Concrete")
    two = Desk.at(scene, number="SC-2", title="Steel")
    later = ten.certified({"1": {WORK: "1000"}})
    first = two.certified({"1": {WORK: "500"}})
    second = two.claimed({"1": {WORK: "250"}})
    attach(two, first, "dockets.pdf", attached.pdf("Docket"))
    attach(ten, later, "locked.pdf", attached.protected())
    record_signed_copy(
        actor=scene.actor, claim_id=later.pk, name="signed.pdf", content=attached.pdf("Signed")
    )
    close_billing_period(actor=scene.actor, period_id=period.pk)
    with time_machine.travel(dt.datetime(2026, 11, 22, 5, 5, tzinfo=dt.UTC)):
        made = compiled(scene, period, later, second, first)
    assert made.name == (
        "Subcontractor progress claim backup - Marlow Road Depot - 24-017 - 2026-11-22 - 16.05.pdf"
    )
    content = content_of(made)
    assert bookmarks(content) == [
        "Cover sheet",
        "SC-2 Keel Steel, claim 1", "  Claim 1", "  dockets.pdf",
        "SC-2 Keel Steel, claim 2", "  Claim 2",
        "SC-10 Keel Steel, claim 1", "  Claim 1, signed copy",
    ]  # fmt: skip
    pages = read(content)
    assert pages[-1].text == "Signed"
    assert pages[0].row("Total certified")[:2] == ["1,500.00", "1,500.00"]
    assert "not certified yet" in pages[0].text
    assert made.options["left_out"] == [
        {"name": "locked.pdf", "of": "SC-10 Keel Steel, claim 1",
         "why": "is protected by a password"},
    ]  # fmt: skip
    assert Document.objects.filter(kind="claim", status="ready").count() == 2


def test_without_attachments_only_the_claims_are_in_it(scene: Scene, period: BillingPeriod) -> None:
    desk = Desk.at(scene)
    claim = desk.certified({"1": {WORK: "500"}})
    attach(desk, claim, "dockets.pdf", attached.pdf("Docket"))
    close_billing_period(actor=scene.actor, period_id=period.pk)
    made = compiled(scene, period, claim, has_attachments=False)
    assert bookmarks(content_of(made)) == [
        "Cover sheet", "SU-001 Keel Steel, claim 1", "  Claim 1",
    ]  # fmt: skip


def test_backups_are_of_a_closed_period_and_of_claims_that_stand(
    scene: Scene, period: BillingPeriod
) -> None:
    desk = Desk.at(scene)
    claim = desk.certified({"1": {WORK: "500"}})
    draft = desk.start()
    ask = {"actor": scene.actor, "period_id": period.pk}
    with pytest.raises(WrongState, match="Close it first"):
        packaging.request_backups(**ask, claim_ids=[claim.pk])
    close_billing_period(actor=scene.actor, period_id=period.pk)
    with pytest.raises(Invalid, match="Tick the claims"):
        packaging.request_backups(**ask, claim_ids=[])
    with pytest.raises(Invalid, match="not there any more"):
        packaging.request_backups(**ask, claim_ids=[claim.pk, draft.pk])
    assert not ProcrastinateJob.objects.filter(task_name="documents.make").exists()
    packaging.request_backups(**ask, claim_ids=[claim.pk])
    assert ProcrastinateJob.objects.filter(task_name="documents.make").count() == 1


def test_backups_are_for_those_who_may_compile_every_claim_in_them(
    scene: Scene, period: BillingPeriod
) -> None:
    desk = Desk.at(scene)
    claim = desk.certified({"1": {WORK: "500"}})
    contact = contact_of(scene, desk.contract)
    close_billing_period(actor=scene.actor, period_id=period.pk)
    made = compiled(scene, period, claim)
    for actor in (contact.actor, build_scene("Southgate Builders").actor):
        with pytest.raises(NotThere):
            packaging.request_backups(actor=actor, period_id=period.pk, claim_ids=[claim.pk])
        with pytest.raises(NotThere):
            queries.get_document(actor, made.pk)
    assert packaging.compilations(scene.actor, period) == [made]


def test_the_same_backups_compiled_twice_are_the_same_bytes(
    scene: Scene, period: BillingPeriod
) -> None:
    desk = Desk.at(scene)
    claim = desk.certified({"1": {WORK: "500"}})
    attach(desk, claim, "photo.png", attached.picture())
    close_billing_period(actor=scene.actor, period_id=period.pk)
    with time_machine.travel(dt.datetime(2026, 11, 22, 5, 5, tzinfo=dt.UTC)):
        files = {compiled(scene, period, claim).file_id for _ in range(2)}
    assert len(files) == 1


def test_names_of_everybody_are_printed_and_lead_nowhere(
    scene: Scene, period: BillingPeriod
) -> None:
    hostile = f"../{HOSTILE}"
    Project.objects.update(name=hostile, number="24/017", terminology="en-US", paper="us-letter")
    Company.objects.filter(pk=scene.subcontractor.pk).update(name=f"{HOSTILE} {'W' * 150}")
    claim = Desk.at(scene, title=HOSTILE).certified({"1": {WORK: "500"}})
    close_billing_period(actor=scene.actor, period_id=period.pk)
    made = compiled(scene, period, claim)
    assert made.name.startswith("Subcontractor invoice backup - ")
    assert not set(made.name) & set('/\\:*?"<>|\u202e')
    assert len(made.name) <= 200
    pages = read(content_of(made))
    assert (pages[0].width, pages[0].height) == (612, 792)
    assert "#let x = {" in pages[0].text
    assert all(word["x1"] <= pages[0].width for word in pages[0].words)
    assert "\u202e" not in "".join(bookmarks(content_of(made)))


def test_a_claim_whose_document_fails_is_named_and_the_others_are_compiled(
    scene: Scene, period: BillingPeriod
) -> None:
    first, second = Desk.at(scene), Desk.at(scene, title="Concrete")
    claims = [one.certified({"1": {WORK: "500"}}) for one in (first, second)]
    lost = operations.request_document(actor=scene.actor, claim_id=claims[0].pk)
    assert lost.file is not None
    default_storage.delete(lost.file.path)
    close_billing_period(actor=scene.actor, period_id=period.pk)
    made = compiled(scene, period, *claims)
    assert [one["why"] for one in made.options["left_out"]] == ["is no longer whole in the storage"]
    assert bookmarks(content_of(made)) == [
        "Cover sheet", "SU-002 Keel Steel, claim 1", "  Claim 1",
    ]  # fmt: skip


def test_what_was_broken_off_is_known_to_have_failed_and_can_still_be_made(
    scene: Scene, period: BillingPeriod
) -> None:
    claim = Desk.at(scene).certified({"1": {WORK: "500"}})
    close_billing_period(actor=scene.actor, period_id=period.pk)
    asked = packaging.request_backups(actor=scene.actor, period_id=period.pk, claim_ids=[claim.pk])
    asked.status, asked.progress = "running", 45
    begin(asked)
    asked.save(update_fields=["status", "progress"])
    assert [one.status for one in packaging.compilations(scene.actor, period)] == ["running"]
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)):
        (broken,) = packaging.unseen(scene.actor, since=dt.timedelta(days=1))
    assert (broken.status, broken.problem) == ("failed", "It was broken off. Ask for it again.")
    operations.make_document(
        account_id=scene.account.pk, document_id=asked.pk, user_id=scene.actor.user_id
    )
    assert [one.status for one in packaging.compilations(scene.actor, period)] == ["ready"]
