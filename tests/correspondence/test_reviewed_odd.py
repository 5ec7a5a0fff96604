"""Mails of a whole round of claims where names are as long or as odd as they can be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence.commitments import email_commitment
from ledgerstone.correspondence.contract_messages import email_contract
from ledgerstone.correspondence.models import MailRecipient
from ledgerstone.directory.models import Company, Person
from ledgerstone.projects.models import Project
from tests.claims.rounds import AFTERNOON
from tests.correspondence.claim_site import ClaimSite, flat
from tests.correspondence.letterbox import Letterbox, letterbox
from tests.support.scene import Scene

__all__ = ["letterbox"]


@pytest.fixture
def site(scene: Scene, letterbox: Letterbox) -> Iterator[ClaimSite]:
    with time_machine.travel(AFTERNOON, tick=False):
        site = ClaimSite(scene, letterbox)
        site.round.settings(tells_when_approved=True, invitation_text="Hello\tyou\n" + "x" * 500)
        yield site


def follow(site: ClaimSite) -> None:
    """A round from the invitation to the payment; every mail of it goes out."""
    office = site.round.office
    site.round.invite()
    got = site.work()
    site.round.answer(True)
    email_commitment(actor=site.scene.actor, contract_id=site.round.contract.pk)
    email_contract(
        actor=site.scene.actor,
        contract_id=site.round.contract.pk,
        to=[site.ana.pk],
        subject="S" * 200,
        text="T " * 2000,
    )
    got += site.work()
    site.round.remind()
    got += site.work()
    claim = site.claimed()
    got += site.work()
    office.send_back(claim, "Because")
    got += site.work()
    site.round.desk.submit(claim)
    got += site.work()
    office.approve(claim)
    got += site.work()
    site.paid("50.00", claim)
    got += site.work()
    left = MailRecipient.objects.exclude(state="sent").select_related("mail")
    assert [(one.mail.kind, one.state, one.why_not, one.server_words) for one in left] == []
    for one in got:
        assert flat(one)
        assert one["Bcc"] is None


def test_the_longest_names_keep_no_mail_back(site: ClaimSite) -> None:
    Project.objects.update(name="P" * 200)
    Contract.objects.update(title="T" * 200, number="N" * 40)
    Company.objects.filter(pk=site.scene.subcontractor.pk).update(name="K" * 200)
    Person.objects.filter(pk=site.round.contact.person.pk).update(name="Ü" * 200)
    follow(site)


def test_names_that_look_like_headers_keep_no_mail_back(site: ClaimSite) -> None:
    evil = 'A\u202e"x" <a@b.c>, \u2028Bcc: z'
    Project.objects.update(name=evil)
    Contract.objects.update(title=evil)
    Company.objects.filter(pk=site.scene.subcontractor.pk).update(name=evil)
    Person.objects.filter(pk=site.round.contact.person.pk).update(name=evil)
    follow(site)


def test_a_place_without_an_answer_by_law_keeps_no_mail_back(site: ClaimSite) -> None:
    Project.objects.update(terminology="en-US", jurisdiction="US-CA")
    follow(site)
