"""Writes to contracts."""

from .changing import change_contract, change_status
from .contact_settings import change_contact_settings
from .contacts import Naming, name_contact, remove_contact
from .creation import create_contract
from .deleting import delete_contract
from .duplicating import duplicate_contract
from .executing import change_executed
from .privacy import add_to_private_list, change_privacy, remove_from_private_list
from .replacing import replace_schedule
from .retaining import set_retention
from .tool_settings import (
    add_funding_source,
    add_recipient,
    change_commitment_settings,
    change_head_contract_settings,
    remove_funding_source,
    remove_recipient,
)
from .varying import approve_variation

__all__ = [
    "Naming",
    "add_funding_source",
    "add_recipient",
    "add_to_private_list",
    "approve_variation",
    "change_commitment_settings",
    "change_contact_settings",
    "change_contract",
    "change_executed",
    "change_head_contract_settings",
    "change_privacy",
    "change_status",
    "create_contract",
    "delete_contract",
    "duplicate_contract",
    "name_contact",
    "remove_contact",
    "remove_from_private_list",
    "remove_funding_source",
    "remove_recipient",
    "replace_schedule",
    "set_retention",
]
