"""What every kind of mail is held to: whom it goes to, what it says, and whom its button lets in.

An event happens on a project where, beside two people whom nothing keeps from their mail, there is
one person for each reason why somebody gets none. A real mail server says what came of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.message import EmailMessage, Message
from typing import Any

from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app

from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.contracts.operations import add_recipient, name_contact
from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.delivery import posting
from ledgerstone.correspondence.models import Mail, MailChoice, MailRecipient
from ledgerstone.directory.models import NOT_AT_ALL, Person
from ledgerstone.directory.operations import create_company
from ledgerstone.projects.models import ProjectMember
from tests.claims.desk import Desk
from tests.claims.rounds import Round
from tests.correspondence.letterbox import Letterbox, body
from tests.support.contacts import contact_of
from tests.support.mail import code_in, deliver, queued
from tests.support.people import member, template, worker
from tests.support.scene import Scene

# Why somebody gets no mail; each person of a world stands for one of them.
GATES = (
    "not active",
    "no address",
    "no valid address",
    "not at all",
    "refused",
    "not with the company",
    "not entitled",
    "switched off",
)
CONTACTS, LISTED, CHOSEN = "the contacts", "the distribution", "people who were chosen"
ASKER, MANAGERS = "whoever asked", "insurance managers"
Happens = Callable[["World"], object]


@dataclass(frozen=True)
class Row:
    """A row of the table: an event, and the mail that it is the cause of.

    ``happens`` does it as people do, ``prepare`` what comes before. ``says`` stand in the text
    part; ``leads`` is the page behind the button. ``besides`` are addresses that get it as well,
    ``template`` is what people of the office have on the project, ``lets_through`` gates that there
    are none of for this kind, ``why`` what its records say instead. ``is_named_by_mail`` is whether
    it goes to who got an earlier one, whatever they are by now; ``is_named_by_right`` whether only
    those are named who may see it.
    """

    number: str
    kind: str
    to: str
    happens: Happens
    subject: str
    says: Sequence[str]
    leads: Callable[[World], str]
    prepare: Happens = lambda world: None
    papers: Sequence[str] = ()
    besides: Callable[[World], list[str]] = lambda world: []
    lets_through: Sequence[str] = ()
    template: str = "claim_administrator"
    why: Mapping[str, str] = field(default_factory=dict)
    is_named_by_mail: bool = False
    is_named_by_right: bool = False

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    @property
    def names_all(self) -> bool:
        """Whether people are named as well who may not see what it is about."""
        return self.is_named_by_mail or (self.to != CONTACTS and not self.is_named_by_right)

    @property
    def may_be_off(self) -> bool:
        return catalogue.KINDS[self.kind].may_be_off

    @property
    def keeps_out(self) -> tuple[str, ...]:
        """The gates that keep somebody from it. Whom a mail is for as who they are, and not for a
        company, goes on getting it elsewhere; and what asks for an act is not switched off."""
        has_company = self.to == CONTACTS
        return tuple(
            gate
            for gate in GATES
            if (gate != "not with the company" or has_company)
            and (gate != "switched off" or self.may_be_off)
            and gate not in self.lets_through
        )


@dataclass
class World:
    """October on a project: SU-001 Lighting of Keel Steel, with Pat Keel as its contact, and
    another subcontractor who is none of its business."""

    scene: Scene
    box: Letterbox
    row: Row
    round: Round
    stranger: Client
    moves: ExitStack
    fine: list[Person] = field(default_factory=list)
    kept_out: dict[str, Person] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, scene: Scene, box: Letterbox, row: Row, moves: ExitStack) -> World:
        round_ = Round.at(scene)
        rival = create_company(actor=scene.actor, name="Rival Glass")
        other = scene.contract(status="approved", title="Glazing", company_id=rival.pk)
        rita = contact_of(scene, other, email="rita@rival.example", name="Rita", company=rival)
        made = cls(scene, box, row, round_, client_of(rita.person), moves)
        made.fine = [made.somebody("Ana Reyes"), made.somebody("Ben Ode")]
        if row.to == CONTACTS:
            made.fine.append(round_.contact.person)
            made.fine.append(made.without_login("Quinn Keel"))
        made.kept_out = {gate: made.somebody(f"Who is {gate}") for gate in GATES}
        return made

    @property
    def contract(self) -> Contract:
        return self.round.contract

    @property
    def office(self) -> Desk:
        return self.round.office

    @property
    def admin(self) -> Client:
        return client_of_user(self.scene.user)

    @property
    def pat(self) -> Client:
        return client_of(self.round.contact.person)

    def client_of(self, person: Person) -> Client:
        return client_of(person)

    @property
    def everybody(self) -> list[Person]:
        return [*self.fine, *self.kept_out.values()]

    def somebody(self, name: str) -> Person:
        """Somebody whom mails of the row are for."""
        email = f"{re.sub(r'[^a-z]+', '.', name.casefold())}@people.example"
        if self.row.to == CONTACTS:
            return contact_of(self.scene, self.contract, name=name, email=email).person
        given: dict[str, Any] = {"email": email}
        if self.row.to == MANAGERS:
            given["is_insurance_manager"] = True
            given["account_template"] = template(self.scene, "account_administrator")
        person = worker(self.scene, self.scene.own, name, **given)
        member(self.scene, person, self.row.template)
        if self.row.to == LISTED:
            add_recipient(
                actor=self.scene.actor,
                project_id=self.scene.project.pk,
                purpose="commitment_claims",
                person_id=person.pk,
            )
        return person

    def without_login(self, name: str) -> Person:
        """A contact who never signed in."""
        company = self.scene.subcontractor
        email = f"{name.split()[0].casefold()}@keel.example"
        person = Person.objects.create(
            account=self.scene.account, company=company, name=name, email=email
        )
        name_contact(actor=self.scene.actor, contract_id=self.contract.pk, person_id=person.pk)
        return person

    def shut(self) -> None:
        """Let each gate fail for its person."""
        for gate, person in self.kept_out.items():
            self.shut_for(gate, person)

    def shut_for(self, gate: str, person: Person) -> None:
        """Let one gate fail for somebody."""
        found = Person.objects.filter(pk=person.pk)
        if gate == "not active":
            found.update(is_active=False)
        elif gate == "no address":
            found.update(email="")
        elif gate == "no valid address":
            found.update(email="nobody at home")
        elif gate == "not at all":
            found.update(messages=NOT_AT_ALL)
        elif gate == "refused":
            found.update(refused_address=person.email, refused_words="550 No such user")
        elif gate == "not with the company":
            found.update(company=self.scene.owner)
        elif gate == "switched off":
            MailChoice.objects.create(
                account=self.scene.account, person=person, kind=self.row.kind, choice="never"
            )
        elif self.row.to == MANAGERS:
            found.update(is_insurance_manager=False)
        elif self.row.to == CONTACTS:
            ContractPerson.objects.filter(person=person).delete()
        else:
            ProjectMember.objects.filter(person=person).delete()

    def settle(self) -> None:
        """Say who gets the mails; nothing is sent yet."""
        for job in queued():
            if job.task_name == posting.TASK:
                app.tasks[job.task_name](**job.args)
                with connection.cursor() as cursor:
                    cursor.execute(
                        "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk]
                    )

    def work(self) -> list[EmailMessage]:
        """Everything that the worker does now; the mails that the server got."""
        before = len(self.box.got)
        deliver()
        found = []
        for to, mail in self.box.got[before:]:
            assert isinstance(mail, EmailMessage)
            assert [str(one) for one in to] == [address_of(mail)]
            assert (mail["Cc"], mail["Bcc"]) == (None, None)
            found.append(mail)
        return found

    def why_not(self) -> dict[str, str]:
        """By name, why people got nothing of the row's mails."""
        rows = MailRecipient.objects.filter(mail__kind=self.row.kind, state="not_sent")
        return {one.person.name: one.why_not for one in rows.select_related("person")}


# What the record of a mail says of somebody who got none.
WHY: dict[str, str] = {
    "not active": "{name} is not active.",
    "no address": "There is no e-mail address.",
    "no valid address": "The e-mail address nobody at home is not valid.",
    "not at all": "“Send this user messages” is “Not at all”.",
    "refused": "The mail server refused {email}: “550 No such user”.",
    "not with the company": "{name} works for Harbour Trust now.",
    "not entitled": "{name} may not see what it is about.",
    "switched off": "{name} does not want mails of this kind.",
}


def goes_to_exactly_who_may_get_it(world: World, *, is_late: bool) -> list[EmailMessage]:
    """Let the event of a row happen with every gate failing for somebody, before it or right before
    the mails go out; the mails, after looking who got them."""
    row = world.row
    row.prepare(world)
    world.work()
    told_before = Mail.objects.count()
    if not is_late:
        world.shut()
    row.happens(world)
    if is_late:
        world.settle()
        world.shut()
    mails = world.work()
    assert world.work() == []

    out = {gate: world.kept_out[gate] for gate in row.keeps_out}
    expected = [one.email for one in world.everybody if one not in out.values()]
    expected += row.besides(world)
    assert sorted(address_of(mail) for mail in mails) == sorted(expected)
    written = Mail.objects.order_by("id")[told_before:]
    assert {mail.kind for mail in written} == {row.kind}
    reasons = {
        person.name: {**WHY, **row.why}[gate].format(name=person.name, email=person.email)
        for gate, person in out.items()
        if is_late or gate != "not entitled" or row.names_all
    }
    assert world.why_not() == reasons
    assert not MailRecipient.objects.exclude(state__in=("sent", "not_sent")).exists()
    return mails


def says_what_it_has_to(world: World, mail: EmailMessage) -> None:
    """The subject, the figures in the text part, lines that every program shows, and the files;
    who may not see the thing and gets its mail all the same has none."""
    row = world.row
    assert mail["Subject"] == row.subject
    text = body(mail)
    flat = " ".join(text.split())
    for said in row.says:
        assert said in flat, f"{said!r} is not in:\n{text}"
    assert max(len(line) for line in text.splitlines() if "http" not in line) < 78
    html = mail.get_body(("html",))
    assert html is not None
    assert "<html" in html.get_content()
    names = [str(one.get_filename()) for one in mail.iter_attachments() if one.get_filename()]
    is_entitled = address_of(mail) != world.kept_out["not entitled"].email
    papers = list(row.papers) if is_entitled else []
    assert [name for name in names if not name.startswith("logo.")] == papers
    assert ("List-Unsubscribe" in mail) == row.may_be_off


def its_button_lets_in_its_reader_and_nobody_else(world: World, mail: EmailMessage) -> None:
    """Follow the button as the reader, and try what others could try with it."""
    page, way = world.row.leads(world), way_in(mail)
    reader = next(one for one in world.fine if one.email == address_of(mail))
    if "/open/" in way:
        _opened_by_a_link(world, way, page, reader)
    else:
        assert way == page
        assert client_of(reader).get(page).status_code == 200
    assert Client().get(page).status_code == 302
    assert world.stranger.get(page).status_code == 404


def _opened_by_a_link(world: World, way: str, page: str, reader: Person) -> None:
    """A code goes to the reader alone; before it is typed, the link opens nothing."""
    browser = Client()
    asking = browser.get(way).content.decode()
    assert world.contract.title not in asking
    assert browser.get(page).status_code == 302
    browser.post(way, {"act": "send"})
    [code] = world.work()
    assert address_of(code) == reader.email
    browser.post(way, {"act": "open", "code": "000 000"})
    assert browser.get(page).status_code == 302
    browser.post(way, {"act": "open", "code": code_in(body(code))})
    assert browser.get(way).headers["Location"] == page
    assert browser.get(page).status_code == 200
    # It was opened, and opens nothing for whoever has the mail as well, signed in or not.
    for other in (Client(), world.stranger):
        assert other.get(way).status_code == 410
        assert other.get(page).status_code in (302, 404)


def way_in(mail: EmailMessage) -> str:
    """Where the button leads, as a path of this installation."""
    found = re.findall(r"https?://[^/\s]+(/\S+)", body(mail))
    assert found, body(mail)
    return str(found[0])


def address_of(mail: Message) -> str:
    return str(mail["To"].addresses[0].addr_spec)


def client_of(person: Person) -> Client:
    assert person.user is not None
    return client_of_user(person.user)


def client_of_user(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
