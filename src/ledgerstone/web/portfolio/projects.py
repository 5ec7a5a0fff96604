"""Which projects a portfolio is of, and what of each of them its reader may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.access.levels import Tool
from ledgerstone.projects import policy
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.projects.terminology import terms as catalogue
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.context import shared_terminology


@dataclass(frozen=True, slots=True)
class Held:
    """A project whose claims somebody runs. ``sees_below`` and ``sees_above``: its claims."""

    project: Project
    period: BillingPeriod | None
    formats: Formats
    terms: Terms
    today: dt.date
    sees_below: bool
    sees_above: bool


def held_projects(actor: Actor) -> list[Held]:
    """The projects whose claims the person runs, by number, each with its open period. Two
    queries."""
    found = [one for one in projects.visible_to(actor) if policy.may_see_claims_tool(actor, one.pk)]
    opened = BillingPeriod.objects.filter(
        account_id=actor.account_id,
        project_id__in=[one.pk for one in found],
        status=BillingPeriod.OPEN,
    )
    by_project = {period.project_id: period for period in opened}
    return [_held(actor, one, by_project.get(one.pk)) for one in found]


def _held(actor: Actor, project: Project, period: BillingPeriod | None) -> Held:
    if period is not None:
        period.project = project
    terms, formats = projects.words(project)
    return Held(
        project=project,
        period=period,
        formats=formats,
        terms=terms,
        today=clock.today(project.time_zone),
        sees_below=_sees(actor, Tool.COMMITMENTS, project.pk),
        sees_above=_sees(actor, Tool.HEAD_CONTRACTS, project.pk),
    )


def _sees(actor: Actor, tool: Tool, project_id: int) -> bool:
    """Whether all claims of this direction are there for the person, private ones aside."""
    return access.may_with(actor, tool, Action.VIEW_CLAIM, project_id)


def shared_terms(held: list[Held]) -> Terms:
    """The words of a page about several projects: theirs where they agree, else the usual ones."""
    return catalogue(shared_terminology(one.project.terminology for one in held))
