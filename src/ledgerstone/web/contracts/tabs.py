"""The tabs of a contract: one row each, in their order.

A page that comes adds its row here, in its place: general, schedule, subcontractor's schedule,
variations, claims, payments, messages, attachments, comments, related, change history, settings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Reading:
    """Who looks at which contract, and what was read of it already."""

    actor: Actor
    contract: Contract
    sees_schedule: bool
    claim_count: int | None  # None for who sees no schedule
    opens: Callable[[str], bool] = lambda page: True  # whether the session is for a page at all


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of a contract. ``count`` stands behind its label; None where there is none."""

    key: str
    label: Callable[[Terms], str]
    page: str
    is_shown: Callable[[Reading], bool] = lambda reading: True
    count: Callable[[Reading], int | None] = lambda reading: None


def is_inside(reading: Reading) -> bool:
    """Whether the person sees contracts of this kind on the project, not only this one."""
    contract = reading.contract
    return policy.may_see_tool(reading.actor, contract.project_id, contract.kind)


def has_settings(actor: Actor, found: Contract) -> bool:
    """Whether the tab of settings holds anything that the person may change."""
    may = (policy.may_update, policy.may_configure, policy.may_name_contacts)
    return any(one(actor, found) for one in may)


TABS: tuple[Tab, ...] = (
    Tab("general", lambda terms: "General", "web:contract"),
    Tab(
        "schedule",
        lambda terms: terms.schedule_of_values.capitalised,
        "web:contract_schedule",
    ),
    Tab(
        "subcontractor_schedule",
        lambda terms: f"{terms.subcontractor.capitalised}’s schedule",
        "web:subcontractor_schedule",
        is_shown=lambda reading: (
            reading.sees_schedule and reading.contract.has_subcontractor_schedule
        ),
    ),
    Tab(
        "variations",
        lambda terms: terms.variation.plural_capitalised,
        "web:contract_variations",
    ),
    Tab(
        "claims",
        lambda terms: terms.claim.plural_capitalised,
        "web:contract_claims",
        is_shown=lambda reading: reading.contract.claims_enabled or bool(reading.claim_count),
        count=lambda reading: reading.claim_count,
    ),
    Tab(
        "payments",
        lambda terms: "Payments",
        "web:contract_payments",
        is_shown=lambda reading: (
            reading.contract.payments_enabled
            and policy.may(reading.actor, reading.contract, Action.VIEW_CLAIM)
        ),
    ),
    Tab("messages", lambda terms: "Messages", "web:contract_messages"),
    Tab(
        "papers",
        lambda terms: "Attachments",
        "web:contract_papers",
        is_shown=lambda reading: reading.sees_schedule,
    ),
    Tab(
        "comments",
        lambda terms: "Comments",
        "web:contract_comments",
        is_shown=lambda reading: (
            reading.contract.comments_enabled
            and policy.may_configure(reading.actor, reading.contract)
        ),
    ),
    Tab("related", lambda terms: "Related", "web:contract_related", is_shown=is_inside),
    Tab(
        "history",
        lambda terms: "Change history",
        "web:contract_history",
        is_shown=is_inside,
    ),
    Tab(
        "settings",
        lambda terms: "Advanced settings",
        "web:contract_settings",
        is_shown=lambda reading: has_settings(reading.actor, reading.contract),
    ),
)


def tabs_of(reading: Reading, current: str, terms: Terms) -> list[dict[str, Any]]:
    """The tabs that the person has, as ``components/tabs.html`` draws them."""
    return [
        {
            "label": tab.label(terms),
            "href": reverse(tab.page, args=[reading.contract.pk]),
            "count": tab.count(reading),
            "current": tab.key == current,
        }
        for tab in _shown(reading)
    ]


def ways_of(reading: Reading) -> dict[str, str]:
    """The addresses of the tabs that the person has, by their keys, and of the retention."""
    pages = {tab.key: tab.page for tab in _shown(reading)}
    if reading.sees_schedule and reading.opens("web:contract_retention"):
        pages["retention"] = "web:contract_retention"
    return {key: reverse(page, args=[reading.contract.pk]) for key, page in pages.items()}


def _shown(reading: Reading) -> list[Tab]:
    return [tab for tab in TABS if reading.opens(tab.page) and tab.is_shown(reading)]
