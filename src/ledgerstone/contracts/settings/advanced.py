"""The advanced settings of a contract: which there are, and which can no longer be changed."""

from __future__ import annotations

from ledgerstone.contracts import fixed, queries
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract, ScheduleLine
from ledgerstone.contracts.retention.retention import why_one_part_stays
from ledgerstone.projects.terminology import Terms

from .setting_words import ADVANCED_COMMITMENT, ADVANCED_HEAD_CONTRACT, Group, Worded


def groups_of(kind: str) -> tuple[Group, ...]:
    """The settings of a kind of contract as its page groups them."""
    return ADVANCED_HEAD_CONTRACT if kind == HEAD_CONTRACT else ADVANCED_COMMITMENT


def settings_of(kind: str) -> dict[str, Worded]:
    """The settings of a kind of contract by name."""
    return {one.name: one for group in groups_of(kind) for one in group.settings}


def detail_count(contract: Contract) -> int:
    """Into how many details its subcontractor broke the schedule down. One query."""
    return ScheduleLine.objects.filter(
        account_id=contract.account_id, contract_id=contract.pk, parent__isnull=False
    ).count()


def why_fixed(contract: Contract, words: Terms, *, is_claimed: bool) -> dict[str, str]:
    """Why settings can no longer be changed, by their names; what may be changed is left out.

    ``is_claimed``: there is a claim, a draft or withdrawn one too. At most seven queries.
    """
    is_billed = queries.is_billed(contract)
    found = {
        "accounting_method": why_method_is_fixed(contract, words),
        "bills_materials_separately": _why_stored(contract, words, is_billed=is_billed),
        **_why_retention(contract, words, is_billed=is_billed),
    }
    if contract.kind != HEAD_CONTRACT:
        found["has_subcontractor_schedule"] = why_breakdown_stays(
            contract, words, is_billed=is_billed, is_claimed=is_claimed
        )
    return {name: why for name, why in found.items() if why is not None}


def why_method_is_fixed(contract: Contract, words: Terms) -> str | None:
    """Why a contract keeps to amounts, or to quantities; None while it need not."""
    why = fixed.why_schedule_is_fixed(contract, words)
    if why is not None:
        return why
    if contract.has_subcontractor_schedule:
        return (
            f"The {words.subcontractor} breaks this {words.schedule_of_values} down, which takes "
            "amounts. Switch that off first."
        )
    return None


def _why_stored(contract: Contract, words: Terms, *, is_billed: bool) -> str | None:
    if not (is_billed and contract.bills_materials_separately):
        return None
    return (
        f"Amounts of this contract were claimed, with {words.stored_materials} apart, so that "
        "stays."
    )


def _why_retention(contract: Contract, words: Terms, *, is_billed: bool) -> dict[str, str | None]:
    why: str | None = None
    if is_billed:
        why = (
            f"Amounts of this contract were claimed under its terms of {words.retention}, so this "
            "stays as it is."
        )
    elif contract.retains_on_work and contract.retains_on_materials:
        why = why_one_part_stays(queries.retention_of(contract))
    return {"retains_on_work": why, "retains_on_materials": why}


def why_breakdown_stays(
    contract: Contract, words: Terms, *, is_billed: bool, is_claimed: bool
) -> str | None:
    """Why the subcontractor's schedule is not switched on or off any more."""
    schedule = words.subcontractor_schedule
    if is_billed:
        on_or_off = "stays" if contract.has_subcontractor_schedule else "is not switched on"
        return f"Amounts of this contract were claimed, so the {schedule} {on_or_off}."
    if is_claimed:
        return (
            f"There is {words.claim_short.with_article} on this contract, so this stays as it is. "
            "A draft can be deleted first."
        )
    if contract.accounting_method == "unit":
        return (
            f"This {words.schedule_of_values} is made of quantities. Only one that is made of "
            "amounts is broken down."
        )
    return None
