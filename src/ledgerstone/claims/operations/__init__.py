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
from .header import NewDeduction, change_header, set_deductions
from .inviting import invite_contacts
from .many_decisions import approve_claims
from .many_starts import start_claims
from .many_statuses import change_statuses
from .reminding import remind_contacts
from .reopening import reopen_claim
from .start import start_claim
from .submission import delete_draft, return_claim, submit_claim, withdraw_claim
from .upstream import certify_issued, issue_claim
from .variations import add_variations_to_claim

__all__ = [
    "NewDeduction",
    "accept_as_claimed",
    "add_variations_to_claim",
    "answer_invitation",
    "approve_claim",
    "approve_claims",
    "approve_pending",
    "assess_by_percent",
    "certify_issued",
    "change_assessment",
    "change_header",
    "change_statuses",
    "delete_draft",
    "give_reasons",
    "invite_contacts",
    "issue_claim",
    "remind_contacts",
    "reopen_claim",
    "return_claim",
    "save_cells",
    "set_deductions",
    "start_claim",
    "start_claims",
    "submit_claim",
    "withdraw_claim",
]
