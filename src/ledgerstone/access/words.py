"""Rights in words: for the pages that give them, and for the page of the guide about them.

Regional words have places, ``"{commitment.plural}"``, which ``said`` fills from a catalogue of
terms. An act is worded to follow "may".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .actions import Action
from .levels import Grant, Level, Tool
from .matrix import When

TOOLS: Mapping[Tool, tuple[str, str]] = {
    Tool.COMPANY_DIRECTORY: (
        "Company directory",
        "The companies and people of the account. Admin here is Admin on every tool of the "
        "account.",
    ),
    Tool.ADMIN: (
        "Account settings",
        "Settings of the account, permission templates, and new projects.",
    ),
    Tool.DIRECTORY: ("Project directory", "The companies and people on the project."),
    Tool.COMMITMENTS: (
        "{commitment.plural_capitalised}",
        "{subcontract.plural_capitalised} and {purchase_order.plural}, and the "
        "{claim_short.plural} made on them.",
    ),
    Tool.HEAD_CONTRACTS: (
        "{head_contract.plural_capitalised}",
        "What the {owner} pays under, and our {claim_short.plural} on it.",
    ),
    Tool.INVOICING_SETTINGS: (
        "{claiming.capitalised} settings",
        "How {claim_short.plural} work on the project.",
    ),
}

LEVELS: Mapping[Level, str] = {
    Level.NONE: "None",
    Level.READ_ONLY: "Read Only",
    Level.STANDARD: "Standard",
    Level.ADMIN: "Admin",
}

GRANTS: Mapping[Grant, tuple[str, str]] = {
    Grant.EDIT_COMPANIES: (
        "Create and edit companies",
        "Adds companies, changes their records and keeps their insurance.",
    ),
    Grant.EDIT_PEOPLE: (
        "Create and edit people",
        "Adds people, changes their records, and gives them templates that give no more than the "
        "giver holds.",
    ),
    Grant.VIEW_PRIVATE_SUBCONTRACTS: (
        "View private {subcontract.plural}",
        "Sees them without being on their private list; the {schedule_of_values} only where the "
        "list shows it.",
    ),
    Grant.VIEW_PRIVATE_PURCHASE_ORDERS: (
        "View private {purchase_order.plural}",
        "Sees them without being on their private list; the {schedule_of_values} only where the "
        "list shows it.",
    ),
    Grant.CREATE_SUBCONTRACTS: (
        "Create {subcontract.plural}",
        "Sets them up as drafts, for an administrator to take into effect.",
    ),
    Grant.CREATE_PURCHASE_ORDERS: (
        "Create {purchase_order.plural}",
        "Sets them up as drafts, for an administrator to take into effect.",
    ),
    Grant.UPDATE_SUBCONTRACTS: (
        "Update {subcontract.plural}",
        "Changes particulars, {schedule_of_values} and privacy. Together with updating "
        "{purchase_order.plural}, deletes drafts of {claim_short.plural}.",
    ),
    Grant.UPDATE_PURCHASE_ORDERS: (
        "Update {purchase_order.plural}",
        "Changes particulars, {schedule_of_values} and privacy. Together with updating "
        "{subcontract.plural}, deletes drafts of {claim_short.plural}.",
    ),
    Grant.CREATE_HEAD_CONTRACTS: (
        "Create {head_contract.plural}",
        "Sets them up as drafts, for an administrator to take into effect.",
    ),
    Grant.UPDATE_HEAD_CONTRACTS: (
        "Update {head_contract.plural}",
        "Changes particulars, {schedule_of_values} and privacy.",
    ),
    Grant.DELETE_HEAD_CONTRACTS: (
        "Delete {head_contract.plural}",
        "Deletes those under which nothing was claimed.",
    ),
    Grant.VIEW_HEAD_CLAIMS: (
        "View {head_claim.plural}",
        "Opens them with their figures, certificates and documents.",
    ),
}

ACTIONS: Mapping[Action, str] = {
    Action.CONFIGURE_ACCOUNT: "change the settings of the account",
    Action.CREATE_PROJECT: "set up projects",
    Action.EDIT_TEMPLATES: "create, change and delete permission templates",
    Action.VIEW_DIRECTORY: "see companies and people",
    Action.EDIT_COMPANIES: "add and change companies",
    Action.EDIT_PEOPLE: "add and change people",
    Action.MERGE_COMPANIES: "merge two company records",
    Action.EDIT_INSURANCE: "keep insurance records",
    Action.CONFIGURE_INVOICING: "change how {claim_short.plural} work on the project",
    Action.VIEW_PERIODS: "see {billing_period.plural}",
    Action.MANAGE_PERIODS: "open, change and close {billing_period.plural}",
    Action.VIEW_CLAIMS_TOOL: (
        "see, search and filter the {claim_short.plural} of a {billing_period} in one list"
    ),
    Action.VIEW: "see contracts that are not private",
    Action.VIEW_PRIVATE: "see private contracts",
    Action.VIEW_SCHEDULE: "see their {schedule_of_values}",
    Action.VIEW_PRIVATE_SCHEDULE: "see the {schedule_of_values} of private contracts",
    Action.CREATE: "set up contracts",
    Action.UPDATE: "change particulars, {schedule_of_values} and privacy of contracts",
    Action.DELETE: "delete contracts",
    Action.CONFIGURE: (
        "change how the tool works, and status, {retention} and advanced settings of contracts; "
        "take contracts into effect"
    ),
    Action.NAME_CONTACTS: "name {claim_contact.plural}",
    Action.EMAIL_CONTRACT: "send contracts by e-mail",
    Action.FILL_SCHEDULE: "fill the {subcontractor_schedule}",
    Action.REVIEW_SCHEDULE: "review the {subcontractor_schedule}",
    Action.APPROVE_VARIATION: "approve {variation.plural}",
    Action.EDIT_VARIATION: "create, change and bundle {variation.plural} of every kind",
    Action.VIEW_DRAFT_VARIATION: "see drafts of {variation.plural} that others prepare",
    Action.CREATE_POTENTIAL_VARIATION: (
        "create {potential_variation.plural}, where the project lets them"
    ),
    Action.RAISE_VARIATION: (
        "raise {variation.plural} from the field, where the project lets them"
    ),
    Action.INVITE: "invite contacts to claim",
    Action.ANSWER_INVITATION: "accept or decline an invitation to claim",
    Action.VIEW_CLAIM: "see {claim_short.plural}, their certificates and documents",
    Action.VIEW_ASSESSMENT: "see an assessment before it is decided",
    Action.EXPORT_CLAIM: "download {claim_short.plural} and certificates",
    Action.FORWARD_CLAIM: "send {claim_short.plural} by e-mail",
    Action.START_CLAIM: (
        "start a {claim_short} while a {billing_period} is open and its due date has not passed"
    ),
    Action.START_CLAIM_LATE: (
        "start a {claim_short} after the due date, or for another {billing_period}"
    ),
    Action.EDIT_CLAIM: "fill in the newest {claim_short} while it is a draft or returned",
    Action.SUBMIT_CLAIM: "submit it",
    Action.WITHDRAW_CLAIM: "withdraw a submitted {claim_short}",
    Action.DELETE_CLAIM: "delete a draft that was never submitted",
    Action.RELEASE_RETENTION: "propose a release of {retention}",
    Action.OVERRIDE_RETENTION: "adjust the {retention} that the contract's rule holds",
    Action.ASSESS_CLAIM: "assess {claim_short.plural} line by line and give reasons",
    Action.DECIDE_CLAIM: "approve, return, certify and reopen {claim_short.plural}",
    Action.COMPILE_BACKUP: "put together the documents behind {claim_short.plural}",
    Action.REQUEST_SIGNATURE: "send for signature",
    Action.RECORD_PAYMENT: "record payments and make {tax_invoice.plural}",
}

GROUNDS: Mapping[When, str] = {
    When.ALWAYS: "yes",
    When.GRANTED: "if granted",
    When.CONTACT: "contact",
    When.BILLING_CONTACT: "contact, where contacts may claim",
    When.SCHEDULE_CONTACT: "contact, where contacts may fill the schedule",
    When.LISTED: "on the private list",
    When.LISTED_AND_SHOWN: "on the private list, where it shows the schedule",
    When.INSURANCE_MANAGER: "insurance manager",
    When.INSIDE: "yes, but not people of other companies",
    When.NOT_CONTACT: "yes, but not the contract's own contacts",
}


def said(words: str, terms: Mapping[str, Any]) -> str:
    """Words with those of a region in their places."""
    return words.format_map(terms)
