"""Companies and people from a file: kept aside, looked at, then accepted or thrown away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ledgerstone.directory import policy
from ledgerstone.directory.events import DirectoryImported
from ledgerstone.directory.imports import FileRow, Outcome, PlannedRow
from ledgerstone.directory.models import COMPANIES, PEOPLE, Company, Person, StagedImport
from ledgerstone.directory.staged import KEPT_FOR, get_staged, plan_of
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows, update_rows
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, Stale

from .allowed import refuse_unless
from .companies import company_refusals
from .people import (
    keep_memberships,
    locked_administrators,
    person_refusals,
    refuse_without_administrator,
)

_CHANGED = "The directory changed since this was shown. Look at what the file would do now."


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an accepted import did."""

    kind: str
    created: int
    changed: int
    left_out: int


def stage_import(
    *, actor: Actor, kind: str, filename: str, rows: Sequence[FileRow]
) -> StagedImport:
    """Keep the rows of a file until somebody accepts what they would change. Nothing else is
    stored; what others left lying for a day is removed."""
    refuse_unless(actor, policy.may_import(actor, kind))
    if not rows:
        sentence = "There are no rows below the headings."
        raise Invalid(sentence, fields={"file": sentence})
    with transaction.atomic():
        remove_old_imports(actor.account_id, clock.now())
        return StagedImport.objects.create(
            account_id=actor.account_id,
            user_id=actor.user_id,
            kind=kind,
            filename=filename[:200],
            rows=[[row.number, dict(row.cells), row.fault] for row in rows],
        )


def accept_import(*, actor: Actor, import_id: int, expected: str) -> Accepted:
    """Store the good rows, all or none, as they were shown: ``expected`` is the plan's digest."""
    with acting(actor):
        staged = get_staged(actor, import_id, locked=True)
        refuse_unless(actor, policy.may_import(actor, staged.kind))
        administrators = locked_administrators(actor) if staged.kind == PEOPLE else []
        plan = plan_of(actor, staged)
        if plan.digest != expected:
            raise Stale(_CHANGED)
        new, changed = plan.of(Outcome.NEW), plan.of(Outcome.CHANGED)
        if staged.kind == COMPANIES:
            _store_companies(actor, new, changed)
            touched: list[int] = []
            switched: tuple[int, ...] = ()
        else:
            touched, switched = _store_people(actor, new, changed)
            refuse_without_administrator(actor, administrators, "Somebody in this file")
        staged.delete()
        publish(
            DirectoryImported(
                actor=actor,
                created=len(new),
                changed=len(changed),
                person_ids=tuple(touched),
                switched_ids=switched,
                company_ids=_ids(changed) if staged.kind == COMPANIES else (),
                summary=_summary(staged, len(new), len(changed)),
            )
        )
    return Accepted(staged.kind, len(new), len(changed), plan.counts[Outcome.FAULTY])


def discard_import(*, actor: Actor, import_id: int) -> str:
    """Throw the rows of a file away; gives what kind they were."""
    with transaction.atomic():
        staged = get_staged(actor, import_id, locked=True)
        staged.delete()
    return str(staged.kind)


def remove_old_imports(account_id: int, now: dt.datetime) -> int:
    """Remove what nobody accepted within a day."""
    old = StagedImport.objects.filter(account_id=account_id, created_at__lt=now - KEPT_FOR)
    return old.delete()[0]


def _store_companies(actor: Actor, new: list[PlannedRow], changed: list[PlannedRow]) -> None:
    _lock(Company, actor, changed)
    with company_refusals():
        columns = _columns(new)
        insert_rows(Company, [_new_row(actor, Company, row, columns) for row in new])
        update_rows(Company, _changed_rows(Company, actor, changed))


def _store_people(
    actor: Actor, new: list[PlannedRow], changed: list[PlannedRow]
) -> tuple[list[int], tuple[int, ...]]:
    """Store people; gives who was there before, and who of them is in use now or no longer."""
    _lock(Person, actor, changed)
    rows = _changed_rows(Person, actor, changed, "is_primary_contact", "is_default_claim_contact")
    moved = {row.target_id for row in changed if "company_id" in row.values}
    for one in rows:
        if one["id"] in moved:
            one["is_primary_contact"] = one["is_default_claim_contact"] = False
    with person_refusals():
        columns = _columns(new)
        insert_rows(Person, [_new_row(actor, Person, row, columns) for row in new])
        update_rows(Person, rows)
    switched = _ids([row for row in changed if "is_active" in row.values])
    if switched:
        people = Person.objects.filter(account_id=actor.account_id, pk__in=switched)
        keep_memberships(list(people))
    return list(_ids(changed)), switched


def _lock(model: type[Company | Person], actor: Actor, rows: list[PlannedRow]) -> None:
    """Lock the records to change; Stale where one of them is not what the plan was made of."""
    versions = {row.target_id: row.version for row in rows}
    found = (
        model._default_manager.select_for_update()
        .filter(account_id=actor.account_id, pk__in=_ids(rows))
        .order_by("pk")
        .values_list("pk", "version")
    )
    if dict(found) != versions:
        raise Stale(_CHANGED)


def _columns(rows: list[PlannedRow]) -> list[str]:
    """Every column that any of the rows gives."""
    return list(dict.fromkeys(key for row in rows for key in row.values))


def _new_row(
    actor: Actor, model: type[Company | Person], row: PlannedRow, columns: list[str]
) -> dict[str, Any]:
    """A row to insert, with every column that any of them gives."""
    return {
        "account_id": actor.account_id,
        **{key: row.values.get(key, _default(model, key)) for key in columns},
    }


def _changed_rows(
    model: type[Company | Person], actor: Actor, rows: list[PlannedRow], *besides: str
) -> list[dict[str, Any]]:
    """Rows to update: those columns that any of them changes, as they are where a row does not."""
    if not rows:
        return []
    columns = list(dict.fromkeys([*_columns(rows), *besides]))
    records = model._default_manager.filter(account_id=actor.account_id, pk__in=_ids(rows))
    kept = {record["id"]: record for record in records.values("id", *columns)}
    return [
        {
            "account_id": actor.account_id,
            **kept[row.target_id or 0],
            **row.values,
            "version": row.version + 1,
        }
        for row in rows
    ]


def _default(model: type[Company | Person], key: str) -> Any:
    return next(
        field.get_default() for field in model._meta.concrete_fields if field.attname == key
    )


def _ids(rows: list[PlannedRow]) -> tuple[int, ...]:
    return tuple(row.target_id for row in rows if row.target_id is not None)


def _summary(staged: StagedImport, created: int, changed: int) -> str:
    what = "companies" if staged.kind == COMPANIES else "people"
    return f"imported {what} from {staged.filename}: {created} added, {changed} changed"


__all__ = ["Accepted", "accept_import", "discard_import", "remove_old_imports", "stage_import"]
