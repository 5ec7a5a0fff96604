"""A mail gets from its cause to one person, once, and says what became of it."""

from __future__ import annotations

import pytest

from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence import catalogue, posting
from ledgerstone.correspondence.kind import Cause
from ledgerstone.correspondence.models import MailRecipient
from ledgerstone.directory.models import Person
from tests.support.mail import deliver
from tests.support.people import member, worker
from tests.support.scene import Scene

from .letterbox import Letterbox, body, letterbox

__all__ = ["letterbox"]


@pytest.fixture
def contract(scene: Scene) -> Contract:
    """A contract to write about."""
    return scene.contract(status="approved")


def _colleague(scene: Scene, name: str) -> Person:
    person = worker(scene, scene.own, name)
    member(scene, person, "site_team")
    return person


def _post(scene: Scene, contract: Contract, *people: Person) -> list[int]:
    cause = Cause(
        key="contract_mail:1",
        project_id=scene.project.pk,
        contract_id=contract.pk,
        facts={"to": [one.pk for one in people]},
        subject="About the steel\r\nBcc: stranger@elsewhere.example",
        text="Please look at item 3.",
        sender_name="Alex Morgan",
    )
    return posting.post(scene.account.pk, catalogue.KINDS["contract_mail"], [cause])


def test_a_cause_has_one_mail_and_each_person_gets_it_once(
    scene: Scene, contract: Contract, letterbox: Letterbox
) -> None:
    ana = _colleague(scene, "Ana Reyes")
    assert len(_post(scene, contract, ana, ana)) == 1
    assert _post(scene, contract, ana) == []
    deliver()
    deliver()
    deliver()
    [(to, mail)] = letterbox.got
    assert to == [ana.email]
    assert mail["Subject"] == "About the steel Bcc: stranger@elsewhere.example"
    assert mail["Bcc"] is None
    assert "Please look at item 3." in body(mail)
    recipient = MailRecipient.objects.get()
    assert (recipient.state, recipient.tries, recipient.address) == ("sent", 1, ana.email)
    assert mail["Message-ID"] == recipient.message_id
