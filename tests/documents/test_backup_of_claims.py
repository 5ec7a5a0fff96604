"""The backup of a head contract claim: certificates and files of the claims it was filled from."""

from __future__ import annotations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from ledgerstone.access.automation import automation
from ledgerstone.claims import operations
from ledgerstone.claims.models import Claim, ClaimAttachment
from ledgerstone.claims.operations import FilledWith
from ledgerstone.claims.operations.papers import attach_to_claim
from ledgerstone.claims.prefill import backup
from ledgerstone.claims.prefill.allocation import Choices
from ledgerstone.documents.models import Document
from ledgerstone.documents.operations import request_document
from ledgerstone.documents.packages.backup import complete_backup
from ledgerstone.files.queries import open_file
from tests.claims.prefill_site import WORK, Site, site
from tests.files.papers import PDF, PNG
from tests.support.scene import scene

__all__ = ["scene", "site"]
BACKED = Choices(with_backup=True)


@pytest.fixture
def below(site: Site) -> Claim:
    """A certified subcontract claim with a file attached."""
    claim = site.concrete.claimed({"1": {WORK: "400"}})
    attach_to_claim(actor=site.scene.actor, claim_id=claim.pk, name="dockets.pdf", content=PDF)
    site.concrete.approve(claim)
    return claim


def names(claim: Claim) -> list[str]:
    found = ClaimAttachment.objects.filter(claim_id=claim.pk, kind="backup")
    return sorted(found.values_list("name", flat=True))


def complete(claim: Claim) -> int:
    return complete_backup(account_id=claim.account_id, claim_id=claim.pk)


def jobs() -> list[dict[str, object]]:
    return list(
        ProcrastinateJob.objects.filter(task_name="documents.backup").values_list("args", flat=True)
    )


def test_files_come_at_once_and_certificates_once_they_are_made(site: Site, below: Claim) -> None:
    claim = site.head_claim()
    site.fill(claim, BACKED)
    assert names(claim) == ["dockets.pdf"]
    assert jobs() == [{"account_id": claim.account_id, "claim_id": claim.pk}]
    assert complete(claim) == 2
    assert names(claim) == ["SU-001 claim 1.pdf", "dockets.pdf"]
    (certificate,) = ClaimAttachment.objects.filter(claim_id=claim.pk, name__endswith="1.pdf")
    assert certificate.origin_id == below.pk
    assert open_file(certificate.file).startswith(b"%PDF")
    assert complete(claim) == 2, "done twice it is attached once"


def test_a_certificate_that_is_made_already_is_attached_at_once(site: Site, below: Claim) -> None:
    request_document(actor=site.scene.actor, claim_id=below.pk)
    claim = site.head_claim()
    site.fill(claim, BACKED)
    assert names(claim) == ["SU-001 claim 1.pdf", "dockets.pdf"]
    assert jobs() == []


def test_without_the_option_nothing_is_attached(site: Site, below: Claim) -> None:
    claim = site.head_claim()
    site.fill(claim)
    assert names(claim) == []
    assert jobs() == []
    assert complete(claim) == 0


def test_running_it_again_keeps_it_in_step(site: Site, below: Claim) -> None:
    claim = site.head_claim()
    site.fill(claim, BACKED)
    complete(claim)
    (left_out,) = {
        placed.source.id for line in site.preview(claim).lines for placed in line.sources
    }
    site.fill(claim, Choices(left_out=frozenset({left_out}), with_backup=True))
    assert names(claim) == []

    site.fill(claim, BACKED)
    assert names(claim) == ["SU-001 claim 1.pdf", "dockets.pdf"]
    site.fill(claim)
    assert names(claim) == []


def test_a_new_certificate_takes_the_place_of_the_withdrawn_one(site: Site, below: Claim) -> None:
    claim = site.head_claim()
    site.fill(claim, BACKED)
    complete(claim)
    before = set(ClaimAttachment.objects.filter(kind="backup").values_list("file_id", flat=True))
    site.concrete.reopen(below)
    site.concrete.type(below, {"1": {"assessed": "300"}})
    site.concrete.reason(below, ["1"])
    site.concrete.approve(below)
    site.fill(claim, BACKED)
    complete(claim)
    assert names(claim) == ["SU-001 claim 1.pdf", "dockets.pdf"]
    after = set(ClaimAttachment.objects.filter(kind="backup").values_list("file_id", flat=True))
    assert len(after & before) == 1, "the dockets are the same"
    assert Document.objects.count() == 2


def test_what_people_attached_stays_and_stands_in_a_section_of_its_own(
    site: Site, below: Claim
) -> None:
    claim = site.head_claim()
    attach_to_claim(actor=site.scene.actor, claim_id=claim.pk, name="site.png", content=PNG)
    site.fill(claim, BACKED)
    complete(claim)
    found = [
        (section.origin and section.origin.pk, [paper.name for paper in section.papers])
        for section in backup.sections(claim)
    ]
    assert found == [
        (None, ["site.png"]),
        (below.pk, ["dockets.pdf", "SU-001 claim 1.pdf"]),
    ]
    site.fill(claim)
    assert [section.origin for section in backup.sections(claim)] == [None]


def test_a_draft_made_by_a_setting_has_its_backup_added_by_nobody(site: Site, below: Claim) -> None:
    made = operations.start_head_claim(
        actor=automation(site.scene.account.pk, site.scene.project.pk),
        contract_id=site.head.contract.pk,
        filled_with=FilledWith(costs=True, backup=True),
    )
    complete(made)
    found = ClaimAttachment.objects.filter(claim_id=made.pk)
    assert {paper.added_by_id for paper in found} == {None}
    assert found.count() == 2
