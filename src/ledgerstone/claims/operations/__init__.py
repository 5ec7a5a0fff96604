"""Every write to a claim, one function per business act."""

from .answering import answer_invitation
from .assessment import (
    accept_as_claimed,
    assess_by_percent,
    change_assessment,
    give_reasons,
)
from .cells import save_cells
from .decision import approve_claim, approve_pending
from .deductions import NewDeduction, set_deductions
from .drafting import FilledWith, draft_head_claims, start_head_claim
from .extensions import Extended, extend_due_date, remove_extension
from .groups import enter_on_group
from .header import change_header
from .inviting import invite_contacts
from .many_decisions import approve_claims
from .many_starts import start_claims
from .many_statuses import change_statuses
from .owner_answer import import_owner_answer, plan_owner_answer
from .presence import be_at_claim
from .reminding import remind_contacts
from .reminding_planned import planned_reminders, remind_planned
from .reopening import reopen_claim
from .retaining import (
    adopt_retention_terms,
    hold_on_lines,
    release_on_lines,
    release_retention,
    remove_adjustments,
)
from .start import start_claim
from .submission import delete_draft, return_claim, submit_claim, withdraw_claim
from .upstream import certify_issued, issue_claim
from .variations import add_variations_to_claim

__all__ = [
    "Extended",
    "FilledWith",
    "NewDeduction",
    "accept_as_claimed",
    "add_variations_to_claim",
    "adopt_retention_terms",
    "answer_invitation",
    "approve_claim",
    "approve_claims",
    "approve_pending",
    "assess_by_percent",
    "be_at_claim",
    "certify_issued",
    "change_assessment",
    "change_header",
    "change_statuses",
    "delete_draft",
    "draft_head_claims",
    "enter_on_group",
    "extend_due_date",
    "give_reasons",
    "hold_on_lines",
    "import_owner_answer",
    "invite_contacts",
    "issue_claim",
    "plan_owner_answer",
    "planned_reminders",
    "release_on_lines",
    "release_retention",
    "remind_contacts",
    "remind_planned",
    "remove_adjustments",
    "remove_extension",
    "reopen_claim",
    "return_claim",
    "save_cells",
    "set_deductions",
    "start_claim",
    "start_claims",
    "start_head_claim",
    "submit_claim",
    "withdraw_claim",
]
