"""What to do next in a project: set it up, review claims, finish our own, approve schedules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from ledgerstone.claims.models import Claim
from ledgerstone.claims.models.statuses import DRAFT, UNDER_REVIEW
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.contracts.figures import ContractRow


@dataclass(frozen=True, slots=True)
class NextAct:
    """One thing to do next: what, for which record, and where."""

    label: str
    detail: str
    href: str
    icon: str = "chevron-right"


def next_acts(
    project: Project,
    *,
    has_period: bool,
    heads: Sequence[ContractRow],
    commitments: Sequence[ContractRow],
    claims: Sequence[Claim],
) -> list[NextAct]:
    """What a project still lacks, then claims to review or finish, then schedules to approve."""
    terms, formats = projects.words(project)
    acts = _set_up_acts(project, terms, has_period, heads, commitments)
    acts += _claim_acts(claims, terms, formats)
    acts += [
        NextAct(
            f"Approve the {terms.schedule_of_values}",
            f"{row.contract.number} {row.contract.title}",
            reverse("web:contract", args=[row.contract.pk]),
            "file-text",
        )
        for row in commitments
        if row.contract.status in ("draft", "out_for_signature", "processing", "submitted")
    ]
    return acts


def _claim_acts(claims: Sequence[Claim], terms: Terms, formats: Formats) -> list[NextAct]:
    """Claims to review, then those of our own to finish."""
    review = [
        NextAct(
            f"Review {terms.claim_short} {claim.number}",
            f"{claim.contract.number} {claim.contract.title}, "
            f"{formats.money(claim.claimed_this_period)}",
            reverse("web:claim", args=[claim.pk]),
            "clipboard-list",
        )
        for claim in claims
        if claim.status == UNDER_REVIEW and not claim.is_upstream
    ]
    finish = [
        NextAct(
            f"Finish {terms.head_claim} {claim.number}",
            f"{claim.contract.number} {claim.contract.title}",
            reverse("web:claim", args=[claim.pk]),
            "arrow-up-right",
        )
        for claim in claims
        if claim.status == DRAFT and claim.is_upstream
    ]
    return review + finish


def _set_up_acts(
    project: Project,
    terms: Terms,
    has_period: bool,
    heads: Sequence[ContractRow],
    commitments: Sequence[ContractRow],
) -> list[NextAct]:
    acts = []
    if not heads:
        acts.append(
            NextAct(
                f"Add the {terms.head_contract}",
                f"What the {terms.owner} pays you under, with its {terms.schedule_of_values}.",
                reverse("web:head_contract_new", args=[project.pk]),
                "building",
            )
        )
    if not commitments:
        acts.append(
            NextAct(
                f"Add the first {terms.commitment}",
                f"A {terms.subcontract} or {terms.purchase_order} that you pay under.",
                reverse("web:contract_new", args=[project.pk]),
                "file-text",
            )
        )
    if not has_period:
        acts.append(
            NextAct(
                f"Open {terms.billing_period.with_article}",
                f"{terms.claim.plural_capitalised} are made for one.",
                reverse("web:period_new", args=[project.pk]),
                "calendar-plus",
            )
        )
    return acts
