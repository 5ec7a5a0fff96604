"""The billing periods of a project as their page lists them, and the extensions of their dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from ledgerstone.claims.models import Extension
from ledgerstone.contracts import queries as contracts
from ledgerstone.projects import queries
from ledgerstone.projects.due_words import due_until
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod, InvoicingSettings, Project
from ledgerstone.projects.operations.automatic_periods import days_of
from ledgerstone.projects.period_dates import NEVER, PeriodDates
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.claims.periods.period_page import period_name

from .due import days_sentence


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One period: its name, what is due when, and how many claims it has."""

    period: BillingPeriod
    name: str
    span: str
    due: str
    due_in: str
    is_over: bool
    claims: int
    later: int

    @property
    def is_open(self) -> bool:
        return self.period.status == BillingPeriod.OPEN


def period_rows(actor: Actor, project: Project, formats: Formats) -> list[PeriodRow]:
    """Every period of a project, latest first. One query."""
    today = clock.today(project.time_zone)
    found = queries.periods(actor, project.pk).annotate(
        claim_count=Count("claims", filter=~Q(claims__status="withdrawn"), distinct=True),
        later_count=Count("extensions", distinct=True),
    )
    return [
        row_of(one, formats, today, claims=one.claim_count, later=one.later_count) for one in found
    ]


def row_of(
    period: BillingPeriod, formats: Formats, today: dt.date, *, claims: int = 0, later: int = 0
) -> PeriodRow:
    """A period as pages show it."""
    return PeriodRow(
        period,
        name=period_name(period, formats),
        span=formats.period(period.start, period.end),
        due=due_until(period.due_date, formats),
        due_in=days_sentence((period.due_date - today).days),
        is_over=period.due_date < today,
        claims=claims,
        later=later,
    )


@dataclass(frozen=True, slots=True)
class ExtensionRow:
    """A later due date of one commitment; whether it is later than everybody's still."""

    extension: Extension
    name: str
    due: str
    counts: bool


def extension_rows(actor: Actor, project: Project, formats: Formats) -> list[ExtensionRow]:
    """The extensions of a project's periods that the person sees the contract of. One query."""
    found = extensions(actor, project).order_by("-period__start", "-period_id", "contract__number")
    return [
        ExtensionRow(
            one,
            name=period_name(one.period, formats),
            due=due_until(one.due_date, formats),
            counts=one.due_date > one.period.due_date,
        )
        for one in found
    ]


def extensions(actor: Actor, project: Project) -> QuerySet[Extension]:
    """The extensions of a project's periods that the person sees the contract of."""
    return Extension.objects.filter(
        account_id=actor.account_id,
        period__project_id=project.pk,
        contract__in=contracts.visible_to(actor),
    ).select_related("contract", "period")


@dataclass(frozen=True, slots=True)
class ByItself:
    """The period that opens by itself next: its days, its due date, and on which day."""

    span: str
    due_date: dt.date
    opens: dt.date


def next_by_itself(
    settings: InvoicingSettings, rows: Sequence[PeriodRow], formats: Formats
) -> ByItself | None:
    """What opens next by itself; None where somebody opens each one."""
    if settings.period_frequency == NEVER or not rows:
        return None
    found: PeriodDates = days_of(settings).after(max(row.period.end for row in rows))
    return ByItself(formats.period(found.start, found.end), found.due_date, found.start)
