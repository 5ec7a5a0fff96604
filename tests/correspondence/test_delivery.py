"""A mail gets from its cause to one person, once, and says what became of it."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.delivery import delivery, envelope, posting, settling
from ledgerstone.correspondence.delivery.mail_jobs import take_up_what_is_left
from ledgerstone.correspondence.kind import Cause
from ledgerstone.correspondence.letters.letter import Letter, Paper, Paragraph
from ledgerstone.correspondence.models import Mail, MailRecipient
from ledgerstone.directory.models import Person
from ledgerstone.directory.operations.refusals import try_address_again
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.models import Account
from tests.support.mail import deliver
from tests.support.people import member, worker
from tests.support.scene import Scene

from .letterbox import Letterbox, body, letterbox

__all__ = ["letterbox"]

NOON = dt.datetime(2026, 10, 20, 1, tzinfo=dt.UTC)
HOSTILE = "Ana\r\nBcc: stranger@elsewhere.example \u202egnp \u201cReyes\u201d, <x@y.example>"


@pytest.fixture
def contract(scene: Scene) -> Contract:
    """A contract to write about."""
    return scene.contract(status="approved")


def _colleague(scene: Scene, name: str, **given: Any) -> Person:
    person = worker(scene, scene.own, name, **given)
    member(scene, person, "site_team")
    return person


def _post(scene: Scene, contract: Contract, *people: Person, key: str = "1") -> list[int]:
    return posting.post(
        scene.account.pk, catalogue.KINDS["contract_mail"], [_cause(scene, contract, people, key)]
    )


def _cause(scene: Scene, contract: Contract, people: Any, key: str) -> Cause:
    return Cause(
        key=f"contract_mail:{key}",
        project_id=scene.project.pk,
        contract_id=contract.pk,
        facts={"to": [one.pk for one in people]},
        subject="About the steel\r\nBcc: stranger@elsewhere.example",
        text="Please look at item 3.",
        sender_name="Alex Morgan",
    )


def _states() -> dict[str, str]:
    rows = MailRecipient.objects.select_related("person")
    return {one.person.name: one.state for one in rows}


def test_a_cause_has_one_mail_and_each_person_gets_it_once(
    scene: Scene, contract: Contract, letterbox: Letterbox
) -> None:
    ana = _colleague(scene, "Ana Reyes")
    assert len(_post(scene, contract, ana, ana)) == 1
    assert _post(scene, contract, ana) == []
    for _ in range(3):
        deliver()
    [(to, mail)] = letterbox.got
    assert to == [ana.email]
    assert mail["Subject"] == "About the steel Bcc: stranger@elsewhere.example"
    assert mail["Bcc"] is None
    assert "Please look at item 3." in body(mail)
    recipient = MailRecipient.objects.get()
    assert (recipient.state, recipient.tries, recipient.address) == ("sent", 1, ana.email)
    assert mail["Message-ID"] == recipient.message_id


def test_what_did_not_happen_is_not_mailed(scene: Scene, contract: Contract) -> None:
    with transaction.atomic():
        _post(scene, contract, _colleague(scene, "Ana Reyes"))
        transaction.set_rollback(True)
    assert not Mail.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_names_begin_no_header(scene: Scene, contract: Contract, letterbox: Letterbox) -> None:
    ana = _colleague(scene, "Ana Reyes")
    Person.objects.filter(pk=ana.pk).update(name=HOSTILE)
    Account.objects.filter(pk=scene.account.pk).update(name="Evil\r\nX-Evil: yes\n\nBody <a@b.c>")
    _post(scene, contract, ana)
    deliver()
    [(to, mail)] = letterbox.got
    assert to == [ana.email]
    assert [one.addr_spec for one in mail["To"].addresses] == [ana.email]
    assert len(mail["From"].addresses) == 1
    assert {name for name in mail if name.startswith(("Bcc", "X-"))} == set()
    assert "\u202e" not in str(mail["To"])
    assert "Evil" in mail["From"].addresses[0].display_name


def test_a_file_of_ten_megabytes_goes_along(
    scene: Scene, contract: Contract, letterbox: Letterbox
) -> None:
    ana = _colleague(scene, "Ana Reyes")
    _post(scene, contract, ana)
    deliver()
    content = bytes(range(256)) * 40_960
    paper = Paper("plan\r\nX-Evil: yes.pdf", "application/pdf", content)
    letter = Letter("The plan", (Paragraph("Here it is."),), papers=(paper,))
    recipient = MailRecipient.objects.get()
    made = envelope.message_of(letter, envelope.Envelope.of(scene.account, recipient))
    assert made.send() == 1
    _, mail = letterbox.got[-1]
    assert isinstance(mail, EmailMessage)
    [file] = [
        one for one in mail.iter_attachments() if one.get_content_type() == paper.content_type
    ]
    assert file.get_content() == content
    assert file["X-Evil"] is None
    assert file.get_filename() == "plan X-Evil: yes.pdf"


class Mean(Letterbox):
    """A letterbox that refuses some addresses, for good or for now."""

    refused: dict[str, str]

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def mean(letterbox: Letterbox) -> Mean:
    letterbox.__class__ = Mean
    assert isinstance(letterbox, Mean)
    letterbox.refused = {}
    return letterbox


def test_of_five_one_is_refused_and_the_others_get_it(
    scene: Scene, contract: Contract, mean: Mean
) -> None:
    five = [_colleague(scene, f"{name} Reyes") for name in ("Ana", "Ben", "Cai", "Dee", "Eli")]
    cai = five[2]
    mean.refused = {cai.email: "550 5.1.1 No such user here"}
    _post(scene, contract, *five)
    deliver()
    assert sorted(to[0] for to, _ in mean.got) == sorted(p.email for p in five if p != cai)
    assert _states() == {p.name: "failed" if p == cai else "sent" for p in five}
    assert MailRecipient.objects.get(person=cai).server_words == "550 5.1.1 No such user here"
    cai.refresh_from_db()
    assert "The mail server refused cai.reyes@" in why_unreachable(cai)

    # Nothing is tried until somebody asks for it, or the address is another one.
    _post(scene, contract, cai, key="2")
    deliver()
    assert [row.state for row in MailRecipient.objects.filter(person=cai).order_by("id")] == [
        "failed",
        "not_sent",
    ]
    mean.refused = {}
    try_address_again(actor=scene.actor, person_id=cai.pk)
    _post(scene, contract, cai, key="3")
    deliver()
    assert mean.got[-1][0] == [cai.email]


def test_a_server_that_cannot_now_is_tried_again_after_growing_waits(
    scene: Scene, contract: Contract, mean: Mean
) -> None:
    ana = _colleague(scene, "Ana Reyes")
    mean.refused = {ana.email: "451 4.3.2 Come back later"}
    waits, now = [], NOON
    with clock.fixed(now):
        _post(scene, contract, ana)
    while (
        row := MailRecipient.objects.filter(state="queued").first()
    ) is not None or not MailRecipient.objects.exists():
        if row is not None:
            waits.append(row.due_at - now)
            now = row.due_at
            assert row.server_words == "451 4.3.2 Come back later"
            with clock.fixed(now - dt.timedelta(seconds=1)):
                deliver()
                delivery.deliver(scene.account, row.pk)
                assert MailRecipient.objects.get().tries == row.tries
        with clock.fixed(now):
            deliver()
    row = MailRecipient.objects.get()
    assert waits == list(delivery.WAITS)
    assert waits == sorted(waits)
    assert (row.state, row.tries) == ("failed", len(waits) + 1)
    assert row.server_words == "451 4.3.2 Come back later"
    assert why_unreachable(ana) == ""
    assert not ProcrastinateJob.objects.filter(status="todo").exists()


def test_a_mail_that_cannot_be_written_waits_for_a_release_that_can(
    scene: Scene, contract: Contract, letterbox: Letterbox
) -> None:
    ana = _colleague(scene, "Ana Reyes")
    [pk] = _post(scene, contract, ana)
    settling.settle_recipients(scene.account, pk)
    Mail.objects.update(kind="a kind of next year")
    deliver()
    row = MailRecipient.objects.get()
    assert (row.state, row.tries, letterbox.got) == ("queued", 1, [])
    assert row.due_at > clock.now()
    Mail.objects.update(kind="contract_mail")
    with clock.fixed(row.due_at):
        deliver()
    assert _states() == {"Ana Reyes": "sent"}


@pytest.mark.parametrize(
    ("left", "tries", "becomes", "mails"),
    [
        ("queued", 0, "sent", 1),
        ("sending", 1, "sent", 1),
        ("sending", 11, "failed", 0),
        ("handing", 1, "unknown", 0),
        ("sent", 1, "sent", 0),
        ("unknown", 1, "unknown", 0),
        ("held", 0, "held", 0),
    ],
)
def test_what_a_dead_worker_left_is_taken_up_once(
    scene: Scene, contract: Contract, letterbox: Letterbox, left: str, tries: int, becomes: str,
    mails: int,
) -> None:  # fmt: skip
    [pk] = _post(scene, contract, _colleague(scene, "Ana Reyes"))
    settling.settle_recipients(scene.account, pk)
    ProcrastinateJob.objects.all().delete()
    MailRecipient.objects.update(state=left, tries=tries, sent_at=clock.now())
    for _ in range(2):
        with context.accounts([]):
            take_up_what_is_left(0)
            deliver()
    assert _states() == {"Ana Reyes": becomes}
    assert len(letterbox.got) == mails
    row = MailRecipient.objects.get()
    assert bool(row.server_words) == (becomes in ("failed", "unknown") and becomes != left)


def test_a_mail_whose_job_was_lost_is_settled_all_the_same(
    scene: Scene, contract: Contract, letterbox: Letterbox
) -> None:
    _post(scene, contract, _colleague(scene, "Ana Reyes"))
    ProcrastinateJob.objects.all().delete()
    with context.accounts([]):
        take_up_what_is_left(0)
        # What has a job is left to it.
        take_up_what_is_left(0)
    assert ProcrastinateJob.objects.count() == 1
    deliver()
    assert len(letterbox.got) == 1


def test_posting_takes_as_many_statements_for_two_hundred_as_for_one(
    scene: Scene, contract: Contract
) -> None:
    ana = _colleague(scene, "Ana Reyes")
    kind, counts = catalogue.KINDS["contract_mail"], []
    for many in (1, 200):
        causes = [_cause(scene, contract, [ana], f"{many}-{one}") for one in range(many)]
        with CaptureQueriesContext(connection) as asked:
            assert len(posting.post(scene.account.pk, kind, causes)) == many
        counts.append(sum("SAVEPOINT" not in one["sql"] for one in asked))
    assert counts == [2, 2]


def test_everything_else_goes_before_mails_that_nobody_waits_for(
    scene: Scene, contract: Contract
) -> None:
    _post(scene, contract, _colleague(scene, "Ana Reyes"))
    [settles] = ProcrastinateJob.objects.values_list("priority", flat=True)
    settling.settle_recipients(scene.account, Mail.objects.get().pk)
    [_, delivers] = ProcrastinateJob.objects.order_by("id").values_list("priority", flat=True)
    assert delivers < settles == 0
