"""What goes out by itself in the days to come, and why: digests, reminders, notices of insurance,
daily summaries, and billing periods that open.

Each kind of planned work has one function that says what is due; the worker asks it about now, and
this asks it about what is to come. So what is said here is what the worker will do, as long as the
records stay as they are.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count

from ledgerstone.claims.inviting.invitation_round import Standing, standings, why_not_reminded
from ledgerstone.claims.inviting.invitation_words import period_words
from ledgerstone.claims.inviting.reminders import mornings
from ledgerstone.claims.inviting.reminders_due import Awaiting, awaiting_reminders
from ledgerstone.contracts import queries as contracts
from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.delivery import gate
from ledgerstone.correspondence.kinds.insurance import ending_of
from ledgerstone.correspondence.models import HELD, Mail, MailRecipient
from ledgerstone.directory import policy as directory
from ledgerstone.projects import policy
from ledgerstone.projects.models import BillingPeriod, InvoicingSettings, Project
from ledgerstone.projects.operations.automatic_periods import awaiting as awaiting_periods
from ledgerstone.projects.period_dates import MONTHLY
from ledgerstone.projects.queries import words
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account

from . import digests, insurance_due, insurance_notices
from .insurance_due import Telling
from .mornings import seven_on

AHEAD = dt.timedelta(days=14)
PERIOD = "billing_period"


class Left(NamedTuple):
    """Somebody who gets nothing, and why."""

    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that happens by itself at a moment, by a clock on the wall of ``time_zone``.

    ``kind`` is a row of the catalogue, or a period that opens. ``is_due``: the worker does it at
    its next look, within a quarter of an hour.
    """

    at: dt.datetime
    time_zone: str
    kind: str
    title: str
    why: tuple[str, ...]
    project: Project | None = None
    to: tuple[str, ...] = ()
    not_to: tuple[Left, ...] = ()
    is_due: bool = False

    @property
    def day(self) -> dt.date:
        """The day on which it happens, where it does."""
        return self.at.astimezone(ZoneInfo(self.time_zone)).date()


class _Asked(NamedTuple):
    """Who looks ahead, on which projects, from when until when."""

    actor: Actor
    account: Account
    projects: dict[int, Project]
    is_account: bool
    now: dt.datetime

    @property
    def until(self) -> dt.datetime:
        return self.now + AHEAD


def of_project(actor: Actor, account: Account, project: Project) -> list[Planned]:
    """What goes out on a project in the next 14 days, in order; the account is in context."""
    asked = _Asked(actor, account, {project.pk: project}, False, clock.now())
    return _ordered(asked)


def of_account(actor: Actor, account: Account) -> list[Planned]:
    """What goes out of an account in the next 14 days, in order: what is for no project, and that
    of the projects whose claims the person runs. The account is in context."""
    ids = [pk for pk in actor.projects if policy.may_configure(actor, pk)]
    found = Project.objects.filter(account_id=account.pk).in_bulk(ids)
    return _ordered(_Asked(actor, account, found, True, clock.now()))


def _ordered(asked: _Asked) -> list[Planned]:
    found = [
        *_digests(asked),
        *_reminders(asked),
        *_insurance(asked),
        *_summaries(asked),
        *(one for openings in _periods(asked).values() for one in openings),
    ]
    place = {True: 0, False: 1}
    return sorted(
        found,
        key=lambda one: (
            one.at,
            place[one.project is None],
            "" if one.project is None else one.project.number,
            one.title,
        ),
    )


def _digests(asked: _Asked) -> Iterator[Planned]:
    """Two queries; and for each project with one its distribution, and each person on it."""
    found = [
        one
        for one in digests.between(asked.account.pk, asked.now - digests.LATE_BY, asked.until)
        if one.project.pk in asked.projects
    ]
    posted = _posted(asked.account, [one.key for one in found if one.at <= asked.now])
    readers: dict[int, tuple[tuple[str, ...], tuple[Left, ...]]] = {}
    for one in found:
        if one.key in posted:
            continue
        terms, _ = words(one.project)
        if one.project.pk not in readers:
            readers[one.project.pk] = _readers_of_digest(asked.account, one.project)
        to, not_to = readers[one.project.pk]
        why = f"The project sends it every Monday to its distribution of {terms.claim.plural}."
        if not to and not not_to:
            why += " Nobody is on it yet."
        yield Planned(
            at=max(one.at, asked.now),
            time_zone=one.project.time_zone,
            kind="digest",
            title=f"Weekly digest of {terms.claim.plural}",
            why=(why,),
            project=one.project,
            to=to,
            not_to=not_to,
            is_due=one.at <= asked.now,
        )


def _readers_of_digest(
    account: Account, project: Project
) -> tuple[tuple[str, ...], tuple[Left, ...]]:
    kind = catalogue.KINDS["digest"]
    mail = Mail(account=account, project=project, kind=kind.name)
    to, not_to = [], []
    recipients = kind.recipients(mail)
    chosen = gate.choices(kind, [named.person for named in recipients])
    for named in recipients:
        reader = gate.reader_of(account, named.person, named.because)
        why_not = gate.why_not(kind, mail, named, reader, chosen)
        if why_not:
            not_to.append(Left(named.person.name, why_not))
        else:
            to.append(named.person.name)
    return tuple(to), tuple(not_to)


def _reminders(asked: _Asked) -> Iterator[Planned]:
    """A reminder for each morning and period, with the contacts of its commitments. One query, two
    more for all, and five for each project that has some."""
    by_period: defaultdict[int, list[Awaiting]] = defaultdict(list)
    for one in awaiting_reminders(asked.account.pk):
        if one.project_id in asked.projects:
            by_period[one.period_id].append(one)
    if not by_period:
        return
    every = dict(
        InvoicingSettings.objects.filter(
            account_id=asked.account.pk, project_id__in=asked.projects
        ).values_list("project_id", "reminder_days")
    )
    openings = _periods(asked)
    periods = BillingPeriod.objects.filter(account_id=asked.account.pk, pk__in=by_period)
    for period in periods.select_related("project").order_by("pk"):
        closes = min((one.day for one in openings.get(period.project_id, ())), default=dt.date.max)
        yield from _of_period(asked, period, by_period[period.pk], every[period.project_id], closes)


def _of_period(
    asked: _Asked,
    period: BillingPeriod,
    awaiting: list[Awaiting],
    every: int,
    closes: dt.date,
) -> Iterator[Planned]:
    ids = [one.contract_id for one in awaiting]
    seen = contracts.visible_to(asked.actor).filter(pk__in=ids).select_related("project")
    found = standings(asked.actor, period, seen)
    by_day: defaultdict[dt.date, list[tuple[Awaiting, Standing]]] = defaultdict(list)
    zone = period.project.time_zone
    for one in awaiting:
        if one.contract_id not in found:
            continue
        for day in mornings(one.schedule, asked.now):
            if day < closes and seven_on(day, zone) <= asked.until:
                by_day[day].append((one, found[one.contract_id]))
    terms, formats = words(period.project)
    for day, these in sorted(by_day.items()):
        at = max(seven_on(day, zone), asked.now)
        to, not_to = _reminded(period, [standing for _, standing in these])
        dates = sorted({one.schedule.due for one, _ in these})
        until = formats.day(dates[0]) if len(dates) == 1 else "their due dates"
        often = "every day" if every == 1 else f"every {every} days"
        yield Planned(
            at=at,
            time_zone=zone,
            kind="invitation_reminder",
            title=f"Reminder to {terms.to_claim} for {period_words(period, formats)}",
            why=(
                f"They were invited and have sent no {terms.claim_short} yet. The project reminds "
                f"them {often} until {until}.",
            ),
            project=period.project,
            to=to,
            not_to=not_to,
            is_due=at == asked.now,
        )


def _reminded(
    period: BillingPeriod, found: list[Standing]
) -> tuple[tuple[str, ...], tuple[Left, ...]]:
    """The contacts of these commitments whom a reminder reaches, and who gets none."""
    to: list[str] = []
    not_to: list[Left] = []
    for at in found:
        number = at.contract.number
        why_not = why_not_reminded(at, period)
        if why_not:
            not_to.append(Left(number, why_not))
            continue
        to += [f"{one.person.name} ({number})" for one in at.reached]
        not_to += [
            Left(f"{one.person.name} ({number})", one.why_unreachable)
            for one in at.contacts
            if one.why_unreachable
        ]
    return tuple(to), tuple(not_to)


def _insurance(asked: _Asked) -> Iterator[Planned]:
    """A notice for each moment, with everybody who is told then. Seven queries at most."""
    due = insurance_due.due(asked.account, asked.now)
    posted = _posted(asked.account, [insurance_notices.key_of(one) for one in due])
    tellings = [one for one in due if insurance_notices.key_of(one) not in posted]
    tellings += insurance_due.coming(asked.account, asked.now, asked.until)
    by_moment: defaultdict[dt.datetime, list[Telling]] = defaultdict(list)
    for one in tellings:
        if any(_may_know(asked, policy.project_id) for policy in one.policies):
            by_moment[max(one.at, asked.now)].append(one)
    project = None if asked.is_account else next(iter(asked.projects.values()))
    for at, these in by_moment.items():
        yield Planned(
            at=at,
            time_zone=asked.account.time_zone if project is None else project.time_zone,
            kind="insurance",
            title="Notice of insurance that ends",
            why=_ends(asked, these),
            project=project,
            to=tuple(sorted(one.person.name for one in these if not one.why_not)),
            not_to=tuple(Left(one.person.name, one.why_not) for one in these if one.why_not),
            is_due=at == asked.now,
        )


def _ends(asked: _Asked, tellings: list[Telling]) -> tuple[str, ...]:
    """Which policies are told, each once."""
    endings = {
        policy.pk: ending_of(policy, one.day)
        for one in tellings
        for policy in one.policies
        if _may_know(asked, policy.project_id)
    }
    return tuple(
        f"{one.kind} of {one.company} {'expired' if one.is_over else 'expires'} on {one.on}"
        f"{f', for {one.place}' if one.place and asked.is_account else ''}."
        for one in endings.values()
    )


def _may_know(asked: _Asked, project_id: int | None) -> bool:
    """Whether a policy's notice is said here: of the account's page all, to who sees the company
    directory; of a project's page its own."""
    if asked.is_account:
        return directory.may_see(asked.actor) or directory.may_see_all_insurance(asked.actor)
    return project_id in asked.projects and directory.may_see_project_insurance(
        asked.actor, project_id
    )


def _summaries(asked: _Asked) -> Iterator[Planned]:
    """What is held for daily summaries so far; said of the account alone. One query."""
    if not asked.is_account:
        return
    held = (
        MailRecipient.objects.filter(
            account_id=asked.account.pk, state=HELD, summary__isnull=True, due_at__lte=asked.until
        )
        .values_list("due_at", "person__name")
        .annotate(count=Count("pk"))
        .order_by("due_at", "person__name")
    )
    by_moment: defaultdict[dt.datetime, list[str]] = defaultdict(list)
    for due_at, name, count in held:
        messages = f"{count} message{'s' if count > 1 else ''} so far"
        by_moment[max(due_at, asked.now)].append(f"{name}: {messages}")
    for at, names in by_moment.items():
        yield Planned(
            at=at,
            time_zone=asked.account.time_zone,
            kind="daily_summary",
            title="Daily summaries",
            why=("They chose to have such mails once a day.",),
            to=tuple(names),
            is_due=at == asked.now,
        )


def _periods(asked: _Asked) -> dict[int, list[Planned]]:
    """The billing periods that open by themselves, by project. One query."""
    found: dict[int, list[Planned]] = {}
    for one in awaiting_periods(asked.account):
        project = asked.projects.get(one.project_id)
        if project is None:
            continue
        terms, formats = words(project)
        zone = ZoneInfo(one.time_zone)
        last = asked.until.astimezone(zone).date()
        often = "month" if one.days.frequency == MONTHLY else "week"
        for dates in one.opening(last):
            at = max(dt.datetime.combine(dates.start, dt.time(), zone), asked.now)
            span = formats.period(dates.start, dates.end)
            found.setdefault(one.project_id, []).append(
                Planned(
                    at=at,
                    time_zone=one.time_zone,
                    kind=PERIOD,
                    title=f"{terms.billing_period.capitalised} {span} opens, due "
                    f"{formats.day(dates.due_date)}",
                    why=(
                        f"The project opens {terms.billing_period.with_article} every {often}. "
                        "The one before it closes.",
                    ),
                    project=project,
                    is_due=at == asked.now,
                )
            )
    return found


def _posted(account: Account, causes: Collection[str]) -> set[str]:
    """Which of these causes have their mail. One query at most."""
    if not causes:
        return set()
    found = Mail.objects.filter(account_id=account.pk, cause__in=causes)
    return set(found.values_list("cause", flat=True))
