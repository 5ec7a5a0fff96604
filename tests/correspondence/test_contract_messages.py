"""Mails that people write about a contract: to whom, once, and who reads them afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence.contract_messages import email_contract
from ledgerstone.correspondence.delivery import delivery
from ledgerstone.correspondence.log import mail_log
from ledgerstone.correspondence.models import MailRecipient
from ledgerstone.directory.models import NOT_AT_ALL, Person
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere
from tests.support.mail import deliver
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene
from tests.web.insurance_readers import signed_in_as
from tests.web.posting import text_of


@pytest.fixture
def contract(scene: Scene) -> Contract:
    """A contract to write about."""
    return scene.contract(status="approved")


def _colleague(scene: Scene, name: str, key: str = "site_team", **given: Any) -> Person:
    person = worker(scene, scene.own, name, **given)
    member(scene, person, key)
    return person


def _mail(scene: Scene, contract: Contract, whom: Person, **given: Any) -> Any:
    return email_contract(
        **{
            "actor": scene.actor,
            "contract_id": contract.pk,
            "to": [whom.pk],
            "subject": "The steel contract",
            "text": "Please look at item 3.",
            **given,
        }
    )


def test_each_recipient_gets_the_mail_once_with_the_way_to_the_contract(
    scene: Scene, contract: Contract
) -> None:
    to, copied = _colleague(scene, "Ana Reyes"), _colleague(scene, "Ben Ode")
    message = _mail(scene, contract, to, copies=[copied.pk, to.pk])
    mails = deliver()
    assert [mail.to for mail in mails] == [
        [f"Ana Reyes <{to.email}>"],
        [f"Ben Ode <{copied.email}>"],
    ]
    assert mails[0].reply_to == [scene.user.email]
    assert mails[0].subject == "The steel contract"
    assert "Please look at item 3." in mails[0].body
    assert f"/contracts/{contract.pk}/" in mails[0].body
    for recipient in message.recipients.all():
        delivery.deliver(scene.account, recipient.pk)
    assert deliver() == []
    assert {one.state for one in MailRecipient.objects.all()} == {"sent"}


def test_who_turned_mail_off_meanwhile_gets_none_and_the_message_says_so(
    scene: Scene, contract: Contract
) -> None:
    to = _colleague(scene, "Ana Reyes")
    _mail(scene, contract, to)
    Person.objects.filter(pk=to.pk).update(messages=NOT_AT_ALL)
    assert deliver() == []
    recipient = MailRecipient.objects.get()
    assert recipient.state == "not_sent"
    assert "Not at all" in recipient.why_not


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"to": []}, "to", "at least one person"),
        ({"to": [0]}, "to", "people who are on the project"),
        ({"subject": " "}, "subject", "subject"),
        ({"subject": "x" * 201}, "subject", "200"),
        ({"text": "\n"}, "text", "Write what you want to say."),
    ],
)
def test_what_is_no_message_says_why(
    scene: Scene, contract: Contract, given: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        _mail(scene, contract, _colleague(scene, "Ana Reyes"), **given)
    assert sentence in refusal.value.fields[field]


def test_nobody_outside_the_project_is_written_to_and_readers_do_not_write(
    scene: Scene, contract: Contract
) -> None:
    stranger = worker(scene, scene.owner, "Sam Outside")
    with pytest.raises(Invalid):
        _mail(scene, contract, stranger)
    unreachable = _colleague(scene, "Una Quiet", messages=NOT_AT_ALL)
    with pytest.raises(Invalid, match="Not at all"):
        _mail(scene, contract, unreachable)
    reader = _colleague(scene, "Rae Reader", "read_only")
    with pytest.raises(NotAllowed):
        _mail(scene, contract, reader, actor=as_actor(scene, reader))
    with pytest.raises(NotThere):
        _mail(scene, contract, reader, actor=as_actor(scene, stranger))


def test_a_private_message_is_read_by_its_sender_its_recipients_and_administrators(
    scene: Scene, contract: Contract
) -> None:
    writer, to = _colleague(scene, "Ana Reyes"), _colleague(scene, "Ben Ode", "read_only")
    other = _colleague(scene, "Cy Other")
    _mail(scene, contract, to, actor=as_actor(scene, writer), is_private=True)
    read = {
        who.name: mail_log.of_contract(who, contract).count()
        for who in (as_actor(scene, writer), as_actor(scene, to), as_actor(scene, other))
    }
    assert read == {"Ana Reyes": 1, "Ben Ode": 1, "Cy Other": 0}
    assert mail_log.of_contract(scene.actor, contract).count() == 1


def test_a_message_is_written_on_the_page_and_nothing_typed_is_lost(
    scene: Scene, contract: Contract
) -> None:
    writer, to = _colleague(scene, "Ana Reyes"), _colleague(scene, "Ben Ode")
    client: Client = signed_in_as(writer)
    here = f"/contracts/{contract.pk}/messages/"
    assert "No messages yet" in text_of(client.get(here))
    answer = client.post(here, {"subject": "<i>Steel</i>", "text": "Item 3?", "copies": [to.pk]})
    assert answer.status_code == 422
    assert "Choose at least one person to write to." in text_of(answer)
    assert "Item 3?" in answer.content.decode()
    answer = client.post(
        here, {"subject": "<i>Steel</i>", "text": "Item 3?", "to": [to.pk]}, follow=True
    )
    words = text_of(answer)
    assert "The message is on its way." in words
    assert "On its way Ben Ode" in words
    assert "&lt;i&gt;Steel&lt;/i&gt;" in answer.content.decode()
    deliver()
    assert "Sent Ben Ode" in text_of(client.get(here))
