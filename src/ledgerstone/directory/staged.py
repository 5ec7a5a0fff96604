"""Files that wait for somebody to accept them, and what they would do."""

from __future__ import annotations

import datetime as dt

from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from . import policy
from .imports import FileRow, ImportPlan, plan_companies, plan_people
from .models import COMPANIES, StagedImport

KEPT_FOR = dt.timedelta(days=1)


def get_staged(actor: Actor, import_id: int, *, locked: bool = False) -> StagedImport:
    """A file that the person uploaded within the last day; else NotThere."""
    found = StagedImport.objects.filter(
        account_id=actor.account_id,
        user_id=actor.user_id,
        pk=import_id,
        created_at__gte=clock.now() - KEPT_FOR,
    )
    staged = (found.select_for_update() if locked else found).first()
    if staged is None or not policy.may_import(actor, staged.kind):
        raise NotThere
    return staged


def plan_of(actor: Actor, staged: StagedImport) -> ImportPlan:
    """What its rows would do to the directory as it is now."""
    rows = [FileRow(number, cells, fault) for number, cells, fault in staged.rows]
    plan = plan_companies if staged.kind == COMPANIES else plan_people
    return plan(actor, rows)
