"""Creating, changing and deleting variations of every tier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Unpack

from ledgerstone.contracts.models import VARIATION_STATUSES, Contract, Variation
from ledgerstone.contracts.schedules.schedule import NewLine, RawRow
from ledgerstone.contracts.variations import variation_rules, variations
from ledgerstone.contracts.variations.variation_events import (
    VariationChanged,
    VariationCreated,
    VariationDeleted,
)
from ledgerstone.contracts.variations.variation_rules import UNDECIDED, VariationRules
from ledgerstone.contracts.variations.variation_words import kind_word
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, WrongState
from ledgerstone.tenancy.taken import refused_at

from .particulars import refused
from .variations_bundling import put_into
from .variations_holding import (
    bump,
    bump_contract,
    contract_for_variations,
    line_ids,
    locked_variation,
    not_allowed,
    refuse_unless_changeable,
    refuse_unless_in_effect,
)
from .variations_lines import change_variation_lines, keep, planned, tell_leaving
from .variations_particulars import OF_MANAGERS, VariationParticulars, variation_particulars
from .variations_status import approve_with_parts


def create_variation(
    *,
    actor: Actor,
    contract_id: int,
    kind: str,
    status: str = "draft",
    lines: Sequence[RawRow] | Sequence[NewLine] = (),
    create_codes: bool = False,
    part_ids: Sequence[int] = (),
    approved_on: dt.date | None = None,
    is_field_initiated: bool = False,
    **given: Unpack[VariationParticulars],
) -> Variation:
    """Set a variation up on a tier that is in use, with lines of its own or made of parts.

    Without a number it gets the next of its kind. ``is_field_initiated``: raised by somebody who
    sees the contract, where the project lets them; it is for others to take further.
    """
    with acting(actor):
        contract = contract_for_variations(actor, contract_id)
        words, _formats = projects.words(contract.project)
        rules = variation_rules.rules_of(contract)
        _refuse_start(actor, contract, rules, kind, is_field_initiated=is_field_initiated)
        refuse_unless_in_effect(contract, words)
        _refuse_kind(contract, rules, kind)
        _refuse_status(actor, contract, status)
        if lines and part_ids:
            raise Invalid("Give it lines of its own, or parts that have them; not both.")
        variation = Variation(account_id=contract.account_id, contract=contract, kind=kind)
        variation.status = "draft" if status == "approved" else status
        variation.is_field_initiated = is_field_initiated
        variation.created_by_id = actor.user_id
        _fill(actor, variation, given)
        _insert(actor, variation, lines, create_codes=create_codes)
        if part_ids:
            put_into(actor, variation, part_ids, rules)
        if status == "approved":
            approve_with_parts(actor, variation, approved_on)
    return variation


def _refuse_start(
    actor: Actor,
    contract: Contract,
    rules: VariationRules,
    kind: str,
    *,
    is_field_initiated: bool,
) -> None:
    if is_field_initiated:
        if not variation_rules.may_raise(actor, contract, rules) or kind != rules.lowest:
            raise not_allowed()
        return
    if variation_rules.may_manage(actor, contract):
        return
    if kind != rules.lowest or not variation_rules.may_prepare(actor, contract, rules):
        raise not_allowed()


def _refuse_kind(contract: Contract, rules: VariationRules, kind: str) -> None:
    if kind in rules.kinds:
        return
    words, _formats = projects.words(contract.project)
    used = ", ".join(str(kind_word(one, words).plural) for one in rules.kinds)
    raise refused("kind", f"This project works with {used}.")


def _refuse_status(actor: Actor, contract: Contract, status: str) -> None:
    if status not in VARIATION_STATUSES:
        raise refused("status", "Choose one from the list.")
    if status not in UNDECIDED and not variation_rules.may_manage(actor, contract):
        raise not_allowed()
    if status == "approved" and not variation_rules.may_approve(actor, contract):
        raise not_allowed()


def _fill(actor: Actor, variation: Variation, given: VariationParticulars) -> None:
    """Put the particulars on a variation that is set up."""
    contract = variation.contract
    if OF_MANAGERS & set(given) and not variation_rules.may_manage(actor, contract):
        raise not_allowed()
    words, _formats = projects.words(contract.project)
    asked = dict(given)
    if not asked.get("number"):
        asked["number"] = variations.next_number(contract, variation.kind, words)
    for name, value in variation_particulars(actor, variation, {"title": "", **asked}).items():
        setattr(variation, name, value)


def _insert(
    actor: Actor,
    variation: Variation,
    lines: Sequence[RawRow] | Sequence[NewLine],
    *,
    create_codes: bool,
) -> None:
    with refused_at(contracts_variation_number_once=("number", _taken(variation))):
        variation.save(force_insert=True)
    plan = planned(actor, variation, lines, create_codes=create_codes)
    keep(variation, plan)
    bump_contract(variation.contract)
    words, formats = projects.words(variation.contract.project)
    raised = "raised" if variation.is_field_initiated else "created"
    publish(
        VariationCreated(
            actor=actor,
            project_id=variation.contract.project_id,
            contract_id=variation.contract_id,
            version=variation.contract.version,
            variation_id=variation.pk,
            variation_version=variation.version,
            is_field_initiated=variation.is_field_initiated,
            summary=f"{raised} the {kind_word(variation.kind, words)} {variation.number} "
            f"{variation.title}, {formats.money(plan.total)}",
        )
    )


def _taken(variation: Variation) -> str:
    words, _formats = projects.words(variation.contract.project)
    named = kind_word(variation.kind, words).with_article
    return f"This contract has {named} {variation.number} already."


def change_variation(
    *,
    actor: Actor,
    variation_id: int,
    expected_version: int,
    **given: Unpack[VariationParticulars],
) -> Variation:
    """Change particulars of a variation; what is left out stays as it is.

    The number of an approved one stays: documents name it.
    """
    with acting(actor):
        variation = locked_variation(actor, variation_id, expected_version=expected_version)
        rules = variation_rules.rules_of(variation.contract)
        refuse_unless_changeable(actor, variation, rules)
        values = variation_particulars(actor, variation, given)
        changed = {name for name, value in values.items() if getattr(variation, name) != value}
        if not changed:
            return variation
        if OF_MANAGERS & changed and not variation_rules.may_manage(actor, variation.contract):
            raise not_allowed()
        if "number" in changed and variation.status == "approved":
            raise refused("number", f"{variation.number} is approved, so its number stays.")
        before = variation.number
        for name in changed:
            setattr(variation, name, values[name])
        with refused_at(contracts_variation_number_once=("number", _taken(variation))):
            bump(variation, *changed)
        _tell_changed(actor, variation, changed, before)
    return variation


def _tell_changed(actor: Actor, variation: Variation, changed: set[str], before: str) -> None:
    publish(
        VariationChanged(
            actor=actor,
            project_id=variation.contract.project_id,
            contract_id=variation.contract_id,
            version=variation.contract.version,
            variation_id=variation.pk,
            variation_version=variation.version,
            changed=tuple(sorted(changed)),
            summary=f"changed {_listed(changed)} of {before}",
        )
    )


def change_variation_as_typed(
    *,
    actor: Actor,
    variation_id: int,
    expected_version: int,
    given: VariationParticulars,
    lines: Sequence[RawRow] | Sequence[NewLine] | None = None,
    create_codes: bool = False,
) -> Variation:
    """Change what is said of a variation and its lines at once; without lines those stay."""
    with acting(actor):
        changed = change_variation(
            actor=actor, variation_id=variation_id, expected_version=expected_version, **given
        )
        if lines is None:
            return changed
        return change_variation_lines(
            actor=actor,
            variation_id=variation_id,
            lines=lines,
            expected_version=changed.version,
            create_codes=create_codes,
        )


_SAID = {
    "head_variation_id": "how it is recovered",
    "is_not_recoverable": "how it is recovered",
    "schedule_impact_days": "the days of delay",
    "raised_on": "dates",
    "due_on": "dates",
    "reviewed_on": "dates",
}


def _listed(changed: set[str]) -> str:
    names = sorted({_SAID.get(name, f"the {name}") for name in changed})
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def delete_variation(*, actor: Actor, variation_id: int, expected_version: int) -> Contract:
    """Delete a variation that is not approved, with its lines. Parts are taken out of it first."""
    with acting(actor):
        variation = locked_variation(actor, variation_id, expected_version=expected_version)
        rules = variation_rules.rules_of(variation.contract)
        refuse_unless_changeable(actor, variation, rules)
        _refuse_deletion(variation)
        contract = variation.contract
        bump_contract(contract)
        leaving = line_ids([variation])
        told = VariationDeleted(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            variation_id=variation.pk,
            variation_version=variation.version,
            removed=leaving,
            summary=f"deleted {variation.number} {variation.title}",
        )
        if leaving:
            tell_leaving(actor, variation, leaving)
            variation.lines.all().delete()
        variation.delete()
        publish(told)
    return contract


def _refuse_deletion(variation: Variation) -> None:
    words, _formats = projects.words(variation.contract.project)
    kept = f"{variation.number} stays"
    if variation.status == "approved":
        raise WrongState(f"{kept}: it is approved. Take its approval back first.")
    if variation.part_of is not None:
        raise WrongState(f"{kept}: it is part of {variation.part_of.number}. Take it out first.")
    if variation.parts.exists():
        raise WrongState(f"{kept}: it has parts. Take them out first.")
    recovers = variation.recovers.select_related("contract").first()
    if recovers is not None:
        raise WrongState(
            f"{kept}: {recovers.number} of {recovers.contract.number} is recovered through it. "
            f"Recover that {words.variation} through another one first."
        )
