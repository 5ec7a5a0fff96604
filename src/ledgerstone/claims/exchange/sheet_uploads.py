"""Sheets that were filled in away from the browser: kept aside, looked at, then taken or not.

What is taken is saved as if it had been typed; nothing else is written. A file waits for a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from ledgerstone.claims.allowed import refuse_retention
from ledgerstone.claims.locking import locked_claim, require
from ledgerstone.claims.models import Claim, SheetUpload
from ledgerstone.claims.operations.cells import enter_all
from ledgerstone.claims.queries import get_claim
from ledgerstone.claims.sheets.edits import CellProblem
from ledgerstone.claims.sheets.saving import Saving
from ledgerstone.claims.transitions import Action
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, NotThere, Stale

from .sheet_cells import EnteredCell
from .sheet_planning import SheetPlan, edits_of, plan_sheet

KEPT_FOR = dt.timedelta(days=1)
_OTHER_CLAIM = "This sheet was downloaded from another claim. Choose the one of this claim."
_NOTHING = "Nothing in this file differs from when it was downloaded, so there is nothing to take."


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking entries: how many were saved, and what could not be."""

    claim: Claim
    cells: int
    lines: int
    problems: tuple[CellProblem, ...]
    left: int


def stage_sheet(
    *,
    actor: Actor,
    claim_id: int,
    filename: str,
    of_claim: int,
    version: int,
    entered: Sequence[EnteredCell],
) -> SheetUpload:
    """Keep what was entered in a file until somebody takes it. What was left lying for a day goes.

    Whoever may fill in the claim may bring its sheet, as long as it can be filled in.
    """
    with transaction.atomic():
        claim = get_claim(actor, claim_id)
        require(actor, claim, Action.EDIT_CLAIMED)
        if of_claim != claim.pk:
            raise Invalid(_OTHER_CLAIM, fields={"file": _OTHER_CLAIM})
        if not entered:
            raise Invalid(_NOTHING, fields={"file": _NOTHING})
        remove_old_uploads(actor.account_id, clock.now())
        return SheetUpload.objects.create(
            account_id=actor.account_id,
            claim_id=claim.pk,
            user_id=actor.user_id,
            filename=filename[-200:],
            version=version,
            differences=[one.kept() for one in entered],
        )


def remove_old_uploads(account_id: int, now: dt.datetime) -> None:
    """Remove files that nobody took within a day."""
    SheetUpload.objects.filter(account_id=account_id, created_at__lt=now - KEPT_FOR).delete()


def get_upload(actor: Actor, upload_id: int, *, locked: bool = False) -> SheetUpload:
    """A file that the person brought within the last day, of a claim that they see."""
    found = SheetUpload.objects.filter(
        account_id=actor.account_id,
        user_id=actor.user_id,
        pk=upload_id,
        created_at__gte=clock.now() - KEPT_FOR,
    )
    upload = (found.select_for_update() if locked else found).first()
    if upload is None:
        raise NotThere
    return upload


def entered_in(upload: SheetUpload) -> list[EnteredCell]:
    """The entries of a file that were not taken yet."""
    return [EnteredCell(*one) for one in upload.differences]


def plan_of(actor: Actor, upload: SheetUpload) -> tuple[Claim, SheetPlan]:
    """The claim, and what the file would do to it now."""
    claim = get_claim(actor, upload.claim_id)
    require(actor, claim, Action.EDIT_CLAIMED)
    return claim, plan_sheet(actor, claim, entered_in(upload))


def take_sheet(
    *, actor: Actor, upload_id: int, expected_version: int, places: Collection[int]
) -> Taken:
    """Save the entries at these places of a file, on the claim as the person saw it.

    An entry that cannot be saved stays with its reason; all others of them are saved.
    """
    with transaction.atomic():
        upload = get_upload(actor, upload_id, locked=True)
        claim = locked_claim(actor, upload.claim_id, Action.EDIT_CLAIMED)
        if claim.version != expected_version:
            raise Stale("The claim changed since this was shown. Look at what it would do now.")
        every = entered_in(upload)
        chosen = [one for place, one in enumerate(every) if place in places]
        if not chosen:
            sentence = "Choose at least one entry to take."
            raise Invalid(sentence, fields={"take": sentence})
        saving = Saving.of(actor, claim)
        edits = edits_of(saving, chosen)
        refuse_retention(actor, claim, edits)
        enter_all(saving, edits)
        saved = saving.finish(claim.version, summary="took a filled-in sheet into the figures")
        refused = {(one.line_id, one.column) for one in saved.errors}
        done = {one for one in chosen if (one.line_id, one.column) not in refused}
        left = [one for one in every if one not in done]
        _keep(upload, left)
        lines = len({one.line_id for one in done})
        return Taken(saved.claim, len(done), lines, saved.errors, len(left))


def _keep(upload: SheetUpload, left: Sequence[EnteredCell]) -> None:
    if not left:
        upload.delete()
        return
    upload.differences = [one.kept() for one in left]
    upload.save(update_fields=["differences"])


def discard_sheet(*, actor: Actor, upload_id: int) -> int:
    """Throw a file away; the claim that it was of."""
    with transaction.atomic():
        upload = get_upload(actor, upload_id, locked=True)
        claim_id: int = upload.claim_id
        upload.delete()
        return claim_id
