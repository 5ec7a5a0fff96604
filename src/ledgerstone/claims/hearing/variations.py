"""What claims say to what happens to variations: lines that leave, or that count from now on.

The contract is locked by the operation that is heard, so no claim on it changes meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from ledgerstone.claims.models import WITHDRAWN, ClaimLine
from ledgerstone.claims.sheets.on_claims import offered
from ledgerstone.contracts.events import ScheduleChanged, VariationApproved
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.variations.variation_events import (
    VariationDeleted,
    VariationEvent,
    VariationLinesChanged,
    VariationStatusChanged,
    VariationTakenBack,
)
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.events import subscribe
from ledgerstone.tenancy.refusals import WrongState

from .schedule_changes import follow_schedule, says_something


def listen() -> None:
    """Have this room hear of variations, once however often asked."""
    subscribe(VariationApproved, count_from_now)
    subscribe(VariationLinesChanged, follow_lines)
    subscribe(VariationDeleted, follow_lines)
    subscribe(VariationStatusChanged, take_off_claims)
    subscribe(VariationTakenBack, take_off_claims)


def follow_lines(event: VariationLinesChanged | VariationDeleted) -> None:
    """Lines that a claim lists before they are approved came to other values, or went."""
    revalued = event.revalued if isinstance(event, VariationLinesChanged) else ()
    _follow(event, revalued=revalued, removed=event.removed)


def count_from_now(event: VariationApproved) -> None:
    """Lines that a claim listed before their approval count on it from now on."""
    _follow(event, revalued=event.line_ids)


def _follow(
    event: VariationEvent | VariationApproved,
    *,
    revalued: Sequence[int] = (),
    removed: Sequence[int] = (),
) -> None:
    if not removed and not _undecided(event, revalued).exists():
        return
    follow_schedule(
        ScheduleChanged(
            actor=event.actor,
            project_id=event.project_id,
            contract_id=event.contract_id,
            version=event.version,
            revalued=tuple(revalued),
            removed=tuple(removed),
        )
    )


def take_off_claims(event: VariationTakenBack | VariationStatusChanged) -> None:
    """What is no longer agreed or proposed leaves the undecided claims that say nothing on it.

    Taking an approval back is refused where one does.
    """
    rows = _undecided(event, event.leaving).select_related("claim")
    contract = Contract.objects.select_related("project").get(
        account_id=event.actor.account_id, pk=event.contract_id or 0
    )
    terms, _formats = words(contract.project)
    is_offered = event.after in offered(contract)
    empty: list[int] = []
    for row in rows:
        if not says_something(row):
            empty.append(row.pk)
        elif isinstance(event, VariationTakenBack):
            raise WrongState(
                f"{terms.claim_short.capitalised} {row.claim.number} has figures on its lines. "
                "Clear them there first."
            )
    if not is_offered and empty:
        ClaimLine.objects.filter(account_id=event.actor.account_id, pk__in=empty).delete()
    if isinstance(event, VariationTakenBack):
        _follow(event, removed=event.leaving)


def _undecided(
    event: VariationEvent | VariationApproved, line_ids: Sequence[int]
) -> QuerySet[ClaimLine]:
    """What claims that are not certified say on these lines."""
    return ClaimLine.objects.filter(
        account_id=event.actor.account_id, line_id__in=line_ids, claim__certificate=None
    ).exclude(claim__status=WITHDRAWN)
