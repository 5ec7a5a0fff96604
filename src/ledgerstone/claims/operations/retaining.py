"""Retention in a claim: releasing it, setting it by hand on lines, and taking that back.

While a claim is with the claimant this concerns what is claimed; while it is assessed, the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from ledgerstone.claims import policy, queries
from ledgerstone.claims.acts import tell, value_or_refuse
from ledgerstone.claims.allowed import not_allowed, refuse_retention
from ledgerstone.claims.locking import locked_claim
from ledgerstone.claims.models import Claim
from ledgerstone.claims.retention.retention_events import RetentionRuleAdopted
from ledgerstone.claims.retention.retention_limits import (
    held_before,
    released_as_a_whole,
    released_on,
    why_not_on_lines,
)
from ledgerstone.claims.sheets.edits import CellEdit, Column, SavedCells
from ledgerstone.claims.sheets.saving import Saving
from ledgerstone.claims.sheets.sheet import LineRow
from ledgerstone.claims.sheets.valuation import claim_entry, load, scheduled
from ledgerstone.claims.sheets.writing import keep_figures, touch
from ledgerstone.claims.transitions import Action
from ledgerstone.core.held import adjustments_to, required_by_rule, share_of_held, spread_release
from ledgerstone.core.rounding import ZERO, cents, to_places
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid

from .header import change_header, check_release


def release_retention(
    *,
    actor: Actor,
    claim_id: int,
    expected_version: int,
    share: Decimal | None = None,
    amount: Decimal | None = None,
    event_id: int | None = None,
) -> Claim:
    """Ask for a release by the whole claim in one way: a share of what is held after this claim's
    own, an amount, or what a planned event releases. None of them asks for none.

    It takes the place of what the claim asked for before. Refused above what is held.
    """
    if sum(one is not None for one in (share, amount, event_id)) > 1:
        sentence = "Choose one way: a share, an amount, or a planned event."
        raise Invalid(sentence, fields={"release": sentence})
    name = ""
    with transaction.atomic():
        claim = locked_claim(actor, claim_id, Action.EDIT_CLAIMED)
        if event_id is not None:
            share, name = _planned(claim, event_id)
        return change_header(
            actor=actor,
            claim_id=claim_id,
            expected_version=expected_version,
            release_share=share,
            release_amount=amount,
            release_event=name,
        )


def _planned(claim: Claim, event_id: int) -> tuple[Decimal, str]:
    """What a planned event that was not released yet releases, and its name."""
    for event in queries.planned_releases(claim):
        if event.pk == event_id:
            return event.share, event.name
    sentence = "Choose an event that is planned and not released yet."
    raise Invalid(sentence, fields={"release": sentence})


def release_on_lines(
    *,
    actor: Actor,
    claim_id: int,
    line_ids: Sequence[int] | None = None,
    share: Decimal | None = None,
    amount: Decimal | None = None,
    since: int,
) -> SavedCells:
    """Release on lines (all: None) a share of what they hold, or an amount, shared out in cents in
    proportion to what each holds. It takes the place of what was released on them in this claim.
    """
    check_release({"release_share": share, "release_amount": amount})
    if share is None and amount is None:
        sentence = "Give a share of what is held, or an amount."
        raise Invalid(sentence, fields={"release": sentence})
    with transaction.atomic():
        saving, assessed = _saving(actor, claim_id, Column.RETENTION_RELEASED)
        why_not = why_not_on_lines(saving.inputs)
        if why_not:
            raise Invalid(why_not, fields={"release": why_not})
        places = _places(saving, line_ids)
        parts = _parts(saving, places, share, amount, assessed=assessed)
        column = Column.ASSESSED_RETENTION_RELEASED if assessed else Column.RETENTION_RELEASED
        name = "assessed_released" if assessed else "claimed_released"
        for index, part in zip(places, parts, strict=True):
            row = saving.inputs.rows[index]
            if part != released_on(row, assessed=assessed):
                given: dict[str, Any] = {name: part}
                saving.replace(index, row._replace(**given), column)
        return saving.finish(since, summary=f"released {saving.reader.terms.retention} on lines")


def _parts(
    saving: Saving,
    places: Sequence[int],
    share: Decimal | None,
    amount: Decimal | None,
    *,
    assessed: bool,
) -> list[Decimal]:
    """What is released on each of these lines; Invalid where that is more than is held."""
    inputs, rows = saving.inputs, saving.inputs.rows
    held = held_before(inputs, assessed=assessed)
    there = [held.by_line[rows[index].item] for index in places]
    wanted = share_of_held(share, there) if share is not None else amount or ZERO
    chosen = set(places)
    others = [released_on(row, assessed=assessed) for i, row in enumerate(rows) if i not in chosen]
    whole = released_as_a_whole(inputs.claim, assessed=assessed)
    elsewhere = sum(others, ZERO) + (ZERO if whole is None else whole)
    on_them = share_of_held(Decimal(1), there)
    left = min(on_them, max(ZERO, held.total - elsewhere))
    if wanted > left:
        terms, formats = saving.reader.terms, saving.reader.formats
        said = f"{formats.money_with_sign(on_them)} of {terms.retention} is held on these lines"
        if left < on_them:
            said += f", and {formats.money_with_sign(elsewhere)} is released elsewhere"
        sentence = f"{said}: release at most {formats.money_with_sign(left)}."
        raise Invalid(sentence, fields={"release": sentence})
    return spread_release(wanted, there)


def hold_on_lines(
    *,
    actor: Actor,
    claim_id: int,
    line_ids: Sequence[int] | None = None,
    work: Decimal,
    materials: Decimal | None = None,
    since: int,
) -> SavedCells:
    """Set what is required on lines (all: None) to these shares of their work and their stored
    material to date (None: the same share), by adjusting what the rule asks for.

    The adjustment stays until it is removed. What an event released before still scales it.
    """
    on_stored = work if materials is None else materials
    for field, rate in (("work", work), ("materials", on_stored)):
        if not (0 <= rate <= 1 and to_places(6, rate) == rate):
            sentence = "Give a percentage from 0% to 100%."
            raise Invalid(sentence, fields={field: sentence})
    with transaction.atomic():
        saving, assessed = _saving(actor, claim_id, Column.RETENTION_ADJUSTMENT)
        _refuse_without_rule(saving)
        rows, inputs = saving.inputs.rows, saving.inputs
        schedule = [scheduled(row) for row in rows]
        rule = required_by_rule(
            inputs.terms,
            schedule,
            claim_entry(inputs),
            inputs.previous.position,
            claimed=not assessed,
        )
        places = [index for index in _places(saving, line_ids) if not rows[index].exempt]
        targets = {
            rows[index].item: cents(earned * work) + cents(stored * on_stored)
            for index, earned, stored in _earned(saving, places, assessed=assessed)
        }
        wanted = adjustments_to(targets, rule.by_line)
        _adjust(saving, places, lambda row: wanted[row.item], assessed=assessed)
        retention = saving.reader.terms.retention
        return saving.finish(since, summary=f"set the {retention} of lines")


def _earned(
    saving: Saving, places: Iterable[int], *, assessed: bool
) -> Iterable[tuple[int, Decimal, Decimal]]:
    """Per line its work and its stored material to date, on one side."""
    for index in places:
        row = saving.inputs.rows[index]
        if assessed and row.assessed_work is not None and row.assessed_materials is not None:
            yield index, row.assessed_work, row.assessed_materials
        else:
            yield index, row.claimed_work, row.claimed_materials


def remove_adjustments(
    *, actor: Actor, claim_id: int, line_ids: Sequence[int] | None = None, since: int
) -> SavedCells:
    """Take adjustments by hand off lines (all: None): from this claim on they hold by the rule."""
    with transaction.atomic():
        saving, assessed = _saving(actor, claim_id, Column.RETENTION_ADJUSTMENT)
        places = _places(saving, line_ids)
        _adjust(saving, places, lambda row: ZERO, assessed=assessed)
        retention = saving.reader.terms.retention
        return saving.finish(since, summary=f"removed adjustments of {retention}")


def _adjust(
    saving: Saving, places: Iterable[int], wanted: Callable[[LineRow], Decimal], *, assessed: bool
) -> None:
    """Enter adjustments; where what stands without an entry is the same, none is entered."""
    column = Column.ASSESSED_RETENTION_ADJUSTMENT if assessed else Column.RETENTION_ADJUSTMENT
    name = "assessed_adjustment" if assessed else "claimed_adjustment"
    for index in places:
        row, stood = saving.inputs.rows[index], saving.inputs.standings[index].adjustment
        if assessed and row.claimed_adjustment is not None:
            stood = row.claimed_adjustment
        figure = wanted(row)
        entry: dict[str, Any] = {name: None if figure == stood else figure}
        saving.replace(index, row._replace(**entry), column)


def adopt_retention_terms(*, actor: Actor, claim_id: int, expected_version: int) -> Claim:
    """Have an undecided claim hold by the contract's terms of now, where it keeps earlier ones."""
    with transaction.atomic():
        claim = locked_claim(
            actor,
            claim_id,
            Action.EDIT_CLAIMED,
            Action.EDIT_ASSESSED,
            expected_version=expected_version,
        )
        if not policy.may_override_retention(actor, claim):
            raise not_allowed(actor, claim.contract)
        if claim.kept_retention is None:
            return claim
        claim.kept_retention = None
        touch(claim)
        sheet = value_or_refuse(load(claim))
        Claim.objects.filter(account_id=claim.account_id, pk=claim.pk).update(kept_retention=None)
        keep_figures(claim, sheet)
        terms, _ = words(claim.contract.project)
        said = f"had claim {claim.number} hold by the contract's terms of {terms.retention} of now"
        tell(RetentionRuleAdopted, actor, claim, said)
        return claim


def _refuse_without_rule(saving: Saving) -> None:
    if saving.inputs.terms.retention is None:
        terms = saving.reader.terms
        sentence = f"Nothing is held back under this contract: set its terms of {terms.retention}."
        raise Invalid(sentence, fields={"work": sentence})


def _saving(actor: Actor, claim_id: int, column: Column) -> tuple[Saving, bool]:
    """The claim's lines in memory, and whether the assessment is what is changed."""
    claim = locked_claim(actor, claim_id, Action.EDIT_CLAIMED, Action.EDIT_ASSESSED)
    assessed = not policy.may_edit_claimed(actor, claim)
    if assessed and not policy.may_edit_assessed(actor, claim):
        raise not_allowed(actor, claim.contract)
    refuse_retention(actor, claim, [CellEdit(0, column, "")])
    return Saving.of(actor, claim), assessed


def _places(saving: Saving, line_ids: Sequence[int] | None) -> list[int]:
    """Where these lines stand on the sheet, in its order."""
    if line_ids is None:
        return list(range(len(saving.inputs.rows)))
    wanted = set(line_ids)
    found = [index for index, row in enumerate(saving.inputs.rows) if row.line_id in wanted]
    if len(found) != len(wanted):
        sentence = "A chosen line is no longer here: reload the page."
        raise Invalid(sentence, fields={"lines": sentence})
    return found
