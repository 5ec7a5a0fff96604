"""Setting up projects."""

from __future__ import annotations

from typing import Any

from babel.numbers import list_currencies

from ledgerstone.access import queries as access
from ledgerstone.access.templates import ADMINISTRATOR
from ledgerstone.directory.operations import person_of
from ledgerstone.projects import events, policy
from ledgerstone.projects.models import (
    TERMINOLOGIES,
    InvoicingSettings,
    Project,
    ProjectCompany,
    ProjectMember,
)
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from ledgerstone.tenancy.taken import refused_at
from ledgerstone.tenancy.typed_text import fitting, one_line, optional, required, several_lines


def create_project(
    *,
    actor: Actor,
    number: str,
    name: str,
    currency: str,
    time_zone: str,
    terminology: str,
    paper: str,
    jurisdiction: str = "",
    address: str = "",
) -> Project:
    """Set up a project; its creator becomes its first administrator.

    The actor given does not hold the new project: take ``contracts.actors.refreshed(actor)`` for
    the next act on it.
    """
    if not policy.may_create(actor):
        raise NotAllowed("Ask an administrator of the account to set up the project.")
    project = Project(
        account_id=actor.account_id,
        number=required(number, field="number", what="the project's number", longest=40),
        name=required(name, field="name", what="the project's name", longest=200),
        currency=_currency(currency),
        time_zone=_one_of(clock.time_zones(), time_zone, "time_zone", "a time zone"),
        terminology=_one_of(TERMINOLOGIES, terminology, "terminology", "a terminology"),
        jurisdiction=optional(
            jurisdiction, field="jurisdiction", what="the jurisdiction", longest=10
        ),
        paper=_one_of(("a4", "us-letter"), paper, "paper", "a paper size"),
        address=fitting(several_lines(address), field="address", what="the address", longest=1000),
    )
    taken = f"There is a project {project.number} already. Give another number."
    with acting(actor):
        with refused_at(projects_project_number_once=("number", taken)):
            project.save(force_insert=True)
        _begin(actor, project)
    return project


def _begin(actor: Actor, project: Project) -> None:
    """What every project starts with: an administrator, settings, and the first event."""
    person = person_of(actor=actor)
    ProjectCompany.objects.create(
        account_id=actor.account_id, project=project, company_id=person.company_id
    )
    ProjectMember.objects.create(
        account_id=actor.account_id,
        project=project,
        person=person,
        template=access.built_in(actor, ADMINISTRATOR),
    )
    InvoicingSettings.objects.create(account_id=actor.account_id, project=project)
    publish(
        events.ProjectCreated(
            actor=actor,
            project_id=project.pk,
            summary=f"set up the project {project.number} {project.name}",
        )
    )


def _currency(text: str) -> str:
    code = one_line(text).upper()
    if code not in list_currencies():
        sentence = "Give the currency by its three letters, such as AUD, USD, GBP or CAD."
        raise Invalid(sentence, fields={"currency": sentence})
    return code


def _one_of(known: Any, given: str, field: str, what: str) -> str:
    if given not in known:
        sentence = f"Choose {what} from the list."
        raise Invalid(sentence, fields={field: sentence})
    return given
