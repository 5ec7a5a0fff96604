"""What mails would tell people who are not to know it: a blind copy, a private mail, figures."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ledgerstone.claims.told import told_to
from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.correspondence.audience import may_get_claims_of
from ledgerstone.correspondence.forwarding import forward_claim
from ledgerstone.correspondence.log import mail_log
from ledgerstone.correspondence.log.resending import send_again
from ledgerstone.correspondence.models import Mail, MailRecipient
from ledgerstone.directory.models import Person
from ledgerstone.tenancy import clock
from tests.claims.desk import Desk
from tests.support.mail import deliver
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene
from tests.web.insurance_readers import signed_in_as

WORK = {"1": {"work_this_period": "10000"}}


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period(2026, 9)
    return Desk.at(scene)


def _somebody(scene: Scene, name: str, key: str = "site_team") -> Person:
    person = worker(scene, scene.own, name)
    member(scene, person, key)
    return person


@pytest.mark.parametrize("is_private", [True, False])
def test_the_history_says_of_a_mail_sent_again_no_more_than_its_page_does(
    scene: Scene, desk: Desk, is_private: bool
) -> None:
    ana, cy = _somebody(scene, "Ana Reyes"), _somebody(scene, "Cy Dee")
    looks_on = _somebody(scene, "Lou Ray")
    claim = desk.certified(WORK)
    forward_claim(
        actor=scene.actor,
        claim_id=claim.pk,
        to=[ana.pk],
        blind=[cy.pk],
        subject="They overclaim",
        is_private=is_private,
    )
    deliver()
    again = cy if not is_private else ana
    send_again(actor=scene.actor, recipient_id=MailRecipient.objects.get(person=again).pk)
    said = " ".join(one.summary for one in told_to(as_actor(scene, looks_on), desk.now(claim)))
    assert "sent again" in said
    assert again.name not in said
    assert ("They overclaim" in said) == (not is_private)
    # What went again went as a blind copy alone, or is private: nobody else sees that it did.
    seen = mail_log.of_claim(as_actor(scene, looks_on), claim).filter(kind="claim_forwarded")
    assert len(seen) == (0 if is_private else 1)
    assert len(mail_log.of_claim(scene.actor, claim).filter(kind="claim_forwarded")) == 2


def test_of_a_private_contract_who_may_not_see_its_figures_is_sent_none(
    scene: Scene, desk: Desk
) -> None:
    listed = _somebody(scene, "Ana Reyes")
    Contract.objects.update(is_private=True, shows_schedule_to_listed=False)
    contract = Contract.objects.get(pk=desk.contract.pk)
    ContractPerson.objects.create(
        account=scene.account, contract=contract, person=listed, is_listed=True
    )
    assert listed not in may_get_claims_of(contract)
    contract.shows_schedule_to_listed = True
    assert listed in may_get_claims_of(contract)


def test_a_daily_summary_is_for_its_reader_alone(scene: Scene, desk: Desk) -> None:
    """An administrator of the account sees that it went; what is in it may be none of theirs."""
    ana = _somebody(scene, "Ana Reyes", "claim_administrator")
    summary = Mail.objects.create(
        account=scene.account,
        kind="daily_summary",
        cause="x",
        recipients_at=clock.now(),
        facts={"person": ana.pk},
    )
    MailRecipient.objects.create(
        account=scene.account,
        mail=summary,
        person=ana,
        state="sent",
        sent_at=clock.now(),
        subject="One message",
        text="Keel Steel paid A$103,280.00",
    )
    page = reverse("web:mail", args=[summary.pk])
    robin = Person.objects.get(user=scene.user)
    for who, reads in ((ana, True), (robin, False)):
        answer = signed_in_as(who).get(page).content.decode()
        assert "Ana Reyes" in answer
        assert ("103,280.00" in answer) == reads
