"""What the page of a period's claims and its files read, narrowed and sorted as they are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledgerstone.claims import listing
from ledgerstone.claims.listing import HandedIn
from ledgerstone.projects import policy, queries
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.claims.periods.period_rows import Desk, ToolRow, tool_rows
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.requests import ActorRequest

from .tool_asked import Asked, asked_of
from .tool_columns import OF_COVERS, SORTABLE, Column, chosen
from .tool_rows import Narrowed, narrowed

_COOKIES = {False: "columns_claims", True: "columns_head_claims"}


@dataclass(frozen=True, slots=True)
class Reading:
    """All of it. ``listed`` are the rows of the list that is asked for, nothing left out."""

    desk: Desk
    asked: Asked
    heads: Sequence[ToolRow]
    listed: Sequence[ToolRow]
    narrowed: Narrowed
    columns: Sequence[Column]
    covers: Mapping[int, HandedIn]

    @property
    def rows(self) -> Sequence[ToolRow]:
        return self.narrowed.rows


def enter_tool(request: ActorRequest, project_id: int) -> Project:
    """The project whose claims somebody runs; refused as not there for others."""
    project = enter_project(request, project_id)
    if not policy.may_see_claims_tool(request.actor, project.pk):
        raise NotThere
    request.tool = "web:claims_tool"
    return project


def read_tool(
    request: ActorRequest, project: Project, periods: Sequence[BillingPeriod]
) -> Reading | None:
    """What is asked for of these periods; None where there is none."""
    terms, formats = words(request)
    asked = asked_of(request.GET, terms, SORTABLE)
    period = period_asked(periods, asked.period_id)
    if period is None:
        return None
    today = clock.today(project.time_zone)
    desk = Desk(request.actor, request.account, project, period, terms, formats, today)
    # Who looks at commitments is offered the next act on the head contract too.
    below, above = tool_rows(desk, upstream=True if asked.head else None)
    listed = above if asked.head else below
    found = narrowed(listed, asked, _said(desk, listed, asked))
    columns = chosen(terms, request.COOKIES.get(cookie(head=asked.head), ""), head=asked.head)
    return Reading(
        desk=desk,
        asked=asked,
        heads=above,
        listed=listed,
        narrowed=found,
        columns=columns,
        covers=_covers(found.rows, columns),
    )


def cookie(*, head: bool) -> str:
    """Where a browser keeps which columns were chosen."""
    return _COOKIES[head]


def periods_of(request: ActorRequest, project: Project) -> list[BillingPeriod]:
    """The periods of the project, the latest first. One query."""
    found = list(queries.periods(request.actor, project.pk))
    for one in found:
        one.project = project
    return found


def period_asked(periods: Sequence[BillingPeriod], asked: int | None) -> BillingPeriod | None:
    """The period asked for, else the open one, else the latest."""
    if asked is not None:
        found = next((one for one in periods if one.pk == asked), None)
        if found is None:
            raise NotThere
        return found
    is_open = (one for one in periods if one.status == BillingPeriod.OPEN)
    return next(is_open, periods[0] if periods else None)


def _said(desk: Desk, listed: Sequence[ToolRow], asked: Asked) -> Mapping[int, str]:
    """What was said about the claims, where somebody searches."""
    if not asked.words:
        return {}
    return listing.said_about(desk.actor, [row.claim for row in listed if row.claim is not None])


def _covers(rows: Sequence[ToolRow], columns: Sequence[Column]) -> Mapping[int, HandedIn]:
    """What claims were handed in with, where a column shows something of it."""
    if not any(column.key in set(OF_COVERS) for column in columns):
        return {}
    return listing.handed_in([row.claim for row in rows if row.claim is not None])
