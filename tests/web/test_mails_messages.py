"""Mails about a contract and its claims: to whom, how far they got, who reads them, and again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence.contract_messages import email_contract
from ledgerstone.correspondence.log import mail_log
from ledgerstone.correspondence.log.resending import send_again
from ledgerstone.correspondence.models import Mail, MailRecipient
from ledgerstone.directory.models import NOT_AT_ALL, Person
from ledgerstone.directory.operations import create_link, links
from ledgerstone.history.models import Event
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from tests.claims.desk import Desk
from tests.support.contacts import contact_of
from tests.support.mail import code_in, deliver
from tests.support.people import as_actor
from tests.support.scene import Scene
from tests.web.insurance_readers import signed_in_as
from tests.web.mailed import colleague, written
from tests.web.posting import text_of


@pytest.fixture
def contract(scene: Scene) -> Contract:
    return scene.contract(status="approved")


def become(mail: Mail, state: str, **besides: Any) -> MailRecipient:
    """What became of a mail to its one receiver, said otherwise than it went here."""
    MailRecipient.objects.filter(mail=mail).update(state=state, **besides)
    return MailRecipient.objects.get(mail=mail)


def read_by(scene: Scene, contract: Contract, person: Person) -> list[int]:
    return [mail.pk for mail in mail_log.of_contract(as_actor(scene, person), contract)]


@pytest.mark.parametrize(
    ("state", "besides", "said"),
    [
        ("sent", {}, "Sent Ana Reyes"),
        ("queued", {"due_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "tries": 0}, "On its way"),
        (
            "queued",
            {"tries": 2, "server_words": "451 Try later", "due_at": "soon"},
            "Tried again Ana Reyes tried 2 times, again",
        ),
        ("held", {"due_at": "soon"}, "Waits Ana Reyes for the daily summary"),
        ("summed", {}, "Sent Ana Reyes in a daily summary"),
        ("not_sent", {"why_not": "Ana Reyes is not active."}, "Not sent Ana Reyes Ana Reyes is"),
        ("failed", {"server_words": "550 No"}, "The server said: “ 550 No ”"),
        ("unknown", {"server_words": "lost"}, "it may have arrived"),
    ],
)
def test_how_far_a_mail_got_is_said_in_words(
    scene: Scene,
    contract: Contract,
    signed_in: Client,
    state: str,
    besides: dict[str, Any],
    said: str,
) -> None:
    if besides.get("due_at") == "soon":
        besides = {**besides, "due_at": clock.now() + dt.timedelta(hours=2)}
    become(written(scene, contract, colleague(scene, "Ana Reyes")), state, **besides)
    words = text_of(signed_in.get(reverse("web:contract_messages", args=[contract.pk])))
    assert said in words
    assert "About the steel" in words


def test_a_mail_is_read_as_it_was_sent(scene: Scene, contract: Contract, signed_in: Client) -> None:
    ana, ben = colleague(scene, "Ana Reyes"), colleague(scene, "Ben Ode")
    mail = written(scene, contract, ana, ben)
    MailRecipient.objects.filter(person=ben).update(text="What Ben got.")
    here = reverse("web:mail", args=[mail.pk])
    words = text_of(signed_in.get(here))
    assert "As it was sent to Ana Reyes" in words
    assert "Please look at item 3." in words
    assert ana.email in words
    second = MailRecipient.objects.get(person=ben)
    assert "What Ben got." in text_of(signed_in.get(here, {"to": second.pk}))
    assert "As it was sent to Ana Reyes" in text_of(signed_in.get(here, {"to": "9" * 30}))


def test_hostile_words_of_a_mail_are_shown_as_words(
    scene: Scene, contract: Contract, signed_in: Client
) -> None:
    mail = written(scene, contract, colleague(scene, "Ana Reyes"))
    Mail.objects.filter(pk=mail.pk).update(subject="<script>alert(1)</script>", text="<b>x</b>")
    become(mail, "failed", server_words="<img src=x>", subject="", text="")
    for page in (
        reverse("web:mail", args=[mail.pk]),
        reverse("web:contract_messages", args=[contract.pk]),
    ):
        answer = signed_in.get(page).content.decode()
        assert "<script>alert" not in answer
        assert "<img src=x>" not in answer
        assert "&lt;b&gt;x" in answer


def test_mails_of_a_claim_stand_with_the_claim_and_with_its_contract(
    scene: Scene, signed_in: Client
) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.start()
    ana = colleague(scene, "Ana Reyes")
    of_claim = written(scene, desk.contract, ana, claim_id=claim.pk)
    of_contract = written(scene, desk.contract, ana)
    listed = [mail.pk for mail in mail_log.of_claim(scene.actor, claim)]
    assert of_claim.pk in listed
    assert of_contract.pk not in listed
    both = [mail.pk for mail in mail_log.of_contract(scene.actor, desk.contract)]
    assert {of_claim.pk, of_contract.pk} <= set(both)
    here = reverse("web:claim_messages", args=[claim.pk])
    assert "About the steel" in text_of(signed_in.get(here))
    assert here in signed_in.get(reverse("web:claim", args=[claim.pk])).content.decode()
    assert here in signed_in.get(reverse("web:mail", args=[of_claim.pk])).content.decode()


def test_a_private_mail_is_read_by_whom_it_concerns(scene: Scene, contract: Contract) -> None:
    writer, to = colleague(scene, "Ana Reyes"), colleague(scene, "Ben Ode", "read_only")
    other = colleague(scene, "Cy Other")
    mail = written(scene, contract, to, is_private=True, sender_id=writer.user_id)
    assert read_by(scene, contract, writer) == [mail.pk]
    assert read_by(scene, contract, to) == [mail.pk]
    assert read_by(scene, contract, other) == []
    assert [one.pk for one in mail_log.of_contract(scene.actor, contract)] == [mail.pk]
    client = signed_in_as(other)
    assert client.get(reverse("web:mail", args=[mail.pk])).status_code == 404
    receiver = MailRecipient.objects.get(mail=mail)
    assert client.post(reverse("web:mail_again", args=[receiver.pk])).status_code == 404


def test_a_blind_copy_is_told_to_its_sender_and_administrators(
    scene: Scene, contract: Contract
) -> None:
    writer, to = colleague(scene, "Ana Reyes"), colleague(scene, "Ben Ode")
    blind = colleague(scene, "Cy Blind")
    mail = written(scene, contract, to, blind=[blind.pk], sender_id=writer.user_id)

    def told(person: Person) -> set[str]:
        found = mail_log.get_mail(as_actor(scene, person), mail.pk)
        return {one.person.name for one in mail_log.shown(found)}

    assert told(to) == {"Ben Ode"}
    assert told(blind) == {"Ben Ode", "Cy Blind"}
    assert told(writer) == {"Ben Ode", "Cy Blind"}


def test_a_claim_contact_reads_what_was_written_to_their_company(
    scene: Scene, contract: Contract
) -> None:
    pat = contact_of(scene, contract)
    ana = colleague(scene, "Ana Reyes")
    inside = written(scene, contract, ana)
    both = written(scene, contract, ana, pat.person)
    MailRecipient.objects.filter(mail=both, person=pat.person).update(asked_for=contract.company_id)
    sam = contact_of(scene, contract, email="sam@keel.example", name="Sam Keel")
    for who in (pat, sam):
        found = list(mail_log.of_contract(who.actor, contract))
        assert [mail.pk for mail in found] == [both.pk]
        assert [one.person.name for one in mail_log.shown(found[0])] == ["Pat Keel"]
        with pytest.raises(NotThere):
            mail_log.get_mail(who.actor, inside.pk)


def test_what_failed_is_tried_again_under_the_same_name(
    scene: Scene, contract: Contract, signed_in: Client
) -> None:
    mail = written(scene, contract, colleague(scene, "Ana Reyes"))
    receiver = become(mail, "failed", server_words="554 Not today")
    page = reverse("web:contract_messages", args=[contract.pk])
    assert "Try again to Ana Reyes" in text_of(signed_in.get(page))
    answer = signed_in.post(
        reverse("web:mail_again", args=[receiver.pk]), {"back": page}, follow=True
    )
    assert "The mail to Ana Reyes is on its way again." in text_of(answer)
    [sent] = deliver()
    assert sent.extra_headers["Message-ID"] == receiver.message_id
    receiver.refresh_from_db()
    assert (receiver.state, receiver.server_words, receiver.tries) == ("sent", "", 2)
    assert Mail.objects.count() == 1
    event = Event.objects.get(kind="mail.sent_again")
    assert event.contract_id == contract.pk
    assert "“About the steel” sent again to Ana Reyes" in event.summary


def test_what_was_sent_goes_again_as_a_new_mail_to_the_one_receiver(
    scene: Scene, contract: Contract, signed_in: Client
) -> None:
    ana, ben = colleague(scene, "Ana Reyes"), colleague(scene, "Ben Ode")
    first = written(scene, contract, ana, ben)
    receiver = MailRecipient.objects.get(mail=first, person=ana)
    form = {"idempotency_key": "0b39ac1b-3c4f-4f5f-9d2c-5a4e5ad4f0aa"}
    for _ in range(2):
        signed_in.post(reverse("web:mail_again", args=[receiver.pk]), form)
    [sent] = deliver()
    assert sent.to == [f"Ana Reyes <{ana.email}>"]
    assert sent.extra_headers["Message-ID"] != receiver.message_id
    again = Mail.objects.latest("pk")
    assert again.pk != first.pk
    assert [one.person_id for one in again.recipients.all()] == [ana.pk]
    words = text_of(signed_in.get(reverse("web:mail", args=[again.pk])))
    assert f"Sent again by {scene.actor.name}" in words


def test_a_mail_that_is_on_its_way_or_reaches_nobody_is_not_sent_again(
    scene: Scene, contract: Contract
) -> None:
    ana = colleague(scene, "Ana Reyes")
    mail = written(scene, contract, ana)
    for state in ("queued", "sending", "handing"):
        receiver = become(mail, state)
        with pytest.raises(WrongState, match="on its way already"):
            send_again(actor=scene.actor, recipient_id=receiver.pk)
    receiver = become(mail, "failed", server_words="550 No")
    Person.objects.filter(pk=ana.pk).update(messages=NOT_AT_ALL)
    with pytest.raises(Invalid, match="Not at all"):
        send_again(actor=scene.actor, recipient_id=receiver.pk)
    assert deliver() == []


def test_who_wrote_a_mail_and_administrators_send_it_again_and_readers_do_not(
    scene: Scene, contract: Contract
) -> None:
    writer, to = colleague(scene, "Ana Reyes"), colleague(scene, "Ben Ode")
    reader = colleague(scene, "Rae Reader", "read_only")
    mail = written(scene, contract, to, sender_id=writer.user_id)
    receiver = MailRecipient.objects.get(mail=mail)
    for person in (reader, to):
        with pytest.raises(NotAllowed):
            send_again(actor=as_actor(scene, person), recipient_id=receiver.pk)
    send_again(actor=as_actor(scene, writer), recipient_id=receiver.pk)
    assert len(deliver()) == 1


def test_a_mail_that_waits_is_sent_now(scene: Scene, contract: Contract) -> None:
    mail = written(scene, contract, colleague(scene, "Ana Reyes"))
    later = clock.now() + dt.timedelta(hours=5)
    receiver = become(mail, "held", due_at=later)
    send_again(actor=scene.actor, recipient_id=receiver.pk)
    assert len(deliver()) == 1


def test_a_list_of_mails_asks_as_often_however_many_there_are(
    scene: Scene,
    contract: Contract,
    signed_in: Client,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    people = [colleague(scene, f"Reader {n}", "read_only") for n in range(12)]
    here = reverse("web:contract_messages", args=[contract.pk])
    written(scene, contract, people[0])
    signed_in.get(here)
    with django_assert_num_queries(15):
        signed_in.get(here)
    for _ in range(6):
        email_contract(
            actor=scene.actor,
            contract_id=contract.pk,
            to=[one.pk for one in people],
            subject="Steel",
            text="Look.",
        )
    with django_assert_num_queries(15):
        words = text_of(signed_in.get(here))
    assert "and 4 more" in words


def test_the_page_of_a_claims_mails_and_of_one_mail_ask_as_often(
    scene: Scene, signed_in: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.start()
    people = [colleague(scene, f"Reader {n}", "read_only") for n in range(6)]
    first = written(scene, desk.contract, people[0], claim_id=claim.pk)
    pages = {
        reverse("web:claim_messages", args=[claim.pk]): 11,
        reverse("web:mail", args=[first.pk]): 10,
    }
    for page, queries in pages.items():
        signed_in.get(page)
        with django_assert_num_queries(queries):
            signed_in.get(page)
    many = written(scene, desk.contract, *people, claim_id=claim.pk)
    pages[reverse("web:mail", args=[many.pk])] = 10
    for page, queries in pages.items():
        with django_assert_num_queries(queries):
            signed_in.get(page)


def test_whoever_came_by_a_mailed_link_reads_what_was_sent_to_them_and_no_more(
    scene: Scene, client: Client
) -> None:
    scene.period(2099, 10)
    desk, other = Desk.at(scene), Desk.at(scene, title="Roof")
    pat = contact_of(scene, desk.contract, other.contract)
    theirs = written(scene, desk.contract, pat.person)
    elsewhere = written(scene, other.contract, pat.person)
    inside = written(scene, desk.contract, colleague(scene, "Ana Reyes"))
    link = create_link(
        actor=scene.actor,
        account_id=scene.account.pk,
        person_id=pat.person.pk,
        purpose="claim",
        target_id=desk.contract.pk,
    )
    opens = reverse("web:mailed_link", args=[links.link_word(link)])
    client.post(opens, {"act": "send"})
    [sent] = deliver()
    client.post(opens, {"act": "open", "code": code_in(sent.body)})
    listed = client.get(reverse("web:contract_messages", args=[desk.contract.pk]))
    assert reverse("web:mail", args=[theirs.pk]) in listed.content.decode()
    assert reverse("web:mail", args=[inside.pk]) not in listed.content.decode()
    statuses = [
        client.get(reverse("web:mail", args=[one.pk])).status_code
        for one in (theirs, elsewhere, inside)
    ]
    assert statuses == [200, 404, 404]
    receiver = MailRecipient.objects.get(mail=theirs)
    assert client.post(reverse("web:mail_again", args=[receiver.pk])).status_code == 404
    assert client.get(reverse("web:mail_choices")).status_code == 404


def test_mails_about_no_contract_stand_on_a_page_for_administrators_of_the_account(
    scene: Scene, signed_in: Client
) -> None:
    ana = colleague(scene, "Ana Reyes")
    mail = Mail.objects.create(
        account=scene.account, kind="insurance", cause="insurance:1", recipients_at=clock.now()
    )
    receiver = MailRecipient.objects.create(
        account=scene.account,
        mail=mail,
        person=ana,
        state="failed",
        server_words="554 No",
        address=ana.email,
        subject="Insurance ends",
        text="It ends.",
    )
    here = reverse("web:mails_of_account")
    assert here in signed_in.get(reverse("web:mail_choices")).content.decode()
    words = text_of(signed_in.get(here))
    assert "Insurance ends" in words
    assert "554 No" in words
    assert "It ends." in text_of(signed_in.get(reverse("web:mail", args=[mail.pk])))
    send_again(actor=scene.actor, recipient_id=receiver.pk)
    receiver.refresh_from_db()
    assert receiver.state == "queued"
    other = colleague(scene, "Ben Ode")
    assert signed_in_as(other).get(here).status_code == 404
    assert signed_in_as(other).get(reverse("web:mail", args=[mail.pk])).status_code == 404
    assert signed_in_as(ana).get(reverse("web:mail", args=[mail.pk])).status_code == 200
