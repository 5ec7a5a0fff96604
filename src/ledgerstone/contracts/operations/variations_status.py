"""The statuses of variations: what is decided by hand, approval with all parts, taking it back."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from ledgerstone.contracts.events import VariationApproved
from ledgerstone.contracts.models import VARIATION, VARIATION_STATUSES, ScheduleLine, Variation
from ledgerstone.contracts.variations import variation_rules
from ledgerstone.contracts.variations.variation_events import (
    VariationStatusChanged,
    VariationTakenBack,
)
from ledgerstone.contracts.variations.variation_rules import UNDECIDED
from ledgerstone.contracts.variations.variation_words import kind_word, status_word
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import WrongState

from .marking_up import mark_up_variation
from .particulars import refused
from .variations_bundling import follow
from .variations_holding import (
    bump,
    family,
    line_ids,
    locked_variation,
    not_allowed,
    refuse_unless_changeable,
    refuse_unless_in_effect,
)


def change_variation_status(
    *,
    actor: Actor,
    variation_id: int,
    status: str,
    expected_version: int,
    approved_on: dt.date | None = None,
) -> Variation:
    """Take a variation, with all that lies in it, to another status.

    Approved, which takes a date, is for the tier that changes the contract sum; an approval is
    taken back only while nothing of it is billed.
    """
    with acting(actor):
        variation = locked_variation(actor, variation_id, expected_version=expected_version)
        _refuse_change(actor, variation, status)
        if status == "approved":
            approve_with_parts(actor, variation, approved_on)
        elif variation.status == "approved":
            _take_back(actor, variation, status)
        elif status != variation.status:
            _change(actor, variation, status)
    return variation


def _refuse_change(actor: Actor, variation: Variation, status: str) -> None:
    contract = variation.contract
    if status not in VARIATION_STATUSES:
        raise refused("status", "Choose one from the list.")
    refuse_unless_changeable(actor, variation, variation_rules.rules_of(contract))
    if status not in UNDECIDED and not variation_rules.may_manage(actor, contract):
        raise not_allowed()
    decides = "approved" in (status, variation.status)
    if decides and not variation_rules.may_approve(actor, contract):
        raise not_allowed()
    if variation.part_of is not None:
        raise WrongState(
            f"{variation.number} is part of {variation.part_of.number} and follows its status. "
            f"Change it there, or take {variation.number} out first."
        )


def approve_with_parts(actor: Actor, variation: Variation, approved_on: dt.date | None) -> None:
    """Take a locked variation with all that lies in it into the contract, from a day on."""
    contract = variation.contract
    words, _formats = projects.words(contract.project)
    if variation.kind != VARIATION:
        top = kind_word(VARIATION, words)
        raise refused(
            "status",
            f"{variation.number} is {kind_word(variation.kind, words).with_article}. It is "
            f"approved with the {top} that it is bundled into.",
        )
    if variation.status == "approved":
        return
    refuse_unless_in_effect(contract, words)
    if approved_on is None:
        raise refused("approved_on", "Give the day on which it was approved.")
    members = family(variation)
    for member in members:
        member.contract = contract
        mark_up_variation(actor, member)
    line_ids_of = line_ids(members)
    if not line_ids_of:
        raise refused("lines", f"Give {variation.number} at least one line before its approval.")
    _set(variation, members, "approved", approved_on)
    _tell_approved(actor, variation, line_ids_of)


def _tell_approved(actor: Actor, variation: Variation, line_ids_of: tuple[int, ...]) -> None:
    contract = variation.contract
    _words, formats = projects.words(contract.project)
    lines = ScheduleLine.objects.filter(account_id=contract.account_id, pk__in=line_ids_of)
    total = sum(lines.values_list("scheduled_value", flat=True), ZERO)
    publish(
        VariationApproved(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            variation_id=variation.pk,
            line_ids=line_ids_of,
            total=str(total),
            summary=f"approved {variation.number}, {formats.money(total)}",
        )
    )


def _set(
    variation: Variation, members: list[Variation], status: str, approved_on: dt.date | None
) -> None:
    variation.status, variation.approved_on = status, approved_on
    bump(variation, "status", "approved_on")
    for member in members:
        if member.part_of_id == variation.pk:
            follow(member, variation)


def _take_back(actor: Actor, variation: Variation, status: str) -> None:
    members = family(variation)
    leaving = line_ids(members)
    lines = ScheduleLine.objects.filter(account_id=variation.account_id, pk__in=leaving)
    untouched = Q(claimed_to_date=0, certified_to_date=0, billed_floor=0)
    billed = lines.exclude(untouched).order_by("position").first()
    if billed is not None:
        raise WrongState(
            f"{variation.number} stays approved: line {billed.item} of it was claimed. Reduce it "
            "by a negative one instead."
        )
    total = sum(lines.values_list("scheduled_value", flat=True), ZERO)
    _set(variation, members, status, None)
    _words, formats = projects.words(variation.contract.project)
    publish(
        VariationTakenBack(
            actor=actor,
            project_id=variation.contract.project_id,
            contract_id=variation.contract_id,
            version=variation.contract.version,
            variation_id=variation.pk,
            variation_version=variation.version,
            leaving=leaving,
            after=status,
            total=str(total),
            summary=f"took the approval of {variation.number} back, {formats.money(total)}; it is "
            f"{status_word(status).lower()}",
        )
    )


def _change(actor: Actor, variation: Variation, status: str) -> None:
    before = variation.status
    members = family(variation)
    _set(variation, members, status, None)
    was, became = status_word(before).lower(), status_word(status).lower()
    publish(
        VariationStatusChanged(
            actor=actor,
            project_id=variation.contract.project_id,
            contract_id=variation.contract_id,
            version=variation.contract.version,
            variation_id=variation.pk,
            variation_version=variation.version,
            leaving=line_ids(members),
            before=before,
            after=status,
            summary=f"changed the status of {variation.number} from {was} to {became}",
        )
    )
