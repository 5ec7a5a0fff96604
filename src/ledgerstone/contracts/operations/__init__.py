"""Writes to contracts."""

from .advanced import change_advanced_settings
from .changing import change_contract, change_status
from .contact_settings import change_contact_settings
from .contacts import Naming, name_contact, remove_contact
from .creation import create_contract
from .deleting import delete_contract
from .duplicating import duplicate_contract
from .editing import change_lines
from .executing import change_executed
from .many_statuses import StatusesChanged, change_statuses
from .marking_up import NewMarkup, define_markups, mark_up_anew
from .privacy import add_to_private_list, change_privacy, remove_from_private_list
from .rearranging import move_lines, name_section, rename_section
from .replacing import replace_schedule
from .retaining import set_retention
from .retaining_releases import PlannedRelease, plan_releases
from .retaining_securities import (
    SecurityGiven,
    change_security,
    record_security,
    remove_security,
)
from .splitting import Part, move_amount, split_line
from .subcontractor_schedule import one_detail_each, save_details
from .subcontractor_schedule_status import (
    approve_schedule,
    details_follow,
    return_schedule,
    schedule_changed,
    set_schedule_status,
    submit_schedule,
)
from .tool_settings import (
    add_funding_source,
    add_recipient,
    change_commitment_settings,
    change_head_contract_settings,
    remove_funding_source,
    remove_recipient,
)
from .variations_bundling import bundle_variations, take_out_part
from .variations_editing import (
    change_variation,
    change_variation_as_typed,
    create_variation,
    delete_variation,
)
from .variations_lines import change_variation_lines
from .variations_status import change_variation_status
from .varying import approve_variation

__all__ = [
    "Naming",
    "NewMarkup",
    "Part",
    "PlannedRelease",
    "SecurityGiven",
    "StatusesChanged",
    "add_funding_source",
    "add_recipient",
    "add_to_private_list",
    "approve_schedule",
    "approve_variation",
    "bundle_variations",
    "change_advanced_settings",
    "change_commitment_settings",
    "change_contact_settings",
    "change_contract",
    "change_executed",
    "change_head_contract_settings",
    "change_lines",
    "change_privacy",
    "change_security",
    "change_status",
    "change_statuses",
    "change_variation",
    "change_variation_as_typed",
    "change_variation_lines",
    "change_variation_status",
    "create_contract",
    "create_variation",
    "define_markups",
    "delete_contract",
    "delete_variation",
    "details_follow",
    "duplicate_contract",
    "mark_up_anew",
    "move_amount",
    "move_lines",
    "name_contact",
    "name_section",
    "one_detail_each",
    "plan_releases",
    "record_security",
    "remove_contact",
    "remove_from_private_list",
    "remove_funding_source",
    "remove_recipient",
    "remove_security",
    "rename_section",
    "replace_schedule",
    "return_schedule",
    "save_details",
    "schedule_changed",
    "set_retention",
    "set_schedule_status",
    "split_line",
    "submit_schedule",
    "take_out_part",
]
