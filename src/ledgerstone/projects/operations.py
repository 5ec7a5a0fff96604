"""Writes to projects: setting up, members, budget codes, billing periods, invoicing settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from django.db import connection, transaction
from django.db.models import Q

from ledgerstone.access.templates import ADMINISTRATOR, TEMPLATES
from ledgerstone.directory.models import Person
from ledgerstone.directory.operations import person_of
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from ledgerstone.tenancy.taken import refused_at
from ledgerstone.tenancy.typed_text import fitting, one_line, optional, required, several_lines

from . import events, policy, queries
from .formats import Formats
from .models import (
    TERMINOLOGIES,
    BillingPeriod,
    BudgetCode,
    InvoicingSettings,
    Project,
    ProjectMember,
)

_SETTINGS = {
    "commitments_may_over_bill": bool,
    "head_contracts_may_over_bill": bool,
    "prefill_pending_owner_approval": bool,
    "document_footer": str,
}


@dataclass(frozen=True, slots=True)
class OpenedPeriod:
    """A billing period that was opened, and what a careful person would look at."""

    period: BillingPeriod
    warnings: tuple[str, ...] = ()


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

    The actor given does not hold the new project: take ``queries.refreshed(actor)`` for the next
    act on it.
    """
    if not policy.may_create(actor):
        raise NotAllowed("Ask an administrator of the account to set up the project.")
    project = Project(
        account_id=actor.account_id,
        number=required(number, field="number", what="the project's number", longest=40),
        name=required(name, field="name", what="the project's name", longest=200),
        currency=_currency(currency),
        time_zone=_one_of(available_timezones(), time_zone, "time_zone", "a time zone"),
        terminology=_one_of(TERMINOLOGIES, terminology, "terminology", "a terminology"),
        jurisdiction=optional(
            jurisdiction, field="jurisdiction", what="the jurisdiction", longest=10
        ),
        paper=_one_of(("a4", "us-letter"), paper, "paper", "a paper size"),
        address=fitting(several_lines(address), field="address", what="the address", longest=1000),
    )
    taken = f"There is a project {project.number} already. Give another number."
    with transaction.atomic():
        with refused_at(projects_project_number_once=("number", taken)):
            project.save(force_insert=True)
        _begin(actor, project)
    return project


def _begin(actor: Actor, project: Project) -> None:
    """What every project starts with: an administrator, settings, and the first event."""
    ProjectMember.objects.create(
        account_id=actor.account_id,
        project=project,
        person=person_of(actor=actor),
        template=ADMINISTRATOR,
    )
    InvoicingSettings.objects.create(account_id=actor.account_id, project=project)
    publish(
        events.ProjectCreated(
            actor=actor,
            project_id=project.pk,
            summary=f"set up the project {project.number} {project.name}",
        )
    )


def add_budget_codes(
    *, actor: Actor, project_id: int, codes: Mapping[str, str]
) -> dict[str, BudgetCode]:
    """Add codes with their names and return all that were given; known ones stay as they are.

    Codes are told apart in any case: `a-1` finds `A-1`.
    """
    _refuse_unless_administrator(actor, project_id)
    wanted = {
        required(code, field="code", what="the budget code", longest=40): optional(
            name, field="name", what="the name of the budget code", longest=200
        )
        for code, name in codes.items()
    }
    with transaction.atomic():
        present = {code.code.casefold() for code in _codes(actor, project_id)}
        new = {code: name for code, name in wanted.items() if code.casefold() not in present}
        BudgetCode.objects.bulk_create(
            [
                BudgetCode(account_id=actor.account_id, project_id=project_id, code=code, name=name)
                for code, name in new.items()
            ],
            ignore_conflicts=True,
        )
        if new:
            publish(
                events.BudgetCodesAdded(
                    actor=actor,
                    project_id=project_id,
                    codes=tuple(new),
                    summary=f"added {len(new)} budget code{'s' if len(new) > 1 else ''}",
                )
            )
        known = {code.code.casefold(): code for code in _codes(actor, project_id)}
    return {code: known[code.casefold()] for code in wanted}


def add_member(
    *, actor: Actor, project_id: int, person_id: int, template: str = ADMINISTRATOR
) -> ProjectMember:
    """Put a person on a project, or give them another permission template there."""
    if not policy.may_see(actor, project_id):
        raise NotThere
    if not policy.may_add_members(actor, project_id):
        raise NotAllowed("Ask an administrator of the project to add people.")
    _one_of(TEMPLATES, template, "template", "a permission template")
    with transaction.atomic():
        person = Person.objects.filter(account_id=actor.account_id, pk=person_id).first()
        if person is None:
            sentence = "Choose somebody from the directory."
            raise Invalid(sentence, fields={"person": sentence})
        member, _created = ProjectMember.objects.update_or_create(
            account_id=actor.account_id,
            project_id=project_id,
            person=person,
            defaults={"template": template},
        )
        publish(
            events.MemberAdded(
                actor=actor,
                project_id=project_id,
                person_id=person.pk,
                template=template,
                summary=f"put {person.name} on the project",
            )
        )
    return member


def open_billing_period(
    *,
    actor: Actor,
    project_id: int,
    start: dt.date,
    end: dt.date,
    due_date: dt.date,
    billing_date: dt.date | None = None,
) -> OpenedPeriod:
    """Make a period and open it; the one that was open is closed.

    Exactly the dates of another period are refused; overlapping ones are warned about. The
    billing date is the end, unless one is given.
    """
    _refuse_unless_administrator(actor, project_id)
    _check_dates(start, end, due_date)
    with transaction.atomic():
        project = _locked_project(actor, project_id)
        _terms, formats = queries.words(project)
        for before in _locked_periods(actor, project_id, status=BillingPeriod.OPEN):
            _set_status(actor, before, BillingPeriod.CLOSED, formats)
        warnings = _overlaps(actor, project_id, start, end, formats)
        period = BillingPeriod(
            account_id=actor.account_id,
            project=project,
            start=start,
            end=end,
            due_date=due_date,
            billing_date=end if billing_date is None else billing_date,
        )
        taken = (
            f"There is a period from {formats.period(start, end)} already. "
            "Open that one, or give other dates."
        )
        with refused_at(projects_billingperiod_dates_once=("start", taken)):
            period.save(force_insert=True)
        publish(
            events.PeriodOpened(
                actor=actor,
                project_id=project_id,
                period_id=period.pk,
                summary=f"opened the period {formats.period(start, end)}",
            )
        )
    return OpenedPeriod(period, warnings)


def close_billing_period(*, actor: Actor, period_id: int) -> BillingPeriod:
    """Close a period: nothing new is started in it."""
    with transaction.atomic():
        period = _locked_period(actor, period_id)
        _terms, formats = queries.words(period.project)
        if period.status == BillingPeriod.CLOSED:
            raise WrongState(
                f"The period {formats.period(period.start, period.end)} is closed already."
            )
        _set_status(actor, period, BillingPeriod.CLOSED, formats)
    return period


def reopen_billing_period(*, actor: Actor, period_id: int) -> BillingPeriod:
    """Open a closed period again, where no other is open."""
    with transaction.atomic():
        found = queries.get_period(actor, period_id)
        _refuse_unless_administrator(actor, found.project_id)
        project = _locked_project(actor, found.project_id)
        _terms, formats = queries.words(project)
        period = _locked_period(actor, period_id)
        if period.status == BillingPeriod.OPEN:
            raise WrongState(
                f"The period {formats.period(period.start, period.end)} is open already."
            )
        other = queries.open_period(actor, project.pk)
        if other is not None:
            raise WrongState(
                f"The period {formats.period(other.start, other.end)} is open. "
                "Close it first; one period is open at a time."
            )
        _set_status(actor, period, BillingPeriod.OPEN, formats)
    return period


def change_invoicing_settings(
    *, actor: Actor, project_id: int, **changes: Any
) -> InvoicingSettings:
    """Change how claims work: the names are those of InvoicingSettings."""
    _refuse_unless_administrator(actor, project_id)
    unknown = set(changes) - set(_SETTINGS)
    if unknown:
        raise TypeError(f"There is no invoicing setting {', '.join(sorted(unknown))}.")
    for name, kind in _SETTINGS.items():
        if name in changes and kind is bool:
            changes[name] = bool(changes[name])
    if "document_footer" in changes:
        changes["document_footer"] = optional(
            changes["document_footer"], field="document_footer", what="the footer", longest=300
        )
    with transaction.atomic():
        settings = InvoicingSettings.objects.select_for_update().get(
            account_id=actor.account_id, project_id=project_id
        )
        changed = {k: v for k, v in changes.items() if getattr(settings, k) != v}
        for name, value in changed.items():
            setattr(settings, name, value)
        if changed:
            settings.save(update_fields=list(changed))
            publish(
                events.InvoicingSettingsChanged(
                    actor=actor,
                    project_id=project_id,
                    changes=changed,
                    summary="changed the invoicing settings",
                )
            )
    return settings


def _refuse_unless_administrator(actor: Actor, project_id: int) -> None:
    if not policy.may_see(actor, project_id):
        raise NotThere
    if not policy.may_administer(actor, project_id):
        raise NotAllowed("Ask an administrator of the project to do this.")


def _locked_project(actor: Actor, project_id: int) -> Project:
    """The project, held so that periods are opened one after the other."""
    project = queries.visible_to(actor).select_for_update(no_key=True).filter(pk=project_id).first()
    if project is None:
        raise NotThere
    return project


def _locked_periods(actor: Actor, project_id: int, *, status: str) -> list[BillingPeriod]:
    return list(
        queries.periods(actor, project_id).select_for_update(of=("self",)).filter(status=status)
    )


def _locked_period(actor: Actor, period_id: int) -> BillingPeriod:
    """The period, held FOR UPDATE: a claim that is being started in it is waited for."""
    found = queries.get_period(actor, period_id)
    _refuse_unless_administrator(actor, found.project_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status FROM projects_billingperiod"
            " WHERE account_id = %s AND id = %s FOR UPDATE",
            [actor.account_id, period_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotThere
    found.status = row[0]
    return found


def _set_status(actor: Actor, period: BillingPeriod, status: str, formats: Formats) -> None:
    period.status = status
    period.save(update_fields=["status"])
    is_open = status == BillingPeriod.OPEN
    kind = events.PeriodReopened if is_open else events.PeriodClosed
    verb = "reopened" if is_open else "closed"
    publish(
        kind(
            actor=actor,
            project_id=period.project_id,
            period_id=period.pk,
            summary=f"{verb} the period {formats.period(period.start, period.end)}",
        )
    )


def _overlaps(
    actor: Actor, project_id: int, start: dt.date, end: dt.date, formats: Formats
) -> tuple[str, ...]:
    shared = queries.periods(actor, project_id).filter(
        Q(start__lte=end, end__gte=start) & ~Q(start=start, end=end)
    )
    return tuple(
        f"It shares days with the period {formats.period(other.start, other.end)}."
        for other in shared
    )


def _check_dates(start: dt.date, end: dt.date, due_date: dt.date) -> None:
    problems = {}
    if end < start:
        problems["end"] = "A period ends on or after the day on which it starts."
    if due_date < start:
        problems["due_date"] = "The due date is on or after the first day of the period."
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)


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


def _codes(actor: Actor, project_id: int) -> list[BudgetCode]:
    return list(queries.budget_codes(actor, project_id))
