"""Filling a draft head contract claim, and settling what it carried when it is issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from ledgerstone import core
from ledgerstone.claims import locking, queries
from ledgerstone.claims.events import ClaimPrefilled
from ledgerstone.claims.hearing.bringing import bring, whole_variations
from ledgerstone.claims.models import CarriedAmount, Claim, PlacementRule
from ledgerstone.claims.sheets import writing
from ledgerstone.claims.sheets.sheet import Entered
from ledgerstone.claims.sheets.valuation import load
from ledgerstone.claims.transitions import Action
from ledgerstone.core.rows import without_collecting_cycles
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows, write_rows
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, WrongState

from .allocation import Choices, Placement
from .carried_in_full import keep_carried_in_full
from .fillings import LineFilling
from .head_lines import read_head_lines
from .preview import PrefillPreview, build_preview, carried_in
from .settlement import settle


def preview_prefill(
    *, actor: Actor, claim_id: int, choices: Choices | None = None
) -> PrefillPreview:
    """What a prefill of this claim would change. Nothing is written."""
    claim = queries.get_claim(actor, claim_id)
    _require_prefill(claim)
    locking.require(actor, claim, Action.EDIT_CLAIMED)
    return build_preview(actor=actor, claim=claim, choices=choices)


def apply_prefill(
    *, actor: Actor, claim_id: int, expected_version: int, choices: Choices | None = None
) -> PrefillPreview:
    """Fill the draft as the preview with the same choices shows, and keep the sources.

    The lines that a person placed amounts on are remembered for the next claim.
    """
    chosen = choices or Choices()
    with transaction.atomic():
        claim = locking.locked_claim(
            actor, claim_id, Action.EDIT_CLAIMED, expected_version=expected_version
        )
        _require_prefill(claim)
        preview = build_preview(actor=actor, claim=claim, choices=chosen)
        if not preview.tie_out.ties:
            raise WrongState(
                "The amounts to carry do not tie out with the lines, so nothing was changed."
            )
        writing.touch(claim)
        claim.carries_retention = chosen.with_retention
        claim.carries_backup = chosen.with_backup
        _add_lines(claim, preview)
        with without_collecting_cycles():
            _write_fillings(actor, claim, preview.fillings)
            _write_carried(claim, preview)
        _remember(claim, preview, chosen.placed)
        publish(
            ClaimPrefilled(
                actor=actor,
                project_id=claim.contract.project_id,
                contract_id=claim.contract_id,
                claim_id=claim.pk,
                summary=f"filled {preview.changed} "
                f"{'line' if preview.changed == 1 else 'lines'} from certified claims",
                noted={
                    "version": claim.version,
                    "carried": str(preview.tie_out.carried),
                    "not_carried": str(preview.tie_out.not_carried),
                },
            )
        )
    return preview


def _add_lines(claim: Claim, preview: PrefillPreview) -> None:
    """Have the draft list what is filled in on a variation that was approved since it started."""
    added = [line.line.id for line in preview.lines if line.is_added]
    if added:
        bring(claim, whole_variations(claim.account_id, added))


def settle_carried(claim: Claim) -> None:
    """Let typed lines have carried no more than they bill, before the claim's figures freeze.

    Inside the transaction of the issue, with the claim locked.
    """
    carried: dict[int, list[Placement]] = {}
    for placement in carried_in(claim):
        carried.setdefault(placement.line, []).append(placement)
    if carried:
        for line in read_head_lines(claim):
            held = carried.get(line.id, [])
            if line.is_typed and held:
                _settle_line(claim, held, settle(held, line.draft_now))
    keep_carried_in_full(claim)


def _settle_line(claim: Claim, held: Sequence[Placement], kept: Sequence[Placement]) -> None:
    """Rewrite what one line carried, where it changed."""
    standing = {placement.source: placement.amount for placement in kept}
    changed = [item.source for item in held if standing.get(item.source) != item.amount]
    rows = CarriedAmount.objects.filter(
        account_id=claim.account_id, claim_id=claim.pk, line_id=held[0].line, source_id__in=changed
    )
    retention = dict(rows.values_list("source_id", "retention"))
    rows.delete()
    insert_rows(
        CarriedAmount,
        [
            {
                "account_id": claim.account_id,
                "claim_id": claim.pk,
                "line_id": placement.line,
                "source_id": placement.source,
                "work": placement.amount.work,
                "materials": placement.amount.materials,
                "retention": retention[placement.source],
            }
            for placement in kept
            if placement.source in changed
        ],
    )


def _require_prefill(claim: Claim) -> None:
    if not claim.is_upstream:
        raise WrongState("Only a claim on a head contract is filled from other claims.")
    if claim.contract.prefill_by == "none":
        raise WrongState("Prefill is switched off in the settings of this contract.")


def _write_fillings(actor: Actor, claim: Claim, fillings: Sequence[LineFilling]) -> None:
    """Enter the figures; a typed line that got an amount added stays a typed line."""
    inputs = load(claim)
    now = {row.line_id: row.claimed_entry for row in inputs.rows}
    entries: dict[bool, dict[int, Entered]] = {True: {}, False: {}}
    for filling in fillings:
        entry = now[filling.line_id]._replace(
            mode=filling.mode, figure=filling.figure, stored=filling.stored
        )
        if filling.retention is not None:
            adjustment, released = filling.retention
            entry = entry._replace(adjustment=adjustment, released=released)
        if entry != now[filling.line_id] or filling.is_prefilled:
            entries[filling.is_prefilled][filling.line_id] = entry
    try:
        for is_prefilled, some in entries.items():
            if some:
                writing.write_entries(
                    claim, inputs, some, user_id=actor.signed_by, is_prefilled=is_prefilled
                )
    except core.Refusal as refused:
        raise Invalid(f"The prefill was refused, and nothing was changed: {refused}") from refused
    writing.keep(
        claim, carries_retention=claim.carries_retention, carries_backup=claim.carries_backup
    )


def _write_carried(claim: Claim, preview: PrefillPreview) -> None:
    """Replace what the claim carries by what the preview places."""
    CarriedAmount.objects.filter(account_id=claim.account_id, claim_id=claim.pk).delete()
    write_rows(
        CarriedAmount,
        [
            {
                "account_id": claim.account_id,
                "claim_id": claim.pk,
                "line_id": placement.line,
                "source_id": placement.source,
                "work": placement.amount.work,
                "materials": placement.amount.materials,
                "retention": preview.shares[placement.line, placement.source],
            }
            for placement in preview.placements
        ],
    )


def _remember(claim: Claim, preview: PrefillPreview, placed: Mapping[int, int]) -> None:
    """Next time the same commitment line goes to the same head contract line."""
    lines = {
        item.source.id: item.source.schedule_line_id
        for line in preview.lines
        for item in line.sources
    }
    known = {line.line.id for line in preview.lines}
    for source, head_line in placed.items():
        if source in lines and head_line in known:
            PlacementRule.objects.update_or_create(
                account_id=claim.account_id,
                head_contract_id=claim.contract_id,
                source_line_id=lines[source],
                defaults={"head_line_id": head_line},
            )
