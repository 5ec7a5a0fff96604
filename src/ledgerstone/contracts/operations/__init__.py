"""Writes to contracts."""

from .changing import change_contract, change_status
from .creation import create_contract
from .replacing import replace_schedule
from .retaining import set_retention
from .varying import approve_variation

__all__ = [
    "approve_variation",
    "change_contract",
    "change_status",
    "create_contract",
    "replace_schedule",
    "set_retention",
]
