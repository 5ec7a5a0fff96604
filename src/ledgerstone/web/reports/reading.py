"""What the pages and the files of a report read: for whom, of which project or of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.projects.terminology import terms as catalogue
from ledgerstone.reports import policy
from ledgerstone.reports.catalogue import BY, MONTHS, ON, REPORTS, SIDE, Entry
from ledgerstone.reports.scope import Scope, read_scope
from ledgerstone.reports.tables import Report
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.context import shared_terminology
from ledgerstone.web.entrance import enter_project
from ledgerstone.web.requests import ActorRequest

from .wanted import Wanted, wanted_of

PROJECT_TOOL, ACCOUNT_TOOL = "web:project_reports", "web:account_reports"


@dataclass(frozen=True, slots=True)
class Reading:
    """A report, made, with the words and figures that it is written in."""

    wanted: Wanted
    entry: Entry
    scope: Scope
    report: Report
    terms: Terms
    formats: Formats
    project: Project | None
    project_count: int

    def address(self, name: str = "") -> str:
        """The page of a report of the same project or account, or a thing of it."""
        return address_of(self.project, name or self.report.key)


def address_of(project: Project | None, name: str) -> str:
    """The page of a report, or a thing of it: of a project, else of the account."""
    if project is None:
        return reverse(f"web:account_report_{name}")
    return reverse(f"web:report_{name}", args=[project.pk])


def read_report(request: ActorRequest, report: str, project_id: int | None) -> Reading:
    """The report that is asked for, or nothing there for those who have none."""
    entry = REPORTS[report]
    wanted = _fitting(wanted_of(request.GET), entry, project_id)
    if project_id is None:
        project = None
        among = policy.projects(request.actor)
        if not among:
            raise NotThere
        request.tool = ACCOUNT_TOOL
    else:
        project = enter_project(request, project_id)
        if not policy.may_see(request.actor, project.pk):
            raise NotThere
        among = [project.pk]
        request.tool = PROJECT_TOOL
    scope = read_scope(request.actor, among, wanted.asked, is_account=project is None)
    scope = _with_side(scope, entry)
    wanted = replace(wanted, asked=scope.asked)
    terms, formats = _words(request, project, among, scope)
    made = entry.make(scope, terms, formats)
    return Reading(wanted, entry, scope, made, terms, formats, project, len(among))


def _fitting(wanted: Wanted, entry: Entry, project_id: int | None) -> Wanted:
    """What the report does not ask is not asked of it."""
    asked = wanted.asked
    if project_id is not None:
        asked = replace(asked, project_id=None)
    if MONTHS not in entry.asks:
        asked = replace(asked, first=None, last=None)
    if ON not in entry.asks:
        asked = replace(asked, on=None)
    if BY not in entry.asks:
        asked = replace(asked, by="company")
    return replace(wanted, asked=asked)


def _with_side(scope: Scope, entry: Entry) -> Scope:
    """The one direction that the person has, where it is not the one asked for."""
    known = {one.is_above for one in scope.known}
    if SIDE not in entry.asks or len(known) != 1:
        return scope
    side = "above" if True in known else "below"
    return Scope(
        scope.actor,
        replace(scope.asked, side=side),
        scope.known,
        scope.currency,
        scope.is_account,
    )


def _words(
    request: ActorRequest, project: Project | None, among: Sequence[int], scope: Scope
) -> tuple[Terms, Formats]:
    """Those of the project. Across projects those that all of them have, else the usual ones."""
    if project is not None:
        terms, formats = projects.words(project)
        return terms, replace(formats, currency=scope.currency or formats.currency)
    terminology = shared_terminology(
        projects.visible_to(request.actor)
        .filter(pk__in=among)
        .order_by()
        .values_list("terminology", flat=True)
        .distinct()
    )
    formats = Formats(
        locale=terminology,
        currency=scope.currency or "XXX",
        time_zone=request.account.time_zone,
    )
    return catalogue(terminology), formats
