"""What the page says will go out is what goes out: said ahead, then lived through."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from ledgerstone.claims.jobs import draft_due
from ledgerstone.claims.models import Extension
from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.contracts.operations import add_recipient
from ledgerstone.correspondence.models import MailRecipient
from ledgerstone.correspondence.planned import planned
from ledgerstone.correspondence.planned.planned import AHEAD, PERIOD, Planned
from ledgerstone.correspondence.planned.planned_jobs import queue_planned_mails
from ledgerstone.directory.models import NOT_AT_ALL
from ledgerstone.projects.jobs import open_periods
from ledgerstone.projects.models import BillingPeriod, InvoicingSettings
from ledgerstone.projects.operations import change_invoicing_settings
from ledgerstone.tenancy import clock, context
from tests.claims.desk import Desk
from tests.claims.rounds import Round
from tests.correspondence.insured import Insured
from tests.support.contacts import contact_of
from tests.support.mail import deliver
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene

SYDNEY = ZoneInfo("Australia/Sydney")
KINDS = ("digest", "insurance", "invitation_reminder")


def at(day: str, time: str = "14:00", zone: ZoneInfo = SYDNEY) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time.fromisoformat(time), zone)


def work(moment: dt.datetime) -> None:
    """Every look that the worker has, and the mails that come of it."""
    with clock.fixed(moment), context.accounts([]):
        for look in (
            open_periods,
            draft_due,
            queue_planned_mails,
        ):
            look(0)
        deliver()


def ahead(scene: Scene, moment: dt.datetime) -> list[Planned]:
    with clock.fixed(moment):
        return planned.of_account(scene.actor, scene.account)


def lived(scene: Scene, start: dt.datetime) -> Counter[tuple[str, str, str]]:
    """What goes out in the 14 days after a moment: kind, moment and receiver."""
    before = set(MailRecipient.objects.values_list("pk", flat=True))
    periods = set(BillingPeriod.objects.values_list("pk", flat=True))
    found: Counter[tuple[str, str, str]] = Counter()
    for moment in _looks(start):
        work(moment)
        for pk, opened in BillingPeriod.objects.values_list("pk", "start"):
            if pk not in periods:
                periods.add(pk)
                found[PERIOD, _said(moment), opened.isoformat()] += 1
    for one in MailRecipient.objects.exclude(pk__in=before).select_related("person", "mail"):
        if one.state == "sent" and one.mail.kind in KINDS:
            assert one.sent_at is not None
            found[one.mail.kind, _said(one.sent_at), one.person.name] += 1
    return found


def _looks(start: dt.datetime) -> Iterator[dt.datetime]:
    """Now, and of each day when it begins, and at seven."""
    yield start
    for days in range(AHEAD.days + 1):
        for time in (dt.time(0), dt.time(7)):
            day = start.date() + dt.timedelta(days=days)
            moment = dt.datetime.combine(day, time, SYDNEY)
            if start < moment <= start + AHEAD:
                yield moment


def said(scene: Scene, start: dt.datetime) -> Counter[tuple[str, str, str]]:
    """The same, as the page says it ahead."""
    found: Counter[tuple[str, str, str]] = Counter()
    for one in ahead(scene, start):
        if one.kind == PERIOD:
            found[PERIOD, _said(one.at), one.day.isoformat()] += 1
        for who in one.to:
            found[one.kind, _said(one.at), who.split(" (")[0]] += 1
    return found


def _said(moment: dt.datetime) -> str:
    return moment.astimezone(SYDNEY).isoformat(timespec="minutes")


@pytest.fixture
def office(scene: Scene) -> Insured:
    """A project on which everything goes out by itself, and insurance that ends."""
    insured = Insured.at(scene)
    ana = worker(scene, scene.own, "Ana Reyes")
    member(scene, ana, "claim_administrator")
    add_recipient(
        actor=scene.actor,
        project_id=scene.project.pk,
        purpose="commitment_claims",
        person_id=ana.pk,
    )
    insured.manager()
    return insured


def begin(scene: Scene, start: dt.datetime, every: int, due: str) -> Round:
    """Contacts who were invited on the day before, of a period that is open."""
    day = start.date()
    with clock.fixed(start - dt.timedelta(days=1)):
        round_ = Round.at(scene)
        BillingPeriod.objects.filter(pk=round_.period.pk).update(
            start=day.replace(day=1),
            end=dt.date.fromisoformat(due),
            billing_date=dt.date.fromisoformat(due),
            due_date=dt.date.fromisoformat(due),
        )
        round_.period.refresh_from_db()
        contact_of(scene, round_.contract, email="kit@keel.example", name="Kit Keel")
        change_invoicing_settings(
            actor=scene.actor,
            project_id=scene.project.pk,
            sends_digest=True,
            reminds_contacts=True,
            reminder_days=every,
        )
        round_.invite()
        Desk.at(scene, title="Joinery").claimed({"2": {"percent_to_date": "50"}})
    return round_


@pytest.mark.parametrize(
    ("day", "every", "due"),
    [
        ("2026-09-28", 2, "2026-10-09"),  # clocks go forward on 4 October
        ("2027-03-29", 3, "2027-04-09"),  # and back on 4 April
        ("2028-02-20", 1, "2028-02-29"),  # a leap day
    ],
)
def test_what_is_said_ahead_is_what_goes_out(
    scene: Scene, office: Insured, day: str, every: int, due: str
) -> None:
    start = at(day)
    begin(scene, start, every, due)
    office.policy(start.date() + dt.timedelta(days=18))
    office.for_project(start.date() - dt.timedelta(days=55), kind="Contract works")
    with clock.fixed(start):
        change_invoicing_settings(
            actor=scene.actor,
            project_id=scene.project.pk,
            period_frequency="weekly",
            period_start_weekday=3,
        )
    work(start)
    expected = said(scene, start)
    assert {kind for kind, _, _ in expected} == {*KINDS, PERIOD}
    assert lived(scene, start) == expected


def test_a_worker_that_was_away_makes_up_once_and_the_page_says_so(
    scene: Scene, office: Insured
) -> None:
    start = at("2026-10-12", "06:00")
    begin(scene, start, 2, "2026-10-28")
    office.policy(dt.date(2026, 10, 20))
    back = at("2026-10-14", "10:00")
    due = [one for one in ahead(scene, back) if one.is_due]
    assert sorted(one.kind for one in due) == ["digest", "insurance", "invitation_reminder"]
    assert all(one.at == back for one in due)
    before = said(scene, back)
    assert lived(scene, back) == before


def test_it_says_whom_nothing_reaches_and_why(scene: Scene, office: Insured) -> None:
    start = at("2026-10-12")
    round_ = begin(scene, start, 1, "2026-10-28")
    person = round_.contact.person
    person.messages = NOT_AT_ALL
    person.save(update_fields=["messages"])
    reminders = [one for one in ahead(scene, start) if one.kind == "invitation_reminder"]
    assert [one.day.day for one in reminders] == list(range(12, 27))
    for one in reminders:
        assert one.to == (f"Kit Keel ({round_.contract.number})",)
        assert [left.who for left in one.not_to] == [f"Pat Keel ({round_.contract.number})"]
        assert "Not at all" in one.not_to[0].why
    assert reminders[0].title == "Reminder to claim for 1 to 28 October 2026"
    assert reminders[0].why == (
        "They were invited and have sent no claim yet. The project reminds them every day until "
        "28 October 2026.",
    )
    ContractPerson.objects.filter(contract=round_.contract).delete()
    [one, *_] = [one for one in ahead(scene, start) if one.kind == "invitation_reminder"]
    assert one.to == ()
    assert "can be reached" in one.not_to[0].why


def test_reminders_end_at_the_due_date_or_the_longer_one(scene: Scene, office: Insured) -> None:
    start = at("2026-10-12")
    round_ = begin(scene, start, 2, "2026-10-16")

    def days() -> list[int]:
        found = ahead(scene, start)
        return [one.day.day for one in found if one.kind == "invitation_reminder"]

    assert days() == [13, 15]
    Extension.objects.create(
        account=scene.account,
        contract=round_.contract,
        period=round_.period,
        due_date=dt.date(2026, 10, 19),
    )
    assert days() == [13, 15, 17, 19]
    InvoicingSettings.objects.update(reminds_contacts=False)
    assert days() == []


def test_contracts_that_the_reader_does_not_see_are_not_named(
    scene: Scene, office: Insured
) -> None:
    start = at("2026-10-12")
    round_ = begin(scene, start, 2, "2026-10-28")
    reader = worker(scene, scene.own, "Rita Reader")
    member(scene, reader, "read_only")
    assert planned.of_account(as_actor(scene, reader), scene.account) == []
    Contract.objects.filter(pk=round_.contract.pk).update(is_private=True)
    with clock.fixed(start):
        found = planned.of_project(as_actor(scene, reader), scene.account, scene.project)
    assert {one.kind for one in found} == {"digest"}
