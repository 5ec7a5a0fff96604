"""Approving a variation: the way in which a contract that took effect changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Max

from ledgerstone.access.actions import Action
from ledgerstone.contracts import events, policy, queries
from ledgerstone.contracts.models import Contract, ScheduleLine, Variation
from ledgerstone.contracts.schedules.schedule import NewLine, RawRow
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects import queries as projects
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import WrongState
from ledgerstone.tenancy.taken import refused_at
from ledgerstone.tenancy.typed_text import required

from .keeping import checked_lines, keep_lines
from .locking import locked_contract
from .particulars import refused


def approve_variation(
    *,
    actor: Actor,
    contract_id: int,
    number: str,
    title: str,
    lines: Sequence[RawRow] | Sequence[NewLine],
    approved_on: dt.date,
    head_variation_id: int | None = None,
    create_codes: bool = False,
    expected_version: int | None = None,
) -> Variation:
    """Record an approved variation with its lines, behind those that are there.

    ``head_variation_id`` names the variation of the head contract through which its amounts are
    recovered.
    """
    with acting(actor):
        contract = locked_contract(
            actor, contract_id, right=Action.APPROVE_VARIATION, expected_version=expected_version
        )
        words, _formats = projects.words(contract.project)
        _refuse_unless_in_effect(contract, words)
        variation = _variation(contract, number, title, approved_on, words)
        variation.head_variation_id = _head_variation(contract, head_variation_id, words)
        items, last = _on_schedule(contract)
        checked = checked_lines(
            contract,
            lines,
            terms=queries.contract_terms(contract),
            create_codes=create_codes,
            taken_items=items,
        )
        if not checked:
            raise refused("lines", f"Give the {words.variation} at least one line.")
        taken = f"This contract has {words.variation.with_article} {variation.number} already."
        with refused_at(contracts_variation_number_once=("number", taken)):
            variation.save(force_insert=True)
        line_ids = keep_lines(actor, contract, checked, after=last, variation=variation)
        contract.version += 1
        contract.save(update_fields=["version"])
        total = sum((line.scheduled_value for line in checked), ZERO)
        _tell(actor, variation, line_ids, total)
    return variation


def _refuse_unless_in_effect(contract: Contract, words: Terms) -> None:
    if contract.status in policy.EDITABLE_STATUSES:
        raise WrongState(
            f"This contract is not in effect yet. Change its {words.schedule_of_values} itself."
        )
    if contract.status in ("void", "closed"):
        raise WrongState(f"This contract is {contract.status}; it takes no {words.variation}.")


def _variation(
    contract: Contract, number: str, title: str, approved_on: dt.date, words: Terms
) -> Variation:
    what = f"the {words.variation}"
    return Variation(
        account_id=contract.account_id,
        contract=contract,
        number=required(number, field="number", what=f"the number of {what}", longest=40),
        title=required(title, field="title", what=f"the title of {what}", longest=200),
        status="approved",
        approved_on=approved_on,
    )


def _tell(actor: Actor, variation: Variation, line_ids: Sequence[int], total: Decimal) -> None:
    contract = variation.contract
    _words, formats = projects.words(contract.project)
    publish(
        events.VariationApproved(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            variation_id=variation.pk,
            line_ids=tuple(line_ids),
            total=str(total),
            summary=f"recorded the approval of {variation.number}, {formats.money(total)}",
        )
    )


def _head_variation(contract: Contract, head_variation_id: int | None, words: Terms) -> int | None:
    if head_variation_id is None:
        return None
    found = Variation.objects.filter(
        account_id=contract.account_id,
        pk=head_variation_id,
        contract_id=contract.head_contract_id or 0,
    )
    if not found.exists():
        raise refused(
            "head_variation",
            f"Choose {words.variation.with_article} of the {words.head_contract} that this "
            "contract belongs to.",
        )
    return head_variation_id


def _on_schedule(contract: Contract) -> tuple[set[str], int]:
    """The items on the schedule, and its last place."""
    present = ScheduleLine.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    last = present.aggregate(last=Max("position"))["last"]
    return set(present.values_list("item", flat=True)), 0 if last is None else last
