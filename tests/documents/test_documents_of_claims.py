"""Documents of claims: what they are made of, when they are made, and that they are made once."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

import pytest
import time_machine
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from ledgerstone.claims.models import Certificate, Claim
from ledgerstone.contracts.operations import approve_variation
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.directory.models import Company
from ledgerstone.directory.operations import change_company
from ledgerstone.documents import operations, queries
from ledgerstone.documents.claim_pages.model import ClaimDocument, require_ties
from ledgerstone.documents.models import Document
from ledgerstone.files.queries import open_file
from ledgerstone.tenancy.refusals import NotThere
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, build_scene, scene

__all__ = ["scene"]

WORK = "work_this_period"


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period(2026, 9)
    return Desk.at(scene, retention=flat("0.10"), tax_rate=Decimal("0.10"), payment_days=20)


def printed(desk: Desk, claim: Claim) -> ClaimDocument:
    document = operations.request_document(actor=desk.actor, claim_id=claim.pk)
    contents = queries.contents(desk.actor, queries.get_document(desk.actor, document.pk))
    require_ties(contents)
    return contents


def test_a_certificate_prints_its_own_figures(desk: Desk) -> None:
    claim = desk.claimed({"1": {WORK: "10000"}, "2": {WORK: "50000"}})
    desk.type(claim, {"2": {"assessed": "45000"}})
    desk.reason(claim, ["2"], text="Grid 4 is not plumb.")
    desk.approve(claim)
    document = printed(desk, claim)
    certificate = Certificate.objects.get()
    assert document.kind == "certificate"
    assert not document.draft
    assert document.cover.current_payment_due == certificate.current_payment_due == 49500
    assert document.cover.tax == Decimal("4950.00")
    assert document.cover.payable == Decimal("54450.00")
    assert [line.completed_and_stored for line in document.lines] == [10000, 45000, 0]
    [reason] = document.reasons
    assert (reason.item, reason.difference) == ("2", Decimal("-5000.00"))
    assert reason.reason == "Not complete. Grid 4 is not plumb."
    assert document.progress.claimed_this_period == 60000
    assert document.progress.certified_this_period == 55000
    assert document.verification is not None
    assert document.verification.code == certificate.code
    assert document.verification.address.endswith("/verify")


def test_a_rate_is_printed_where_it_makes_what_is_held(desk: Desk) -> None:
    """Half of it was released: what is held on work is no longer ten per cent of it."""
    desk.certified({"1": {WORK: "10000.05"}, "2": {WORK: "0.05"}})
    claim = desk.start()
    held = printed(desk, claim)
    desk.header(claim, release_share=Decimal("0.5"))
    left = printed(desk, claim)
    rates = [(one.retention_rate_work, one.cover.retention_on_work) for one in (held, left)]
    assert rates == [(Decimal("0.1"), Decimal("1000.02")), (None, Decimal("500.01"))]


def test_a_submission_prints_what_was_handed_in_whatever_is_assessed_since(desk: Desk) -> None:
    claim = desk.claimed({"2": {WORK: "50000"}})
    before = printed(desk, claim)
    desk.type(claim, {"2": {"assessed": "45000"}})
    after = printed(desk, claim)
    assert before.kind == "claim"
    assert before.lines == after.lines
    assert before.cover == after.cover
    assert after.cover.total_completed_and_stored == 50000
    assert Document.objects.count() == 1


def test_a_returned_claim_prints_its_draft_as_claimed(desk: Desk) -> None:
    claim = desk.claimed({"2": {WORK: "50000"}})
    desk.type(claim, {"2": {"assessed": "45000"}})
    desk.send_back(claim)
    document = printed(desk, claim)
    assert document.draft
    assert [line.completed_and_stored for line in document.lines] == [0, 50000, 0]


def test_a_draft_is_made_anew_each_time(desk: Desk) -> None:
    claim = desk.start()
    desk.type(claim, {"2": {WORK: "100"}})
    first = operations.request_document(actor=desk.actor, claim_id=claim.pk)
    desk.type(claim, {"2": {WORK: "200"}})
    second = operations.request_document(actor=desk.actor, claim_id=claim.pk)
    assert first.file_id != second.file_id
    assert list(Document.objects.values_list("pk", flat=True)) == [second.pk]


def test_the_document_of_a_certificate_is_made_once_and_kept_by_its_hash(desk: Desk) -> None:
    claim = desk.certified({"2": {WORK: "50000"}})
    first = operations.request_document(actor=desk.actor, claim_id=claim.pk)
    assert first.status == "ready"
    assert first.file is not None
    content = open_file(first.file)
    assert content.startswith(b"%PDF")
    assert hashlib.sha256(content).hexdigest() == first.file.sha256
    with time_machine.travel(dt.datetime(2031, 1, 1, tzinfo=dt.UTC)):
        again = operations.request_document(actor=desk.actor, claim_id=claim.pk)
    assert (again.pk, again.file_id) == (first.pk, first.file_id)


def test_a_reopened_claim_gets_a_document_of_its_new_certificate(desk: Desk) -> None:
    claim = desk.certified({"2": {WORK: "50000"}})
    first = operations.request_document(actor=desk.actor, claim_id=claim.pk)
    desk.reopen(claim)
    desk.approve(claim)
    second = operations.request_document(actor=desk.actor, claim_id=claim.pk)
    assert first.certificate_id != second.certificate_id
    assert Document.objects.filter(certificate__isnull=False).count() == 2


def test_variations_stand_together_and_are_told_apart_by_when_they_came(desk: Desk) -> None:
    def vary(number: str, value: str) -> None:
        approve_variation(
            actor=desk.actor,
            contract_id=desk.contract.pk,
            number=number,
            title="Change",
            lines=[RawRow(number, "Change", "", "", value)],
            approved_on=dt.date(2026, 9, 1),
        )

    vary("V1", "500.00")
    desk.certified({"2": {WORK: "1000"}})
    vary("V2", "-200.00")
    claim = desk.certified({"2": {WORK: "1000"}})
    document = printed(desk, claim)
    summary = document.variations
    assert (summary.additions_before, summary.deductions_this_claim) == (500, -200)
    assert summary.net_change == document.cover.net_change_by_variations == 300
    assert summary.span == "V1 to V2"
    assert [line.group for line in document.lines] == [None, None, None, "Variations", "Variations"]
    assert document.previous_certificate == "1"


def test_a_head_contract_claim_goes_from_contractor_to_owner(scene: Scene) -> None:
    scene.period(2026, 9)
    head = Desk.at(scene, "head_contract", certify_on_issue=False)
    claim = head.start()
    head.type(claim, {"2": {WORK: "1000"}})
    head.issue(claim)
    document = printed(head, claim)
    assert document.kind == "owner_claim"
    assert (document.claimant.name, document.payer.name) == (scene.own.name, scene.owner.name)
    head.certify(claim)
    assert printed(head, claim).kind == "certificate"


def test_a_company_is_printed_with_the_number_of_its_country(scene: Scene, desk: Desk) -> None:
    change_company(
        actor=scene.actor, company_id=scene.own.pk, address="18 Lathe Close\nParramatta",
        country="AU", identifier="51824753556",
    )  # fmt: skip
    payer = printed(desk, desk.claimed({"1": {WORK: "10"}})).payer
    assert payer.lines == ("18 Lathe Close", "Parramatta", "ABN 51 824 753 556")


def test_a_certificate_that_waits_for_the_owner_says_that_it_is_not_payable(desk: Desk) -> None:
    claim = desk.claimed({"2": {WORK: "1000"}})
    desk.approve(claim, "pending_owner_approval")
    notice = printed(desk, claim).notice
    assert notice is not None
    assert notice.startswith("Not yet payable when issued on ")
    # The same bytes are handed out when the owner has approved it, and are true then too.
    desk.approve_pending(desk.now(claim))
    assert printed(desk, desk.now(claim)).notice == notice
    assert "payable once the principal approves it." in notice


def long_desk(scene: Scene) -> Desk:
    scene.period(2026, 9)
    rows = [RawRow(str(n), f"Item {n}", "", "", "100.00") for n in range(1, 202)]
    return Desk.at(scene, rows=rows)


def test_a_long_document_is_left_to_the_worker_and_asked_for_once(scene: Scene) -> None:
    desk = long_desk(scene)
    claim = desk.certified({"1": {WORK: "50"}})
    asked = operations.request_document(actor=desk.actor, claim_id=claim.pk)
    operations.request_document(actor=desk.actor, claim_id=claim.pk)
    assert asked.status == "queued"
    [job] = ProcrastinateJob.objects.filter(task_name="documents.make")
    assert job.args == {
        "account_id": desk.actor.account_id,
        "document_id": asked.pk,
        "actor_id": desk.actor.user_id,
    }
    operations.make_document(
        account_id=desk.actor.account_id, document_id=asked.pk, user_id=desk.actor.user_id
    )
    made = queries.get_document(desk.actor, asked.pk)
    assert (made.status, made.progress) == ("ready", 100)


def test_the_worker_knows_how_to_make_documents() -> None:
    app.perform_import_paths()
    assert "documents.make" in app.tasks


def test_a_long_document_that_nobody_finished_is_asked_for_again(scene: Scene) -> None:
    desk = long_desk(scene)
    claim = desk.certified({"1": {WORK: "50"}})
    operations.request_document(actor=desk.actor, claim_id=claim.pk)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    with time_machine.travel(later):
        operations.request_document(actor=desk.actor, claim_id=claim.pk)
    assert ProcrastinateJob.objects.filter(task_name="documents.make").count() == 2


def test_another_accounts_document_is_not_there(scene: Scene, desk: Desk) -> None:
    claim = desk.certified({"2": {WORK: "1000"}})
    document = operations.request_document(actor=desk.actor, claim_id=claim.pk)
    stranger = build_scene("Southgate Builders")
    with pytest.raises(NotThere):
        queries.get_document(stranger.actor, document.pk)


def test_what_somebody_else_made_meanwhile_stays_as_it_was_kept(scene: Scene) -> None:
    desk = long_desk(scene)
    claim = desk.certified({"1": {WORK: "50"}})
    asked = operations.request_document(actor=desk.actor, claim_id=claim.pk)
    both = [queries.get_document(desk.actor, asked.pk) for _ in range(2)]
    operations.set_document(desk.actor, both[0])
    kept = queries.get_document(desk.actor, asked.pk).file
    Company.objects.filter(pk=scene.subcontractor.pk).update(name="Renamed Pty Ltd")
    operations.set_document(desk.actor, both[1])
    found = queries.get_document(desk.actor, asked.pk)
    assert (found.status, found.file) == ("ready", kept)
