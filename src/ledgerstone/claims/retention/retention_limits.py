"""How much a claim may release: never more than is held, on a line and in all.

Releases on lines come first, then that of the claim as a whole out of what they leave. Whatever
asks for more is refused where it is entered, with what is held; the engine would cut it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ledgerstone import core
from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets.edits import Column
from ledgerstone.claims.sheets.sheet import ClaimSheet, LineRow
from ledgerstone.claims.sheets.valuation import Inputs, claim_entry, scheduled
from ledgerstone.contracts.retention.retention_release import of_contract
from ledgerstone.core.held import Held, held_before_release
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.refusals import Invalid

_ABOVE = "release_above_held"


@dataclass(frozen=True, slots=True)
class TooMuch:
    """What is released above what is held: per line by its index, and by the whole claim."""

    lines: Mapping[int, str] = field(default_factory=dict)
    whole: str = ""

    def __bool__(self) -> bool:
        return bool(self.lines or self.whole)


def held_before(inputs: Inputs, *, assessed: bool) -> Held:
    """What is held before this claim releases anything, by its assessed or its claimed figures."""
    schedule = [scheduled(row) for row in inputs.rows]
    return held_before_release(
        inputs.terms,
        schedule,
        claim_entry(inputs),
        inputs.previous.position,
        claimed=not assessed,
    )


def released_on(row: LineRow, *, assessed: bool) -> Decimal:
    """What is released on a line, on one side."""
    given = row.claimed_released
    if assessed and row.assessed_released is not None:
        given = row.assessed_released
    return ZERO if given is None else given


def released_as_a_whole(claim: Claim, *, assessed: bool) -> Decimal | None:
    """The amount that the claim as a whole releases; None where it is a share, or nothing."""
    if assessed and not _as_claimed(claim):
        return claim.assessed_release_amount
    return claim.release_amount


def _as_claimed(claim: Claim) -> bool:
    return claim.assessed_release_share is None and claim.assessed_release_amount is None


def too_much(inputs: Inputs, sheet: ClaimSheet, *, assessed: bool) -> TooMuch:
    """What is released above what is held, each with its sentence. Only where the engine warned
    is anything worked out."""
    if not any(warning.code == _ABOVE for warning in sheet.warnings):
        return TooMuch()
    return _measure(inputs, held_before(inputs, assessed=assessed), assessed=assessed)


def _measure(inputs: Inputs, held: Held, *, assessed: bool) -> TooMuch:
    terms, formats = words(inputs.claim.contract.project)
    lines: dict[int, str] = {}
    on_lines = ZERO
    for index, row in enumerate(inputs.rows):
        released = released_on(row, assessed=assessed)
        on_lines += released
        there = max(ZERO, held.by_line[row.item])
        if released > there:
            lines[index] = _sentence(formats.money_with_sign(there), there, str(terms.retention))
    whole = released_as_a_whole(inputs.claim, assessed=assessed)
    asked = on_lines + (ZERO if whole is None else whole)
    if asked <= held.total:
        return TooMuch(lines)
    if not held.total:
        return TooMuch(lines, f"No {terms.retention} is held, so there is none to release.")
    said = f"{formats.money_with_sign(held.total)} of {terms.retention} is held in all"
    if whole is None:
        return TooMuch(lines, f"{said}: release no more on its lines.")
    if on_lines:
        said += f", and {formats.money_with_sign(on_lines)} of it is released line by line"
    left = max(ZERO, held.total - on_lines)
    return TooMuch(lines, f"{said}: release at most {formats.money_with_sign(left)}.")


def _sentence(said: str, there: Decimal, retention: str) -> str:
    if not there:
        return f"No {retention} is held on this line."
    return f"{said} of {retention} is held on this line: release at most that."


def refuse_above_held(inputs: Inputs, sheet: ClaimSheet, *, assessed: bool = False) -> None:
    """Invalid where a claim releases more than is held, at each place where it does."""
    found = too_much(inputs, sheet, assessed=assessed)
    if not found:
        return
    column = "assessed_retention_released" if assessed else "retention_released"
    fields = {
        f"line:{inputs.rows[index].line_id}:{column}": sentence
        for index, sentence in found.lines.items()
    }
    if found.whole:
        fields["assessed_release" if assessed else "release"] = found.whole
    named = [f"Line {inputs.rows[index].item}: {said}" for index, said in found.lines.items()]
    raise Invalid(named[0] if named else found.whole, fields=fields)


def above_held(
    inputs: Inputs,
    sheet: ClaimSheet,
    kept: Mapping[int, LineRow],
    columns: Mapping[int, Sequence[str]],
    column: Column,
) -> dict[int, str]:
    """Of releases that a save raised in this column, those that go beyond what is held, by index.

    ``kept`` are the rows before it, ``columns`` what it changed on each. A release that was too
    high already may be lowered.
    """
    assessed = column.is_assessed
    raised = [
        index
        for index, changed in columns.items()
        if column in changed
        and released_on(inputs.rows[index], assessed=assessed)
        > released_on(kept[index], assessed=assessed)
    ]
    if not raised:
        return {}
    found = too_much(inputs, sheet, assessed=assessed)
    refused = {index: found.lines[index] for index in raised if index in found.lines}
    if not refused and found.whole:
        refused = dict.fromkeys(raised, found.whole)
    return refused


def why_not_on_lines(inputs: Inputs) -> str:
    """Why nothing can be released line by line; empty where something can."""
    terms, _ = words(inputs.claim.contract.project)
    rule = inputs.terms.retention
    if rule is None:
        return f"Nothing is held back under this contract, so there is no {terms.retention}."
    if inputs.claim.type == core.ClaimType.WORK_MATERIALS:
        return f"This type of {terms.claim_short} releases no {terms.retention}."
    if rule.basis is core.RetentionBasis.COVER or rule.cap is not None:
        return (
            f"Under this contract {terms.retention} is released on the whole "
            f"{terms.claim_short}, not line by line."
        )
    return ""


def refuse_event_again(claim: Claim) -> None:
    """An event releases once: Invalid where another certified claim released because of it."""
    if not claim.release_event or not _releases(claim):
        return
    others = Claim.objects.filter(account_id=claim.account_id, contract_id=claim.contract_id)
    done = (
        others.filter(release_event=claim.release_event, certificate__isnull=False)
        .exclude(pk=claim.pk)
        .filter(certificate__retention_released_this_period__gt=0)
        .values_list("number", flat=True)
        .first()
    )
    if done is None or claim.release_event not in _planned(claim):
        return
    terms, _ = words(claim.contract.project)
    sentence = f"“{claim.release_event}” was released in {terms.claim_short} {done} already."
    raise Invalid(sentence, fields={"release": sentence, "assessed_release": sentence})


def _releases(claim: Claim) -> bool:
    asked = (claim.release_share, claim.release_amount)
    answer = (claim.assessed_release_share, claim.assessed_release_amount)
    return any(asked if answer == (None, None) else answer)


def _planned(claim: Claim) -> set[str]:
    return {event.name for event in of_contract(claim.contract)}
