"""Bundling: what is potential is put into a request, requests into a variation, and out again.

What lies in another one follows its status, so that a bundle is decided as a whole and the status
of a line's own variation is always the truth about the line.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledgerstone.contracts.models import Variation
from ledgerstone.contracts.variations import variation_rules, variations
from ledgerstone.contracts.variations.variation_events import VariationsBundled
from ledgerstone.contracts.variations.variation_rules import DROPPED, VariationRules
from ledgerstone.contracts.variations.variation_words import kind_word, status_word
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, WrongState

from .particulars import refused
from .variations_holding import bump, family, locked_variation, refuse_unless_manager


def bundle_variations(
    *, actor: Actor, variation_id: int, part_ids: Sequence[int], expected_version: int
) -> Variation:
    """Put these into a variation of the tier above them; they follow its status from now on."""
    with acting(actor):
        whole = locked_variation(actor, variation_id, expected_version=expected_version)
        refuse_unless_manager(actor, whole.contract)
        put_into(actor, whole, part_ids, variation_rules.rules_of(whole.contract))
    return whole


def take_out_part(*, actor: Actor, variation_id: int, expected_version: int) -> Variation:
    """Take a variation out of the one that it is part of; it keeps the status that it has."""
    with acting(actor):
        part = locked_variation(actor, variation_id, expected_version=expected_version)
        refuse_unless_manager(actor, part.contract)
        whole = part.part_of
        if whole is None:
            return part
        if part.status == "approved":
            raise WrongState(
                f"{whole.number} is approved with {part.number} in it. Take its approval back "
                "first."
            )
        part.part_of = None
        bump(part, "part_of")
        _tell(actor, whole, part, [part], is_in=False)
    return part


def put_into(
    actor: Actor, whole: Variation, part_ids: Sequence[int], rules: VariationRules
) -> None:
    """Put parts into a locked variation."""
    _refuse_whole(whole)
    parts = list(
        Variation.objects.filter(
            account_id=whole.account_id, contract_id=whole.contract_id, pk__in=part_ids
        )
        .select_related("part_of")
        .order_by("id")
    )
    if not part_ids or len(parts) != len(set(part_ids)):
        raise refused("parts", "Choose what to put into it from the list.")
    for part in parts:
        _refuse_part(whole, part, rules)
    for part in parts:
        part.contract = whole.contract
        part.part_of = whole
        bump(part, "part_of")
        follow(part, whole)
    bump(whole)
    _tell(actor, whole, whole, parts, is_in=True)


def follow(part: Variation, whole: Variation) -> None:
    """Have a part, and all that lies in it, take on the status of what it lies in."""
    for member in family(part):
        if member.status != whole.status or member.approved_on != whole.approved_on:
            Variation.objects.filter(account_id=whole.account_id, pk=member.pk).update(
                status=whole.status, approved_on=whole.approved_on, version=member.version + 1
            )
    part.status, part.approved_on = whole.status, whole.approved_on


def _refuse_whole(whole: Variation) -> None:
    if whole.status == "approved":
        raise WrongState(f"{whole.number} is approved as it is. It takes no more parts.")
    if whole.lines.exists():
        raise WrongState(
            f"{whole.number} has lines of its own. Put them into a part first, or bundle into "
            "another one."
        )


def _refuse_part(whole: Variation, part: Variation, rules: VariationRules) -> None:
    words, _formats = projects.words(whole.contract.project)
    if part.pk == whole.pk or _lies_in(whole, part):
        raise refused("part_of", f"{whole.number} lies in {part.number} itself.")
    above = rules.above(part.kind)
    if above != whole.kind:
        named = kind_word(part.kind, words)
        goes = f"goes into {kind_word(above, words).with_article}" if above else "goes into nothing"
        raise refused("part_of", f"{part.number} is {named.with_article}; it {goes}.")
    if part.part_of_id not in (None, whole.pk):
        holder = part.part_of.number if part.part_of is not None else ""
        raise refused("part_of", f"{part.number} lies in {holder} already. Take it out first.")
    if part.status == "approved" or part.status in DROPPED:
        said = status_word(part.status).lower()
        raise Invalid(
            f"{part.number} is {said}. Take it back to draft to put it into {whole.number}.",
            fields={"parts": f"{part.number} is {said}."},
        )


def _lies_in(inner: Variation, outer: Variation) -> bool:
    return inner.pk in {one.pk for one in variations.parts_of(outer)}


def _tell(
    actor: Actor, whole: Variation, changed: Variation, parts: Sequence[Variation], *, is_in: bool
) -> None:
    numbers = ", ".join(part.number for part in parts[:10])
    more = f" and {len(parts) - 10} more" if len(parts) > 10 else ""
    done = "put", "into"
    if not is_in:
        done = "took", "out of"
    contract = changed.contract
    publish(
        VariationsBundled(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            variation_id=changed.pk,
            variation_version=changed.version,
            part_ids=tuple(part.pk for part in parts),
            is_in=is_in,
            summary=f"{done[0]} {numbers}{more} {done[1]} {whole.number}",
        )
    )
