"""That a mail and the PDF that goes with it say one figure, also of a claim that was returned."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from email.message import Message

import pypdfium2
import pytest
import time_machine

from ledgerstone.claims.operations import NewDeduction, set_deductions
from ledgerstone.correspondence.forwarding import forward_claim
from tests.claims.desk import flat as retained
from tests.claims.rounds import AFTERNOON
from tests.correspondence.claim_site import ClaimSite, flat
from tests.correspondence.letterbox import Letterbox, letterbox
from tests.support.scene import Scene

__all__ = ["letterbox"]


@pytest.fixture
def site(scene: Scene, letterbox: Letterbox) -> Iterator[ClaimSite]:
    with time_machine.travel(AFTERNOON, tick=False):
        yield ClaimSite(scene, letterbox, retention=retained("0.10"), tax_rate=Decimal("0.10"))


def printed(mail: Message) -> str:
    [paper] = [one for one in mail.walk() if one.get_content_type() == "application/pdf"]
    pages = pypdfium2.PdfDocument(paper.get_payload(decode=True))
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def test_a_returned_claim_is_forwarded_with_what_its_pdf_says(site: ClaimSite) -> None:
    claim, office = site.claimed(), site.round.office
    office.type(claim, {"2": {"assessed_work_this_period": "9000"}})
    office.reason(claim, ["2"], text="Two bays are not up.")
    set_deductions(
        actor=site.scene.actor,
        claim_id=claim.pk,
        expected_version=office.now(claim).version,
        deductions=[NewDeduction("Backcharge", Decimal("-700.00"), "Cleaning")],
    )
    office.send_back(claim, "Please look at it again.")
    site.work()
    forward_claim(
        actor=site.scene.actor, claim_id=claim.pk, to=[site.ana.pk], subject="A look", text=""
    )
    [mail] = site.work()
    said, paper = flat(mail), printed(mail)
    assert "Two bays are not up" not in paper
    assert "9,000.00" not in paper
    # As it stands: what was deducted stays on it until the claimant takes it off.
    assert "A$11,180.00 is claimed" in said
    assert "A$11,180.00" in paper
