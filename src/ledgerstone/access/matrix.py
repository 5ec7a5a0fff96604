"""The one table of rights: what each level of each tool suffices for, and on which conditions.

Operations, pages and the guide all read it; nobody else compares levels. A cell lists conditions
any one of which suffices; an empty cell is a no. Whatever is done to a contract, or to a claim on
it, needs besides that the contract be visible to the person (``VIEW``, or ``VIEW_PRIVATE`` where
it is private).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from .actions import Action
from .levels import Grant, Level, Tool


class When(StrEnum):
    """A condition on which a level suffices."""

    ALWAYS = "always"
    GRANTED = "granted"  # the single task is granted by the template
    CONTACT = "contact"  # claim contact of the contract
    BILLING_CONTACT = "billing_contact"  # … where contacts may claim
    SCHEDULE_CONTACT = "schedule_contact"  # … where contacts may fill the schedule
    LISTED = "listed"  # on the contract's private list
    LISTED_AND_SHOWN = "listed_and_shown"  # … where it shows them the schedule of values
    INSIDE = "inside"  # everybody at this level who works for the account's own company
    NOT_CONTACT = "not_contact"  # everybody at this level but the contract's claim contacts
    INSURANCE_MANAGER = "insurance_manager"  # of the account, by their record in the directory


Cell = frozenset[When]

_NO: Cell = frozenset()
_YES: Cell = frozenset({When.ALWAYS})
_G: Cell = frozenset({When.GRANTED})
_C: Cell = frozenset({When.CONTACT})
_B: Cell = frozenset({When.BILLING_CONTACT})
_P: Cell = frozenset({When.LISTED})
_S: Cell = frozenset({When.LISTED_AND_SHOWN})
_F: Cell = frozenset({When.SCHEDULE_CONTACT})
_I: Cell = frozenset({When.INSIDE})
_N: Cell = frozenset({When.NOT_CONTACT})
_M: Cell = frozenset({When.INSURANCE_MANAGER})

SUBCONTRACT = "subcontract"
PURCHASE_ORDER = "purchase_order"
_ANY_KIND = ""

GrantsByKind = Mapping[str, frozenset[Grant]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do one thing in one tool. ``grants`` are needed all, by the kind of contract."""

    tool: Tool
    action: Action
    none: Cell
    read_only: Cell
    standard: Cell
    admin: Cell
    grants: GrantsByKind = field(default_factory=lambda: MappingProxyType({}))

    def cell(self, level: Level) -> Cell:
        """The conditions at a level."""
        return (self.none, self.read_only, self.standard, self.admin)[level]

    def grants_for(self, kind: str) -> frozenset[Grant]:
        """The grants that this kind of contract asks for; empty where no grant helps."""
        return self.grants.get(kind) or self.grants.get(_ANY_KIND, frozenset())


def _by_kind(subcontracts: Grant, purchase_orders: Grant) -> GrantsByKind:
    return MappingProxyType(
        {
            SUBCONTRACT: frozenset({subcontracts}),
            PURCHASE_ORDER: frozenset({purchase_orders}),
        }
    )


def _grant(*grants: Grant) -> GrantsByKind:
    return MappingProxyType({_ANY_KIND: frozenset(grants)})


_VIEW_PRIVATE = _by_kind(Grant.VIEW_PRIVATE_SUBCONTRACTS, Grant.VIEW_PRIVATE_PURCHASE_ORDERS)
_CREATE = _by_kind(Grant.CREATE_SUBCONTRACTS, Grant.CREATE_PURCHASE_ORDERS)
_UPDATE = _by_kind(Grant.UPDATE_SUBCONTRACTS, Grant.UPDATE_PURCHASE_ORDERS)
_UPDATE_BOTH = _grant(Grant.UPDATE_SUBCONTRACTS, Grant.UPDATE_PURCHASE_ORDERS)
_EDIT_COMPANIES = _grant(Grant.EDIT_COMPANIES)
_EDIT_PEOPLE = _grant(Grant.EDIT_PEOPLE)
_HEAD_CLAIMS = _grant(Grant.VIEW_HEAD_CLAIMS)

_ACCOUNT = Tool.COMPANY_DIRECTORY
_SETUP = Tool.ADMIN
_PROJECT = Tool.DIRECTORY
_BELOW = Tool.COMMITMENTS
_ABOVE = Tool.HEAD_CONTRACTS
_INVOICING = Tool.INVOICING_SETTINGS

# tool, action, None, Read Only, Standard, Admin, grants
RULES: tuple[Rule, ...] = (
    Rule(_SETUP, Action.CONFIGURE_ACCOUNT, _NO, _NO, _NO, _YES),
    Rule(_SETUP, Action.CREATE_PROJECT, _NO, _NO, _NO, _YES),
    Rule(_SETUP, Action.EDIT_TEMPLATES, _NO, _NO, _NO, _YES),
    Rule(_ACCOUNT, Action.VIEW_DIRECTORY, _NO, _YES, _YES, _YES),
    Rule(_ACCOUNT, Action.EDIT_COMPANIES, _NO, _G, _G, _YES, _EDIT_COMPANIES),
    Rule(_ACCOUNT, Action.EDIT_PEOPLE, _NO, _G, _G, _YES, _EDIT_PEOPLE),
    Rule(_ACCOUNT, Action.MERGE_COMPANIES, _NO, _NO, _NO, _YES),
    Rule(_ACCOUNT, Action.EDIT_INSURANCE, _M, _G | _M, _G | _M, _YES, _EDIT_COMPANIES),
    Rule(_PROJECT, Action.VIEW_DIRECTORY, _NO, _YES, _YES, _YES),
    Rule(_PROJECT, Action.EDIT_COMPANIES, _NO, _G, _G, _YES, _EDIT_COMPANIES),
    Rule(_PROJECT, Action.EDIT_PEOPLE, _NO, _G, _G, _YES, _EDIT_PEOPLE),
    Rule(_PROJECT, Action.EDIT_INSURANCE, _M, _G | _M, _G | _M, _YES, _EDIT_COMPANIES),
    Rule(_INVOICING, Action.CONFIGURE_INVOICING, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.CONFIGURE_INVOICING, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.VIEW_PERIODS, _NO, _YES, _YES, _YES),
    Rule(_BELOW, Action.MANAGE_PERIODS, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.VIEW_CLAIMS_TOOL, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.VIEW, _C, _YES, _YES, _YES),
    Rule(_BELOW, Action.VIEW_PRIVATE, _C, _C | _P | _G, _C | _P | _G, _YES, _VIEW_PRIVATE),
    Rule(_BELOW, Action.VIEW_SCHEDULE, _C, _YES, _YES, _YES),
    Rule(_BELOW, Action.VIEW_PRIVATE_SCHEDULE, _C, _C | _S, _C | _S, _YES),
    Rule(_BELOW, Action.CREATE, _NO, _G, _G, _YES, _CREATE),
    Rule(_BELOW, Action.UPDATE, _NO, _G, _G, _YES, _UPDATE),
    Rule(_BELOW, Action.DELETE, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.CONFIGURE, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.NAME_CONTACTS, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.EMAIL_CONTRACT, _NO, _NO, _YES, _YES),
    Rule(_BELOW, Action.FILL_SCHEDULE, _F, _F | _G, _F | _G | _S, _YES, _UPDATE),
    Rule(_BELOW, Action.REVIEW_SCHEDULE, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.APPROVE_VARIATION, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.EDIT_VARIATION, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.VIEW_DRAFT_VARIATION, _NO, _N, _N, _YES),
    Rule(_BELOW, Action.CREATE_POTENTIAL_VARIATION, _NO, _NO, _YES, _YES),
    Rule(_BELOW, Action.RAISE_VARIATION, _C, _C, _YES, _YES),
    Rule(_BELOW, Action.INVITE, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.ANSWER_INVITATION, _B, _B, _B, _B),
    Rule(_BELOW, Action.VIEW_CLAIM, _C, _YES, _YES, _YES),
    Rule(_BELOW, Action.VIEW_ASSESSMENT, _NO, _N, _N, _YES),
    Rule(_BELOW, Action.EXPORT_CLAIM, _C, _YES, _YES, _YES),
    Rule(_BELOW, Action.FORWARD_CLAIM, _NO, _NO, _N, _YES),
    Rule(_BELOW, Action.START_CLAIM, _B, _B, _YES, _YES),
    Rule(_BELOW, Action.START_CLAIM_LATE, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.EDIT_CLAIM, _B, _B, _YES, _YES),
    Rule(_BELOW, Action.SUBMIT_CLAIM, _B, _B, _YES, _YES),
    Rule(_BELOW, Action.WITHDRAW_CLAIM, _B, _B, _B, _YES),
    Rule(_BELOW, Action.DELETE_CLAIM, _NO, _G, _G, _YES, _UPDATE_BOTH),
    Rule(_BELOW, Action.RELEASE_RETENTION, _B, _B, _YES, _YES),
    Rule(_BELOW, Action.OVERRIDE_RETENTION, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.ASSESS_CLAIM, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.DECIDE_CLAIM, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.COMPILE_BACKUP, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.REQUEST_SIGNATURE, _NO, _NO, _NO, _YES),
    Rule(_BELOW, Action.RECORD_PAYMENT, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.VIEW_PERIODS, _NO, _YES, _YES, _YES),
    Rule(_ABOVE, Action.VIEW_CLAIMS_TOOL, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.VIEW, _NO, _YES, _YES, _YES),
    Rule(_ABOVE, Action.VIEW_PRIVATE, _NO, _P, _P, _YES),
    Rule(_ABOVE, Action.VIEW_SCHEDULE, _NO, _YES, _YES, _YES),
    Rule(_ABOVE, Action.VIEW_PRIVATE_SCHEDULE, _NO, _S, _S, _YES),
    Rule(_ABOVE, Action.CREATE, _NO, _G, _G, _YES, _grant(Grant.CREATE_HEAD_CONTRACTS)),
    Rule(_ABOVE, Action.UPDATE, _NO, _G, _G, _YES, _grant(Grant.UPDATE_HEAD_CONTRACTS)),
    Rule(_ABOVE, Action.DELETE, _NO, _G, _G, _YES, _grant(Grant.DELETE_HEAD_CONTRACTS)),
    Rule(_ABOVE, Action.CONFIGURE, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.EMAIL_CONTRACT, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.APPROVE_VARIATION, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.EDIT_VARIATION, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.VIEW_DRAFT_VARIATION, _NO, _I, _I, _YES),
    Rule(_ABOVE, Action.CREATE_POTENTIAL_VARIATION, _NO, _NO, _YES, _YES),
    Rule(_ABOVE, Action.VIEW_CLAIM, _NO, _G, _G, _YES, _HEAD_CLAIMS),
    Rule(_ABOVE, Action.VIEW_ASSESSMENT, _NO, _G, _G, _YES, _HEAD_CLAIMS),
    Rule(_ABOVE, Action.EXPORT_CLAIM, _NO, _G, _G, _YES, _HEAD_CLAIMS),
    Rule(_ABOVE, Action.FORWARD_CLAIM, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.START_CLAIM, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.START_CLAIM_LATE, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.EDIT_CLAIM, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.SUBMIT_CLAIM, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.WITHDRAW_CLAIM, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.DELETE_CLAIM, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.RELEASE_RETENTION, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.OVERRIDE_RETENTION, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.ASSESS_CLAIM, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.DECIDE_CLAIM, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.COMPILE_BACKUP, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.REQUEST_SIGNATURE, _NO, _NO, _NO, _YES),
    Rule(_ABOVE, Action.RECORD_PAYMENT, _NO, _NO, _NO, _YES),
)

_BY_PLACE = {(rule.tool, rule.action): rule for rule in RULES}
if len(_BY_PLACE) != len(RULES):
    raise ValueError("A right is in the table twice.")


def rule(tool: Tool, action: Action) -> Rule | None:
    """The rule of an action in a tool; None where the tool knows no such act."""
    return _BY_PLACE.get((tool, action))
