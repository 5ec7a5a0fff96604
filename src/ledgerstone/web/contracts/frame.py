"""What stands around each tab of a contract: its head with what can be done, and the tabs."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse

from ledgerstone.access.actions import Action
from ledgerstone.claims import policy as claims
from ledgerstone.claims.claimable import why_not_claimable, why_too_late
from ledgerstone.claims.inviting.due import due_date_of
from ledgerstone.claims.models.statuses import WITHDRAWN
from ledgerstone.contracts import policy, status_words
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.projects import policy as projects_policy
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.contracts.claim_rows import claim_rows, draft_of
from ledgerstone.web.contracts.money import money_of
from ledgerstone.web.contracts.tabs import Reading, has_settings, tabs_of, ways_of
from ledgerstone.web.entrance import words
from ledgerstone.web.invitations.prompt import Prompt, prompt_for_contract
from ledgerstone.web.requests import ActorRequest
from ledgerstone.web.signing_in import restricted

__all__ = ["contract_frame", "has_settings", "sees_head"]


def contract_frame(request: ActorRequest, found: Contract, tab: str) -> dict[str, Any]:
    """The context of each tab of a contract; without figures for who sees no schedule."""
    terms, _formats = words(request)
    actor = request.actor
    is_head = found.kind == HEAD_CONTRACT
    listed = "web:head_contract_list" if is_head else "web:commitment_list"
    sees_list = policy.may_see_tool(actor, found.project_id, found.kind)
    request.tool = listed if sees_list else "web:my_contracts"
    sees_schedule = policy.may_see_schedule(actor, found)
    rows = claim_rows(actor, found, terms) if sees_schedule else []
    draft = draft_of(rows)
    period = projects.open_period(actor, found.project_id) if sees_schedule else None
    standing = sum(1 for row in rows if row.claim.status != WITHDRAWN)
    opens = partial(restricted.opens, request)
    reading = Reading(actor, found, sees_schedule, standing if sees_schedule else None, opens)
    return {
        "contract": found,
        "sees_schedule": sees_schedule,
        "contract_figures": money_of(found) if sees_schedule else None,
        "claim_rows": rows,
        "draft": draft,
        **_rights(actor, found),
        "may_copy": sees_schedule and policy.may_create(actor, found.project_id, found.kind),
        "may_start": draft is None and _may_start(actor, found, period),
        "prompt": _prompt(request, found, period) if sees_schedule else None,
        "statuses": status_words.status_choices(found.kind, terms),
        "sees_project": projects_policy.may_see(actor, found.project_id),
        "sees_list": sees_list,
        "sees_head": sees_head(actor, found),
        "list_href": reverse(listed, args=[found.project_id]),
        "list_name": (terms.head_contract if is_head else terms.commitment).plural_capitalised,
        "kind_word": terms[found.kind],
        **_empty_tabs(terms),
        **_unseen(found, terms),
        "tabs": tabs_of(reading, tab, terms),
        "ways": ways_of(reading),
    }


def _prompt(request: ActorRequest, found: Contract, period: BillingPeriod | None) -> Prompt | None:
    """The invitation for the open period, until there is a claim for it."""
    if found.kind == HEAD_CONTRACT or not restricted.opens(request, "web:claim_invitation"):
        return None
    prompt = None if period is None else prompt_for_contract(request.actor, found, period)
    return None if prompt is None or prompt.claim is not None else prompt


def _rights(actor: Actor, found: Contract) -> dict[str, bool]:
    """What the person may do to the contract."""
    return {
        "may_administer": policy.may_update(actor, found),
        "may_vary": policy.may(actor, found, Action.APPROVE_VARIATION),
        "may_configure": policy.may_configure(actor, found),
        "may_name": policy.may_name_contacts(actor, found),
        "may_delete": policy.may(actor, found, Action.DELETE),
    }


def sees_head(actor: Actor, found: Contract) -> bool:
    """Whether the contract that it belongs to exists for the person."""
    return found.head_contract is not None and policy.may_see(actor, found.head_contract)


def _may_start(actor: Actor, found: Contract, period: BillingPeriod | None) -> bool:
    if period is None or not claims.may_start(actor, found):
        return False
    is_administrator = claims.may_choose_period(actor, found)
    if not is_administrator and why_too_late(found.project, due_date_of(period, found)):
        return False
    terms, _formats = projects.words(found.project)
    return not why_not_claimable(found, terms, is_administrator=is_administrator)


def _unseen(found: Contract, terms: Terms) -> dict[str, str]:
    """What is said in place of a schedule that the reader does not see."""
    schedule = terms.schedule_of_values
    return {
        "unseen_title": f"The {schedule} is not shown to you",
        "unseen_text": f"This {terms[found.kind]} is private. You see what was agreed; its "
        f"{schedule}, its figures and its {terms.claim_short.plural} are for its administrators, "
        "and for people on its private list where it says so.",
    }


def _empty_tabs(terms: Terms) -> dict[str, str]:
    """What the tabs of a contract say while there is nothing in them."""
    variation = terms.variation
    return {
        "no_lines_title": f"No {terms.schedule_of_values} yet",
        "no_lines_act": "Add the lines",
        "none_title": f"No {variation.plural} yet",
        "none_text": f"An approved {variation} changes the {terms.contract_sum}; its lines are "
        "claimed like all others.",
        "not_yet_text": "The contract is not in effect yet. Until then, change its "
        f"{terms.schedule_of_values} itself.",
        "add_label": f"Add {variation.with_article}",
        "no_claims_title": f"No {terms.claim.plural} yet",
        "no_claims_text": f"Each {terms.claim} asks for payment for one {terms.billing_period}, "
        f"line by line of the {terms.schedule_of_values}.",
    }
