"""The mail about ending insurance, as a mail server gets it."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from email.utils import parseaddr
from functools import partial
from typing import Any

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from ledgerstone.access.models import PermissionTemplate
from ledgerstone.correspondence.letters.wrapping import WIDTH
from ledgerstone.correspondence.planned.planned_jobs import queue_planned_mails
from ledgerstone.directory.models import Person
from ledgerstone.directory.operations import create_company
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.models import User
from tests.correspondence.insured import END, Insured, morning, notice, notices
from tests.correspondence.letterbox import Letterbox, body, letterbox
from tests.support.mail import deliver, queued
from tests.support.scene import Scene, build_scene

__all__ = ["letterbox"]

DAY = END - dt.timedelta(days=3)


@pytest.fixture
def insured(scene: Scene) -> Insured:
    return Insured.at(scene)


def work(moment: dt.datetime) -> None:
    """What the worker does at a moment: the round, then every mail that it left."""
    with clock.fixed(moment), context.accounts([]):
        queue_planned_mails(int(moment.timestamp()))
        deliver()


def test_a_server_gets_exactly_the_mails_of_the_day(insured: Insured, letterbox: Letterbox) -> None:
    insured.manager("Max Manager")
    insured.person("Pat Primary", is_primary_contact=True)
    insured.contact(insured.person("Cody Contact"))
    insured.person("Una Reached", is_default_claim_contact=True, messages="none")
    insured.policy()
    insured.for_project(kind="Contract works")
    other = build_scene("Southgate Civil")
    with context.accounts([other.account.pk]):
        theirs = Insured.at(other)
        theirs.manager("Tess Theirs")
        theirs.policy(kind="Motor vehicles")
    for time in (dt.time(6, 45), dt.time(7), dt.time(7, 15), dt.time(12)):
        work(morning(DAY, time=time))
    assert sorted((*to, str(mail["Subject"])) for to, mail in letterbox.got) == [
        ("cody.contact@example.com", "2 insurance policies of Keel Steel expire soon"),
        ("max.manager@example.com", "2 insurance policies of Keel Steel expire soon"),
        ("pat.primary@example.com", "2 insurance policies of Keel Steel expire soon"),
        ("tess.theirs@example.com", "Motor vehicles of Keel Steel expires on 30 November 2026"),
    ]
    for to, mail in letterbox.got:
        assert str(mail["To"]).endswith(f" <{to[0]}>")
        assert max(map(len, body(mail).splitlines())) <= WIDTH < 78
    assert [one.person.name for one in notices() if one.state == "not_sent"] == ["Una Reached"]


def test_the_worker_does_both_steps_by_itself(committed_db: str, letterbox: Letterbox) -> None:
    """The library's own worker, on its own connections: the round, then the mail it left."""
    scene = build_scene()
    with context.accounts([scene.account.pk]):
        insured = Insured.at(scene)
        insured.manager("Max Manager")
        insured.policy()
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with clock.fixed(morning(DAY)):
        queue_planned_mails.defer(timestamp=0)
        with app.replace_connector(connector.get_worker_connector()) as working:
            # In a thread of its own: a browser that another test left open has this one's loop.
            once = partial(
                working.run_worker, wait=False, install_signal_handlers=False, listen_notify=False
            )
            with ThreadPoolExecutor(1) as apart:
                apart.submit(copy_context().run, once).result()
    assert [to for to, _mail in letterbox.got] == [["max.manager@example.com"]]
    with context.accounts([scene.account.pk]):
        assert notice().state == "sent"


def test_the_worker_looks_every_quarter_of_an_hour() -> None:
    app.perform_import_paths()
    crons = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert crons["correspondence.planned_mails"] == "*/15 * * * *"


def test_an_account_that_fails_does_not_keep_the_others_waiting(
    insured: Insured, letterbox: Letterbox
) -> None:
    other = build_scene("Southgate Civil")
    with context.accounts([other.account.pk]):
        theirs = Insured.at(other)
        theirs.manager("Tess Theirs")
        theirs.policy()
    insured.manager()
    insured.policy()
    insured.account.time_zone = "Nowhere/At All"
    insured.account.save(update_fields=["time_zone"])
    with (
        clock.fixed(morning(DAY)),
        context.accounts([]),
        pytest.raises(RuntimeError, match="of 1 accounts failed"),
    ):
        queue_planned_mails(0)
    assert [job.args["account_id"] for job in queued()] == [other.account.pk]


def test_the_mail_groups_what_is_for_everything_and_for_projects(insured: Insured) -> None:
    insured.manager()
    insured.policy(provider="QBE", policy_number="PL-2026-17")
    insured.policy(END - dt.timedelta(days=20), kind="Workers compensation")
    insured.for_project(kind="Contract works")
    insured.at_seven(DAY)
    [mail] = insured.deliver(morning(DAY))
    assert mail.subject == "3 insurance policies of Keel Steel expire soon or have expired"
    assert mail.body.startswith(
        "3 insurance policies of Keel Steel expire soon or have expired, the next on\n"
        "30 November 2026. Please get the renewals and record what you get for\n"
        "Northbridge Construction.\n"
        "\n"
        "For everything:\n"
        "- Keel Steel: Workers compensation\n"
        "  EXPIRED 17 days ago, on 10 November 2026\n"
        "- Keel Steel: Public liability, QBE, PL-2026-17\n"
        "  expires in 3 days, on 30 November 2026\n"
        "\n"
        "For Marlow Road Depot (24-017):\n"
        "- Keel Steel: Contract works\n"
        "  expires in 3 days, on 30 November 2026\n"
    )
    assert "You get this from Northbridge Construction as insurance manager." in mail.body


@pytest.mark.parametrize(
    ("ends", "subject"),
    [
        ([0], "Public liability of Keel Steel expires on 27 November 2026"),
        ([-1], "Public liability of Keel Steel expired on 26 November 2026"),
        ([0, 5], "2 insurance policies of Keel Steel expire soon"),
        ([-1, -5], "2 insurance policies of Keel Steel have expired"),
        ([-1, 5], "2 insurance policies of Keel Steel expire soon or have expired"),
    ],
)
def test_the_subject_says_what_ends(insured: Insured, ends: list[int], subject: str) -> None:
    insured.manager()
    for days in ends:
        insured.policy(DAY + dt.timedelta(days=days))
    insured.at_seven(DAY)
    [mail] = insured.deliver(morning(DAY))
    assert mail.subject == subject


def test_who_may_open_the_records_gets_the_way_there_and_others_whom_to_write_to(
    insured: Insured, settings: Any
) -> None:
    settings.ORIGIN = "https://claims.example.com"
    glazing = create_company(actor=insured.scene.actor, name="Vane Glazing")
    login = User.objects.create(email="max@example.com", name="Max Manager")
    manager = insured.manager(email="max@example.com", user=login)
    reader = insured.person(
        "Rita Reader",
        is_primary_contact=True,
        user=User.objects.create(email="rita@example.com", name="Rita Reader"),
        account_template=PermissionTemplate.objects.create(
            account=insured.account, scope="account", name="Reader", company_directory=1
        ),
    )
    contact = insured.person(
        "Cody Contact", user=User.objects.create(email="cody@example.com", name="Cody Contact")
    )
    insured.contact(contact)
    insured.policy()
    insured.policy(company_id=glazing.pk)
    insured.at_seven(DAY)
    sent = insured.deliver(morning(DAY))
    mails = {parseaddr(mail.to[0])[1]: mail.body for mail in sent}
    pages = [
        f"- {company.name}\n  https://claims.example.com/companies/{company.pk}/"
        for company in (insured.scene.subcontractor, glazing)
    ]
    assert all(page in mails[manager.email] for page in pages)
    one_page = f"View insurance:\nhttps://claims.example.com/companies/{reader.company_id}/"
    assert one_page in mails[reader.email]
    assert "https://" not in mails[contact.email]
    assert "Write to Max Manager <max@example.com>." in mails[contact.email]
    assert "as claim contact of SU-001." in mails[contact.email]


def test_a_page_named_in_a_mail_opens_for_its_reader(insured: Insured, client: Any) -> None:
    login = User.objects.create(email="max@example.com", name="Max Manager")
    manager = insured.manager(email="max@example.com", user=login)
    insured.account.memberships.create(user=login)
    insured.policy()
    insured.at_seven(DAY)
    [mail] = insured.deliver(morning(DAY))
    [url] = [line for line in mail.body.splitlines() if line.startswith("http")]
    client.force_login(login)
    answer = client.get(url.split("8000", 1)[1])
    assert answer.status_code == 200
    assert b"Public liability" in answer.content
    assert Person.objects.get(pk=manager.pk).account_template is None
