"""A scene with insurance in it: managers, people of a subcontractor, and mornings that pass."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.correspondence import insurance_notices
from ledgerstone.correspondence.insurance_jobs import send_insurance_notice
from ledgerstone.correspondence.insurance_notices import Queued
from ledgerstone.correspondence.models import InsuranceNotice
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
        """A round at some moment."""
        with clock.fixed(moment):
            return insurance_notices.queue_notices(self.account)

    def deliver(self, moment: dt.datetime) -> list[Any]:
        """Do what was left to the worker; the mails that came of it."""
        before = len(mail.outbox)
        with clock.fixed(moment):
            for job in jobs():
                send_insurance_notice(**job.args)
        return mail.outbox[before:]


def morning(day: dt.date, zone: ZoneInfo = SYDNEY, time: dt.time = SEVEN) -> dt.datetime:
    """A moment of a day, where a clock on the wall shows this time."""
    return dt.datetime.combine(day, time, zone)


def jobs() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name=insurance_notices.TASK).order_by("id"))


def told(day: dt.date | None = None) -> list[str]:
    """Who has a mail coming, by name."""
    found = InsuranceNotice.objects.exclude(state="not_sent").select_related("person")
    if day is not None:
        found = found.filter(day=day)
    return sorted(notice.person.name for notice in found)
