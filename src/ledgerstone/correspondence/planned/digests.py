"""The weekly digest of claims that wait: which projects get one when, and leaving it to the worker.

It goes out on Mondays at seven where the project is built. What nobody was there to send is made up
for once, up to three days late; after that the next Monday is nearer. A Monday on which the setting
was off is not made up for. The worker and the page of what is planned both read ``between``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.delivery import posting
from ledgerstone.correspondence.kind import Cause
from ledgerstone.history.models import RowChange
from ledgerstone.projects.models import InvoicingSettings, Project
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import Account

from .mornings import mondays, seven_on

LATE_BY = dt.timedelta(days=3)
_SETTING = "sends_digest"


@dataclass(frozen=True, slots=True)
class Digest:
    """The digest of a project on a Monday, and the moment at which it goes out there."""

    project: Project
    monday: dt.date
    at: dt.datetime

    @property
    def key(self) -> str:
        """The name of what its mail follows: there is one a project and Monday."""
        return f"digest:{self.project.pk}:{self.monday.isoformat()}"


def between(account_id: int, since: dt.datetime, until: dt.datetime) -> list[Digest]:
    """The digests that are to go out after a moment and until another, in order. Two queries.

    The account is in context.
    """
    asked = {
        one.pk: one.project
        for one in InvoicingSettings.objects.filter(
            account_id=account_id, sends_digest=True
        ).select_related("project")
    }
    turned_on = _turned_on(account_id, list(asked))
    found = [
        Digest(project, monday, seven_on(monday, project.time_zone))
        for pk, project in asked.items()
        for monday in mondays(max(since, turned_on.get(pk, since)), until, project.time_zone)
    ]
    return sorted(found, key=lambda one: (one.at, one.project.pk))


def queue_digests(account: Account) -> int:
    """Leave the digests of an account that are due to the worker; how many. In context."""
    now = clock.now()
    kind = catalogue.KINDS["digest"]
    causes = [
        Cause(one.key, project_id=one.project.pk) for one in between(account.pk, now - LATE_BY, now)
    ]
    return len(posting.post(account.pk, kind, causes))


def _turned_on(account_id: int, settings_ids: list[int]) -> dict[int, dt.datetime]:
    """When the setting was said last, by the ids of the settings. One query."""
    said = RowChange.objects.filter(
        account_id=account_id,
        table_name=InvoicingSettings._meta.db_table,
        row_id__in=settings_ids,
        changed__has_key=_SETTING,
    )
    latest = said.order_by("row_id", "-id").distinct("row_id")
    return dict(latest.values_list("row_id", "at"))
