"""Markups of a contract: defining them, and having its variations follow.

Their lines are worked out anew whenever a variation's lines or the markups change, until the
variation is approved; from then on they stand like all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.access.actions import Action
from ledgerstone.contracts.models import Contract, Markup, ScheduleLine, Variation
from ledgerstone.contracts.settings.setting_events import AdvancedSettingsChanged
from ledgerstone.contracts.variations import variations
from ledgerstone.contracts.variations.variation_events import MarkupsChanged
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, WrongState
from ledgerstone.tenancy.typed_text import required

from .locking import locked_contract
from .variations_holding import taken_items
from .variations_lines import beside_kept, follow_plan, row_of
from .variations_marking import with_markups

_MOST = 20


@dataclass(frozen=True, slots=True)
class NewMarkup:
    """A markup as it is to be; ``id`` of one that is there. ``rate`` is a fraction."""

    name: str
    kind: str
    rate: Decimal
    compounds: bool = False
    id: int | None = None


def define_markups(
    *, actor: Actor, contract_id: int, markups: Sequence[NewMarkup], expected_version: int
) -> Contract:
    """Have these be the markups of a contract, in this order.

    Problems are at ``markup:<number>:<column>``. What is not approved is marked up anew.
    """
    checked = _checked(markups)
    with acting(actor):
        contract = locked_contract(
            actor, contract_id, right=Action.CONFIGURE, expected_version=expected_version
        )
        if not contract.markups_enabled:
            raise WrongState("Markups are switched off in the advanced settings of this contract.")
        dropped = _replace(contract, checked)
        contract.version += 1
        contract.save(update_fields=["version"])
        count = len(checked)
        publish(
            MarkupsChanged(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                markups=count,
                summary=f"defined {count} {'markup' if count == 1 else 'markups'}",
            )
        )
        mark_up_anew(actor, contract)
        for markup in dropped:
            markup.delete()
    return contract


def _checked(markups: Sequence[NewMarkup]) -> list[NewMarkup]:
    if len(markups) > _MOST:
        raise Invalid(f"A contract has at most {_MOST} markups.")
    problems: dict[str, str] = {}
    for number, one in enumerate(markups, 1):
        try:
            required(one.name, field="name", what="the name of the markup", longest=100)
        except Invalid as refusal:
            problems[f"markup:{number}:name"] = refusal.message
        if one.kind not in (Markup.HORIZONTAL, Markup.VERTICAL):
            problems[f"markup:{number}:kind"] = "Choose one from the list."
        if not one.rate.is_finite() or not -1 < one.rate <= 10 or one.rate != round(one.rate, 8):
            problems[f"markup:{number}:rate"] = (
                "Give a percentage above -100 and up to 1,000, with at most 6 decimals."
            )
    if problems:
        raise Invalid(" ".join(dict.fromkeys(problems.values())), fields=problems)
    return list(markups)


def _replace(contract: Contract, markups: Sequence[NewMarkup]) -> list[Markup]:
    """Keep these markups; those that are given no more, to be deleted once no line is left."""
    present = {one.pk: one for one in variations.markups_of(contract)}
    for place, given in enumerate(markups, 1):
        markup = present.pop(given.id or 0, None) or Markup(
            account_id=contract.account_id, contract_id=contract.pk
        )
        markup.position, markup.name = place, " ".join(given.name.split())
        markup.kind, markup.rate, markup.compounds = given.kind, given.rate, given.compounds
        markup.save()
    dropped = list(present.values())
    for place, markup in enumerate(dropped, len(markups) + 1):
        _refuse_if_approved(markup)
        markup.position, markup.rate = place, Decimal(0)
        markup.save(update_fields=["position", "rate"])
    return dropped


def _refuse_if_approved(markup: Markup) -> None:
    lines = ScheduleLine.objects.filter(account_id=markup.account_id, markup_id=markup.pk)
    approved = lines.filter(variation__status="approved").select_related("variation").first()
    if approved is not None and approved.variation is not None:
        raise WrongState(
            f"{markup.name} stands on {approved.variation.number}, which is approved, so it stays. "
            "Give it a rate of 0 to use it no more."
        )


def mark_up_anew(actor: Actor, contract: Contract) -> None:
    """Work out the markup lines of everything on a locked contract that is not approved."""
    found = Variation.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    for variation in found.exclude(status="approved").order_by("id"):
        variation.contract = contract
        mark_up_variation(actor, variation)


def mark_up_variation(actor: Actor, variation: Variation) -> None:
    """Work out the markup lines of one variation again; nothing is told where nothing changes."""
    lines = variations.lines_of(variation)
    own = [row_of(line) for line in lines if line.markup_id is None]
    taken = taken_items(variation.contract, besides=variation)
    plan = beside_kept(variation, with_markups(variation.contract, variation, own, taken))
    if plan.changes:
        follow_plan(actor, variation, plan)


def follow_settings(event: AdvancedSettingsChanged) -> None:
    """Markups were switched on or off in the settings of a contract: its variations follow."""
    if "markups_enabled" in event.changes:
        contract = Contract.objects.select_related("project").get(
            account_id=event.actor.account_id, pk=event.contract_id
        )
        mark_up_anew(event.actor, contract)
