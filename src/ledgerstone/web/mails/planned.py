"""What goes out by itself in the next 14 days, and why: of a project, or of the account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from ledgerstone.access.actions import Action
from ledgerstone.correspondence.planned import planned
from ledgerstone.correspondence.planned.planned import AHEAD, PERIOD, Planned
from ledgerstone.projects import queries as projects
from ledgerstone.projects.due_words import local_time
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import InvoicingSettings
from ledgerstone.projects.period_dates import MONTHLY, NEVER
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.context import formats_of
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.projects.settings_tabs import PLANNED as PROJECT_PLANNED
from ledgerstone.web.projects.settings_tabs import enter_part
from ledgerstone.web.requests import ActorRequest, shown, view
from ledgerstone.web.settings.tabs import PLANNED as ACCOUNT_PLANNED
from ledgerstone.web.settings.tabs import enter_settings, tabs

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of a day: at what time there, and to whom in a few words."""

    one: Planned
    time: str
    to: str
    is_folded: bool
    is_mail: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What goes out on a day."""

    name: str
    rows: Sequence[Row]


@view
@require_safe
def project_planned(request: ActorRequest, project_id: int) -> HttpResponse:
    """What goes out on a project."""
    project = enter_project(request, project_id)
    terms, formats = words(request)
    found = enter_part(request, project, terms, PROJECT_PLANNED)
    settings = projects.invoicing_settings(request.actor, project.pk)
    context = {
        "tabs": found,
        "days": _days(planned.of_project(request.actor, request.account, project), formats),
        "switches": _switches(settings, terms),
        "settings_url": reverse("web:project_settings", args=[project.pk]),
        "local_time": local_time(formats),
        "ahead": AHEAD.days,
    }
    return shown(request, "mails/planned.html", context)


@view
@require_safe
def account_planned(request: ActorRequest) -> HttpResponse:
    """What goes out of the account, and on the projects whose claims the person runs."""
    enter_settings(request, Action.CONFIGURE_ACCOUNT)
    formats = formats_of(request.account)
    context = {
        "tabs": tabs(request.actor, ACCOUNT_PLANNED),
        "days": _days(planned.of_account(request.actor, request.account), formats),
        "has_projects": True,
        "ahead": AHEAD.days,
    }
    return shown(request, "mails/planned.html", context)


def _days(found: Sequence[Planned], formats: Formats) -> list[Day]:
    """By day, as a clock where each happens shows it."""

    def day_of(one: Planned) -> dt.date:
        return one.day

    return [
        Day(formats.weekday(day), [_row(one, formats) for one in these])
        for day, these in groupby(sorted(found, key=day_of), key=day_of)
    ]


def _row(one: Planned, formats: Formats) -> Row:
    there = Formats(locale=formats.locale, currency="", time_zone=one.time_zone)
    is_folded = len(one.to) > _NAMED
    to = f"{len(one.to)} people" if is_folded else ", ".join(one.to)
    is_mail = one.kind != PERIOD
    time = there.time(one.at) if is_mail else "As the day begins"
    return Row(one, time, to, is_folded, is_mail)


def _switches(settings: InvoicingSettings, terms: Terms) -> list[dict[str, Any]]:
    """What the project's settings have go out by itself."""
    days = settings.reminder_days
    often = "Every day" if days == 1 else f"Every {days} days"
    frequency = settings.period_frequency
    return [
        {
            "label": f"Reminders to {terms.to_claim}",
            "value": f"{often} until the due date" if settings.reminds_contacts else "Off",
        },
        {
            "label": f"Weekly digest of {terms.claim.plural}",
            "value": "On Mondays at 7:00" if settings.sends_digest else "Off",
        },
        {
            "label": f"{terms.billing_period.plural_capitalised} open by themselves",
            "value": "Never"
            if frequency == NEVER
            else f"Every {'month' if frequency == MONTHLY else 'week'}",
        },
    ]
