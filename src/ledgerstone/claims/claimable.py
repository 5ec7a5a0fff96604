"""Whether a contract can be claimed on now, and if not, why."""

from __future__ import annotations

import datetime as dt

from ledgerstone.contracts.models import CLAIMABLE_STATUSES, Contract
from ledgerstone.contracts.status_words import status_word
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import (
    REVISE,
    UNDER_REVIEW,
    is_awaited,
)
from ledgerstone.projects.models import Project
from ledgerstone.projects.queries import words
from ledgerstone.projects.terminology import Terms

from .inviting.due import is_over

_HEAD_STATUSES = ("approved", "complete")


def why_not_claimable(contract: Contract, terms: Terms, *, is_administrator: bool) -> str:
    """Why no claim may be started on a contract; empty where one may."""
    kind = terms[contract.kind]
    if not contract.claims_enabled:
        return f"{terms.claim_short.plural_capitalised} are switched off for this {kind}."
    claimable = _HEAD_STATUSES if contract.is_upstream else CLAIMABLE_STATUSES
    if contract.status in claimable:
        return why_schedule_awaited(contract, terms)
    if contract.status == "terminated" and not contract.is_upstream:
        if is_administrator:
            return why_schedule_awaited(contract, terms)
        return f"This {kind} is terminated: ask an administrator to start the {terms.claim_short}."
    status = status_word(contract.status, terms).lower()
    if contract.status == "draft":
        status = "a draft"
    listed = ", ".join(word.replace("_", " ") for word in claimable[:-1])
    last = claimable[-1].replace("_", " ")
    return f"This {kind} is {status}; it can be claimed on when it is {listed} or {last}."


def why_schedule_awaited(contract: Contract, terms: Terms) -> str:
    """That the subcontractor's schedule has to be approved first; empty where nothing waits for it.

    For administrators as well: until then lines and contract sum of a claim would not tie.
    """
    if not is_awaited(contract):
        return ""
    status = contract.subcontractor_schedule_status
    if status == UNDER_REVIEW:
        where = "It waits to be reviewed."
    elif status == REVISE:
        where = "It went back to be revised."
    else:
        where = "It is still being filled in."
    return f"The {terms.subcontractor_schedule} has not been approved yet. {where}"


def why_not_certifiable(contract: Contract, terms: Terms) -> str:
    """Why no claim on a contract is certified now; empty where one may be."""
    why = why_schedule_awaited(contract, terms)
    if not why:
        return ""
    return (
        f"{why} A {terms.certificate} would not tie with the {terms.contract_sum}: approve the "
        "schedule first."
    )


def no_open_period(terms: Terms) -> str:
    """Why nobody but an administrator starts a claim between two periods."""
    return (
        f"No {terms.billing_period} is open, so no {terms.claim_short} can be started. Ask an "
        "administrator of the project when the next one opens."
    )


def why_too_late(project: Project, due: dt.date) -> str:
    """Why only administrators start a claim for a period now; empty until ``due`` is over."""
    if not is_over(due, project):
        return ""
    terms, formats = words(project)
    return (
        f"{terms.claim_short.plural_capitalised} of this {terms.billing_period} were due "
        f"{formats.short_day(due)}. Ask an administrator of the project to start "
        "yours, or to extend the due date."
    )
