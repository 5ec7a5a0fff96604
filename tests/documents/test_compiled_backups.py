"""Compiled backups of a period: what is in them, in which order, for whom, and what is named."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.files.storage import default_storage
from procrastinate.contrib.django.models import ProcrastinateJob

from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations.papers import record_signed_copy
from ledgerstone.directory.models import Company
from ledgerstone.documents import operations, queries
from ledgerstone.documents.kinds.packages import begin
from ledgerstone.documents.models import Document
from ledgerstone.documents.packages import packaging
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.projects.operations import close_billing_period
from ledgerstone.tenancy.refusals import Invalid, NotThere, WrongState
from tests.claims.desk import Desk
from tests.documents import attached
from tests.documents.packed import HOSTILE, WORK, attach, bookmarks, content_of
from tests.documents.reading import read
from tests.support.contacts import contact_of
from tests.support.scene import Scene, build_scene, scene

__all__ = ["scene"]


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
