"""A scene with insurance in it: managers, people of a subcontractor, and mornings that pass."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.correspondence.delivery import mail_jobs, settling
from ledgerstone.correspondence.models import Mail, MailRecipient
from ledgerstone.correspondence.planned import insurance_notices
from ledgerstone.directory.models import Company, InsurancePolicy, Person
from ledgerstone.directory.operations.insurance import add_policy
from ledgerstone.projects.models import Project, ProjectCompany
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import Account
from tests.support.scene import Scene

SYDNEY = ZoneInfo("Australia/Sydney")
LONDON = ZoneInfo("Europe/London")
END = dt.date(2026, 11, 30)
SEVEN = dt.time(7)


@dataclass(frozen=True)
class Queued:
    """What a round came to: mails left to the worker, and people who cannot be reached."""

    mails: int = 0
    excluded: int = 0


@dataclass
class Insured:
    """A scene in Sydney whose subcontractor has insurance."""

    scene: Scene

    @classmethod
    def at(cls, scene: Scene, time_zone: str = "Australia/Sydney") -> Insured:
        Account.objects.filter(pk=scene.account.pk).update(time_zone=time_zone)
        scene.account.refresh_from_db()
        ProjectCompany.objects.get_or_create(
            account=scene.account, project=scene.project, company=scene.subcontractor
        )
        return cls(scene)

    @property
    def account(self) -> Account:
        return self.scene.account

    def person(self, name: str, company: Company | None = None, **given: Any) -> Person:
        """Somebody of the subcontractor, unless said otherwise."""
        return Person.objects.create(
            account=self.account,
            company=company or self.scene.subcontractor,
            name=name,
            **{"email": f"{name.lower().replace(' ', '.')}@example.com", **given},
        )

    def manager(self, name: str = "Max Manager", **given: Any) -> Person:
        return self.person(name, self.scene.own, is_insurance_manager=True, **given)

    def policy(self, end: dt.date = END, **given: Any) -> InsurancePolicy:
        return add_policy(
            **{
                "actor": self.scene.actor,
                "company_id": self.scene.subcontractor.pk,
                "kind": "Public liability",
                "expiration_date": end,
                **given,
            }
        )

    def for_project(self, end: dt.date = END, **given: Any) -> InsurancePolicy:
        return self.policy(end, **{"project_id": self.scene.project.pk, **given})

    def contact(self, person: Person, contract: Contract | None = None) -> Contract:
        """The person named as claim contact of a commitment."""
        contract = contract or self.scene.contract()
        ContractPerson.objects.update_or_create(
            account=self.account,
            contract=contract,
            person=person,
            defaults={"is_contact": True},
        )
        return contract

    def elsewhere(self, time_zone: str = "Europe/London", number: str = "24-099") -> Project:
        """A second project, somewhere else, with the subcontractor on it."""
        project = Project.objects.create(
            account=self.account, number=number, name="Harbour Wing", currency="GBP",
            time_zone=time_zone, terminology="en-GB", paper="a4",
        )  # fmt: skip
        ProjectCompany.objects.create(
            account=self.account, project=project, company=self.scene.subcontractor
        )
        return project

    def at_seven(self, day: dt.date, zone: ZoneInfo = SYDNEY) -> Queued:
        """The round that the worker makes at seven."""
        return self.look(dt.datetime.combine(day, SEVEN, zone))

    def look(self, moment: dt.datetime) -> Queued:
        """A round at some moment, and who gets the mails that it left."""
        with clock.fixed(moment):
            insurance_notices.queue_notices(self.account)
            return self.settle()

    def settle(self) -> Queued:
        """Say who gets the mails that wait for it."""
        waiting = list(
            Mail.objects.filter(account=self.account, recipients_at__isnull=True).order_by("pk")
        )
        for each in waiting:
            settling.settle_recipients(self.account, each.pk)
        states = [
            one.state
            for one in MailRecipient.objects.filter(account=self.account, mail__in=waiting)
        ]
        return Queued(states.count("queued"), states.count("not_sent"))

    def deliver(self, moment: dt.datetime) -> list[Any]:
        """Do what was left to the worker; the mails that came of it."""
        before = len(mail.outbox)
        with clock.fixed(moment):
            for job in jobs():
                mail_jobs.deliver(**job.args)
        return mail.outbox[before:]


def morning(day: dt.date, zone: ZoneInfo = SYDNEY, time: dt.time = SEVEN) -> dt.datetime:
    """A moment of a day, where a clock on the wall shows this time."""
    return dt.datetime.combine(day, time, zone)


def jobs() -> list[ProcrastinateJob]:
    """The mails that were left to the worker, to one person each."""
    return list(ProcrastinateJob.objects.filter(task_name=settling.TASK).order_by("id"))


def notice() -> MailRecipient:
    """The one notice there is, and how far it got."""
    return MailRecipient.objects.select_related("mail", "person").get()


def notices(day: dt.date | None = None) -> list[MailRecipient]:
    """The notices that were written, of one day."""
    found = MailRecipient.objects.select_related("mail", "person").order_by("id")
    if day is not None:
        found = found.filter(mail__facts__day=day.isoformat())
    return list(found)


def told(day: dt.date | None = None) -> list[str]:
    """Who has a mail coming, by name."""
    return sorted(one.person.name for one in notices(day) if one.state != "not_sent")
