"""What people would notice about mails of claims: one too many, one missing, a wrong figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.operations import delete_contract
from ledgerstone.correspondence.contract_messages import email_contract
from ledgerstone.correspondence.forwarding import forward_claim
from ledgerstone.correspondence.log.resending import send_again
from ledgerstone.correspondence.models import Mail, MailChoice
from ledgerstone.correspondence.planned.planned_jobs import queue_planned_mails
from ledgerstone.payments.operations import reverse_payment
from ledgerstone.tenancy import context
from tests.claims.desk import flat as retained
from tests.claims.rounds import AFTERNOON
from tests.correspondence.claim_site import STEEL, ClaimSite, flat
from tests.correspondence.letterbox import Letterbox, letterbox
from tests.support.scene import Scene

__all__ = ["letterbox"]


@pytest.fixture
def site(scene: Scene, letterbox: Letterbox) -> Iterator[ClaimSite]:
    with time_machine.travel(AFTERNOON, tick=False):
        site = ClaimSite(
            scene, letterbox, retention=retained("0.10"), payment_days=25, tax_rate=Decimal("0.10")
        )
        site.round.settings(tells_when_approved=True)
        yield site


def test_what_was_taken_back_is_not_taken_back_once_more(site: ClaimSite) -> None:
    claim, office = site.claimed(), site.round.office
    office.approve(claim)
    site.work()
    office.reopen(claim, "Bay 4 was counted twice.")
    assert len(site.work()) == 1
    office.approve(claim, "pending_owner_approval")
    assert site.work() == []
    office.reopen(claim, "The owner asks for a photograph.")
    assert [str(one["Subject"]) for one in site.work()] == []


def test_a_withdrawal_is_told_though_a_new_approval_came_and_went_untold(site: ClaimSite) -> None:
    claim, office = site.claimed(), site.round.office
    office.approve(claim)
    site.work()
    office.reopen(claim, "Bay 4 was counted twice.")
    office.type(claim, {"2": {"assessed_work_this_period": "9000"}})
    office.reason(claim, ["2"], text="Two bays are not up.")
    office.approve(claim)
    office.reopen(claim, "The owner asks for a photograph.")
    [mail] = site.work()
    text = flat(mail)
    assert "has withdrawn the approval of claim 1" in text
    assert "Approved before, withdrawn now 11,880.00" in text, text


def test_a_second_return_is_told_again(site: ClaimSite) -> None:
    claim, office = site.claimed(), site.round.office
    site.work()
    office.send_back(claim, "First.")
    assert len(site.work()) == 1
    site.round.desk.submit(claim)
    assert len(site.work()) == 1
    office.send_back(claim, "Second.")
    [mail] = site.work()
    assert "> Second." in flat(mail)


def test_a_draft_that_was_forwarded_can_be_deleted(site: ClaimSite) -> None:
    claim = site.round.desk.start()
    site.round.desk.type(claim, STEEL)
    forward_claim(
        actor=site.scene.actor, claim_id=claim.pk, to=[site.ana.pk], subject="A look", text=""
    )
    site.round.office.delete(claim)
    assert site.work() == []
    assert not Claim.objects.filter(pk=claim.pk).exists()


def test_a_contract_that_was_mailed_can_be_deleted(site: ClaimSite) -> None:
    contract = site.round.contract
    sent = email_contract(
        actor=site.scene.actor, contract_id=contract.pk, to=[site.ana.pk], subject="X", text="X"
    )
    assert len(site.work()) == 1
    [row] = sent.recipients.all()
    send_again(actor=site.scene.actor, recipient_id=row.pk)
    delete_contract(
        actor=site.scene.actor, contract_id=contract.pk, expected_version=contract.version
    )
    assert site.work() == []
    assert not Mail.objects.filter(kind="contract_mail").exists()


def test_who_gets_approvals_once_a_day_is_told_at_once_that_one_is_withdrawn(
    site: ClaimSite,
) -> None:
    claim, office = site.claimed(), site.round.office
    office.approve(claim)
    site.work()
    MailChoice.objects.create(
        account=site.scene.account,
        person=site.round.contact.person,
        kind="claim_approved",
        choice="daily",
    )
    office.reopen(claim, "Bay 4 was counted twice.")
    office.approve(claim)
    [mail] = site.work()
    assert "was approved anew since" in flat(mail)
    office.reopen(claim, "The owner asks for a photograph.")
    # What they were told stands: nothing is approved.
    assert site.work() == []


def test_who_read_of_a_payment_in_a_daily_summary_is_told_that_it_is_reversed(
    site: ClaimSite,
) -> None:
    """Also in the minutes before anything looks again what became of summaries."""
    MailChoice.objects.create(
        account=site.scene.account,
        person=site.round.contact.person,
        kind="payment_recorded",
        choice="daily",
    )
    payment = site.paid("500.00")
    assert site.work() == []
    with time_machine.travel(AFTERNOON + dt.timedelta(days=1), tick=False):
        with context.accounts([]):
            queue_planned_mails(0)
        [summary] = site.work()
        assert "A$500.00" in flat(summary)
        reverse_payment(actor=site.scene.actor, payment_id=payment.pk, reason="It came back.")
        [mail] = site.work()
        assert "has reversed the payment of A$500.00" in flat(mail)
