"""Who may see and change contracts, and which of them can still be changed."""

from __future__ import annotations

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.access.levels import Tool
from ledgerstone.access.policy import Standing
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor

from .models import HEAD_CONTRACT, Contract
from .tool_settings import ContractRules

# Until then the schedule itself is changed; from approval on, changes come by variation.
EDITABLE_STATUSES = frozenset(
    {"draft", "out_for_bid", "out_for_signature", "processing", "submitted"}
)


def tool_of(kind: str) -> Tool:
    """The tool that a kind of contract belongs to."""
    return Tool.HEAD_CONTRACTS if kind == HEAD_CONTRACT else Tool.COMMITMENTS


def standing(contract: Contract) -> Standing:
    """What of a contract rights depend on."""
    return Standing(
        account_id=contract.account_id,
        project_id=contract.project_id,
        contract_id=contract.pk,
        kind=contract.kind,
        tool=tool_of(contract.kind),
        is_private=contract.is_private,
        shows_schedule=contract.shows_schedule_to_listed,
    )


def may(actor: Actor, contract: Contract, action: Action) -> bool:
    """Whether the person may do something to the contract or to a claim on it."""
    return access.may(actor, action, standing(contract))


def may_see(actor: Actor, contract: Contract) -> bool:
    """Whether the contract exists for the person."""
    return access.may_view(actor, standing(contract))


def may_see_schedule(actor: Actor, contract: Contract) -> bool:
    """Whether the person sees the schedule of values, and so the contract's figures."""
    return access.may_view_schedule(actor, standing(contract))


def may_see_tool(actor: Actor, project_id: int, kind: str) -> bool:
    """Whether the person sees the list of contracts of this kind, without private ones."""
    return access.may_with(actor, tool_of(kind), Action.VIEW, project_id)


def may_create(actor: Actor, project_id: int, kind: str) -> bool:
    """Whether the person may set up a contract of this kind."""
    return access.may_with(actor, tool_of(kind), Action.CREATE, project_id, kind=kind)


def may_put_into_effect(actor: Actor, project_id: int, kind: str) -> bool:
    """Whether the person may set up a contract of this kind that is agreed already."""
    return access.may_with(actor, tool_of(kind), Action.CONFIGURE, project_id)


def may_configure_tool(actor: Actor, project_id: int, kind: str) -> bool:
    """Whether the person may change how the contracts of this kind's tool work on the project."""
    return access.may_with(actor, tool_of(kind), Action.CONFIGURE, project_id)


def may_update(actor: Actor, contract: Contract) -> bool:
    """Whether the person may change particulars, schedule of values and privacy."""
    return may(actor, contract, Action.UPDATE)


def may_configure(actor: Actor, contract: Contract) -> bool:
    """Whether the person may change the advanced settings, status and retention."""
    return may(actor, contract, Action.CONFIGURE)


def may_name_contacts(actor: Actor, contract: Contract) -> bool:
    """Whether the person may say who claims."""
    return may(actor, contract, Action.NAME_CONTACTS)


# Where the account restricts edits: until the contract goes out for signature.
_UNSIGNED_STATUSES = frozenset({"draft", "out_for_bid", "processing"})
_AGREED_STATUSES = frozenset({"approved", "complete"})


def why_schedule_is_fixed(
    contract: Contract, rules: ContractRules, *, is_billed: bool, words: Terms
) -> str | None:
    """Why the schedule of values can no longer be replaced; None while it can.

    Where schedules are always editable, lines still change one by one: see
    ``why_lines_are_fixed``.
    """
    if is_billed:
        return (
            f"Amounts of this {words.schedule_of_values} were claimed. "
            f"Change it by {words.variation.with_article}."
        )
    return why_lines_are_fixed(contract, rules, words=words)


def why_lines_are_fixed(contract: Contract, rules: ContractRules, *, words: Terms) -> str | None:
    """Why no line of the schedule may be changed or added; None while one may.

    No line goes below what is billed on it, whatever the settings.
    """
    if rules.is_always_editable:
        return None
    if contract.status not in EDITABLE_STATUSES:
        return (
            f"This {words.schedule_of_values} is fixed since the contract left its draft. "
            f"Change it by {words.variation.with_article}."
        )
    if rules.restricts_edits and contract.status not in _UNSIGNED_STATUSES:
        return (
            f"Your account keeps the {words.schedule_of_values} as it is once the contract goes "
            "out for signature. Take the contract back to draft to change it."
        )
    return None


def why_company_is_fixed(contract: Contract, rules: ContractRules) -> str | None:
    """Why settings of the account keep the company that is party to the contract."""
    if rules.restricts_edits and contract.status not in _UNSIGNED_STATUSES:
        return (
            "Your account keeps the company as it is once the contract goes out for signature. "
            "Take the contract back to draft to change it."
        )
    return why_agreed_is_locked(contract, rules)


def why_agreed_is_locked(contract: Contract, rules: ContractRules) -> str | None:
    """Why an agreed contract keeps its company and is not deleted."""
    if rules.locks_agreed and contract.status in _AGREED_STATUSES:
        return f"Your account locks commitments that are {contract.status}."
    return None
