"""Planning what releases retention: practical completion, the end of defects and so on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledgerstone.access.actions import Action
from ledgerstone.contracts.models import Contract, ReleaseEvent
from ledgerstone.contracts.retention import retention_events
from ledgerstone.contracts.retention.retention_release import name_of
from ledgerstone.core.rounding import to_places
from ledgerstone.projects import queries as projects
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import fitting, one_line

from .locking import locked_contract

MOST_EVENTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRelease:
    """An event and the share of what is held then that it releases; ``key``: of one that was
    planned before. Without a name it has that of its kind."""

    event: str
    share: Decimal
    name: str = ""
    due_on: dt.date | None = None
    happened_on: dt.date | None = None
    key: int | None = None


def plan_releases(
    *,
    actor: Actor,
    contract_id: int,
    planned: Sequence[PlannedRelease],
    expected_version: int | None = None,
) -> Contract:
    """Put these events in the place of those that were planned, in their order.

    Refusals are at ``event:1:name`` and so on. What a certified claim released stays.
    """
    with acting(actor):
        contract = locked_contract(
            actor, contract_id, right=Action.CONFIGURE, expected_version=expected_version
        )
        words, _formats = projects.words(contract.project)
        rows = list(_checked(planned, words))
        before = {
            event.pk: event
            for event in ReleaseEvent.objects.filter(
                account_id=contract.account_id, contract_id=contract.pk
            )
        }
        dropped = tuple(_dropped(before, planned, rows))
        if not _keep(contract, before, planned, rows):
            return contract
        contract.version += 1
        contract.save(update_fields=["version"])
        names = ", ".join(row["name"] for row in rows)
        publish(
            retention_events.ReleasesPlanned(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                dropped=dropped,
                summary=f"planned what releases {words.retention}: {names or 'nothing'}"[:500],
            )
        )
    return contract


def _checked(planned: Sequence[PlannedRelease], words: Terms) -> Iterator[dict[str, Any]]:
    if len(planned) > MOST_EVENTS:
        raise Invalid(f"Plan up to {MOST_EVENTS} events.")
    taken: set[str] = set()
    for place, given in enumerate(planned, 1):
        if given.event not in ReleaseEvent.EVENTS:
            raise _invalid(place, "event", "Choose what releases it from the list.")
        name = one_line(given.name) or name_of(given.event, words)
        if not name:
            raise _invalid(place, "name", "Give the event a name.")
        fitting(name, field=f"event:{place}:name", what="the name", longest=60)
        if name.lower() in taken:
            raise _invalid(place, "name", f"There is another “{name}”. Give each its own name.")
        taken.add(name.lower())
        share = given.share
        if not (share.is_finite() and 0 < share <= 1 and to_places(6, share) == share):
            raise _invalid(place, "share", "Give a share above 0% and up to 100%.")
        yield {
            "position": place,
            "event": given.event,
            "name": name,
            "share": share,
            "due_on": given.due_on,
            "happened_on": given.happened_on,
        }


def _dropped(
    before: dict[int, ReleaseEvent],
    planned: Sequence[PlannedRelease],
    rows: Sequence[dict[str, Any]],
) -> Iterator[tuple[str, str]]:
    """Names that are gone, or that release another share than they did."""
    shares = {row["name"]: row["share"] for row in rows}
    places = {given.key: place for place, given in enumerate(planned, 1)}
    for key, event in before.items():
        if shares.get(event.name) != event.share:
            what = "share" if event.name in shares else "name"
            yield event.name, f"event:{places[key]}:{what}" if key in places else ""


def _keep(
    contract: Contract,
    before: dict[int, ReleaseEvent],
    planned: Sequence[PlannedRelease],
    rows: Sequence[dict[str, Any]],
) -> bool:
    """Write what differs; whether anything did. An event of another name is another event."""
    keys = [
        given.key if given.key in before and before[given.key].name == row["name"] else None
        for given, row in zip(planned, rows, strict=True)
    ]
    gone = [event for key, event in before.items() if key not in keys]
    # A name that goes must have gone before another event takes it.
    for event in gone:
        event.delete()
    changed = bool(gone)
    for key, row in zip(keys, rows, strict=True):
        if key is None:
            ReleaseEvent.objects.create(account_id=contract.account_id, contract=contract, **row)
            changed = True
            continue
        event = before[key]
        names = [name for name, value in row.items() if getattr(event, name) != value]
        for name in names:
            setattr(event, name, row[name])
        if names:
            event.save(update_fields=names)
            changed = True
    return changed


def _invalid(place: int, field: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={f"event:{place}:{field}": sentence})
