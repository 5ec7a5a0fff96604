"""Setting what is held back under a contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ledgerstone import core
from ledgerstone.access.actions import Action
from ledgerstone.contracts import queries
from ledgerstone.contracts.models import Contract, ContractFigures, Opening
from ledgerstone.contracts.retention import retention as terms_of_retention
from ledgerstone.contracts.retention import retention_events
from ledgerstone.contracts.retention.retention import RetentionTerms
from ledgerstone.contracts.retention.retention_words import describe, rates_stand
from ledgerstone.core.rounding import cents
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, WrongState

from .keeping import refuse_terms
from .locking import locked_contract


def set_retention(
    *,
    actor: Actor,
    contract_id: int,
    retention: RetentionTerms | None,
    expected_version: int | None = None,
) -> Contract:
    """Set the terms of retention; None holds nothing back.

    Of a sliding scale only the steps count: the rule is derived from them. Once an amount was
    claimed the rule stays as it is; what changes then is the cap, not below what is held, and
    rates from a claim on that is not certified yet.
    """
    with acting(actor):
        contract = locked_contract(
            actor, contract_id, right=Action.CONFIGURE, expected_version=expected_version
        )
        words, formats = projects.words(contract.project)
        figures = queries.figures(contract)
        if retention is not None and retention.sliding:
            retention = terms_of_retention.scale(retention.sliding, figures.original)
        before = queries.retention_of(contract)
        if retention == before:
            return contract
        _refuse_another_rule(contract, before, retention, words)
        _refuse_part_off(contract, retention, words)
        refuse_terms(contract, queries.terms_with(contract, retention), field="retention")
        _refuse_cap_below_held(before, retention, figures, formats)
        from_claims = tuple(_other_rates(before, retention))
        _refuse_opened(contract, from_claims, words)
        terms_of_retention.write_rows(contract, retention)
        contract.version += 1
        contract.save(update_fields=["version"])
        said = describe(terms_of_retention.in_force(contract, retention), words, formats)
        _tell(actor, contract, before, said, from_claims)
    return contract


def _tell(
    actor: Actor,
    contract: Contract,
    before: RetentionTerms | None,
    said: str,
    from_claims: tuple[tuple[int, str], ...],
) -> None:
    publish(
        retention_events.TermsSet(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            description=said,
            from_claims=from_claims,
            before=before,
            summary=_fitting(f"set what is held back: {said}"),
        )
    )


def _fitting(summary: str) -> str:
    """As much of a long sentence as the history keeps."""
    return summary if len(summary) <= 500 else f"{summary[:497].rstrip()}..."


def _refuse_another_rule(
    contract: Contract, before: RetentionTerms | None, after: RetentionTerms | None, words: Terms
) -> None:
    """Certified claims stand on the rule: once billed, only its cap may differ."""
    if _but_cap(before) == _but_cap(after) or not queries.is_billed(contract):
        return
    raise WrongState(
        f"Amounts of this contract were claimed under its terms of {words.retention}. "
        f"Change the rates from a later {words.claim_short} on instead, or the cap."
    )


def _but_cap(terms: RetentionTerms | None) -> object:
    """What of terms cannot change once billed. The last limit of a scale is its cap."""
    if terms is None:
        return None
    if terms.sliding:
        *steps, last = terms.sliding
        return (*steps, last.rate)
    return replace(terms.rule, cap=None)


def _refuse_part_off(contract: Contract, terms: RetentionTerms | None, words: Terms) -> None:
    if contract.retains_on_work is contract.retains_on_materials:
        return
    why = terms_of_retention.why_one_part_stays(terms)
    if why is not None:
        off = "work" if contract.retains_on_materials else words.stored_materials
        sentence = f"{words.retention.capitalised} on {off} is switched off. {why}"
        raise Invalid(sentence, fields={"retention.rule": sentence})


def _refuse_cap_below_held(
    before: RetentionTerms | None,
    after: RetentionTerms | None,
    figures: ContractFigures,
    formats: Formats,
) -> None:
    cap = None if after is None else after.rule.cap
    if after is None or cap is None or (before is not None and before.rule.cap == cap):
        return
    amount = cap_in_money(cap, figures)
    if amount >= figures.retained:
        return
    held = formats.money_with_sign(figures.retained)
    sentence = f"{held} is held now, so the cap cannot be {formats.money_with_sign(amount)}."
    if after.sliding:
        field = f"sliding[{len(after.sliding) - 1}].limit"
    else:
        field = f"retention.cap.{'rate' if cap.amount is None else 'amount'}"
    raise Invalid(sentence, fields={field: sentence})


def cap_in_money(cap: core.RetentionCap, figures: ContractFigures) -> Decimal:
    """What a cap comes to as the contract stands, in cents, not below 0."""
    if cap.amount is not None:
        return cents(cap.amount)
    whole = figures.original
    if cap.of is core.CapOf.REVISED_SUM:
        whole += figures.approved
    return max(Decimal("0.00"), cents(whole * (cap.rate or Decimal(0))))


def _other_rates(
    before: RetentionTerms | None, after: RetentionTerms | None
) -> Iterator[tuple[int, str]]:
    """From which claims on the rates are others than they were, with the field of each."""
    was = set() if before is None else set(before.changes)
    changes = () if after is None else after.changes
    for index, change in enumerate(changes):
        if change not in was:
            yield change.from_claim, f"retention_changes[{index}].from_claim"
    kept = {change.from_claim for change in changes}
    for change in was:
        if change.from_claim not in kept:
            yield change.from_claim, "retention_changes"


def _refuse_opened(
    contract: Contract, from_claims: tuple[tuple[int, str], ...], words: Terms
) -> None:
    """What was certified elsewhere stands as well."""
    opening = Opening.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    last = opening.values_list("last_number", flat=True).first() if from_claims else None
    for number, field in from_claims:
        if last is not None and number <= last:
            sentence = rates_stand(last, words)
            raise Invalid(sentence, fields={field: sentence})
