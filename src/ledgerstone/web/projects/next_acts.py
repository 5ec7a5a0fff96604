"""What to do next in a project: set it up, review claims, finish our own, approve schedules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from ledgerstone.claims import policy as claims_policy
from ledgerstone.claims.models import Claim
from ledgerstone.claims.models.statuses import DRAFT
from ledgerstone.contracts import policy as contracts_policy
from ledgerstone.contracts.models import (
    CLAIMABLE_STATUSES,
    HEAD_CONTRACT,
    SUBCONTRACT,
    Contract,
)
from ledgerstone.projects import policy as projects_policy
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.contracts.figures import ContractRow


@dataclass(frozen=True, slots=True)
class NextAct:
    """One thing to do next: what, for which record, and where."""

    label: str
    detail: str
    href: str
    icon: str = "chevron-right"


def next_acts(
    actor: Actor,
    project: Project,
    *,
    has_period: bool,
    heads: Sequence[ContractRow],
    commitments: Sequence[ContractRow],
    claims: Sequence[Claim],
) -> list[NextAct]:
    """What a project still lacks, then claims to review or finish, then schedules to approve.

    Only what the person may do.
    """
    terms, formats = projects.words(project)
    acts = _set_up_acts(actor, project, terms, has_period, heads, commitments)
    acts += _contact_acts(project, terms, commitments)
    acts += _claim_acts(actor, claims, terms, formats)
    acts += [
        NextAct(
            f"Approve the {terms.schedule_of_values}",
            f"{row.contract.number} {row.contract.title}",
            reverse("web:contract", args=[row.contract.pk]),
            "file-text",
        )
        for row in commitments
        if row.contract.status in ("draft", "out_for_signature", "processing", "submitted")
        and contracts_policy.may_configure(actor, row.contract)
    ]
    return acts


def _contact_acts(
    project: Project, terms: Terms, commitments: Sequence[ContractRow]
) -> list[NextAct]:
    """Claim contacts whom nothing reaches, with the reason; commitments without any."""
    named = [row for row in commitments if row.may_name]
    missed: dict[tuple[str, str], list[Contract]] = {}
    for row in named:
        for one in row.contacts:
            if one.why_unreachable:
                missed.setdefault((one.person.name, one.why_unreachable), []).append(row.contract)
    acts = [
        NextAct(
            f"Reach {name}, {terms.claim_contact}",
            f"{why} {', '.join(contract.number for contract in contracts)}",
            reverse("web:contract_contacts", args=[contracts[0].pk]),
            "alert-circle",
        )
        for (name, why), contracts in missed.items()
    ]
    without = [
        row.contract
        for row in named
        if not row.contacts and row.contract.status in CLAIMABLE_STATUSES
    ]
    if len(without) == 1:
        one_without = without[0]
        detail = f"{one_without.number} {one_without.title}"
        place = reverse("web:contract_contacts", args=[one_without.pk])
        acts.append(NextAct(f"Name {terms.claim_contact.with_article}", detail, place, "users"))
    elif without:
        label = f"Name {terms.claim_contact.plural} for {len(without)} {terms.commitment.plural}"
        place = reverse("web:commitment_list", args=[project.pk])
        acts.append(NextAct(label, ", ".join(one.number for one in without), place, "users"))
    return acts


def _claim_acts(
    actor: Actor, claims: Sequence[Claim], terms: Terms, formats: Formats
) -> list[NextAct]:
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
        if not claim.is_upstream and claims_policy.may_decide(actor, claim)
    ]
    finish = [
        NextAct(
            f"Finish {terms.head_claim} {claim.number}",
            f"{claim.contract.number} {claim.contract.title}",
            reverse("web:claim", args=[claim.pk]),
            "arrow-up-right",
        )
        for claim in claims
        if claim.status == DRAFT and claim.is_upstream and claims_policy.may_issue(actor, claim)
    ]
    return review + finish


def _set_up_acts(
    actor: Actor,
    project: Project,
    terms: Terms,
    has_period: bool,
    heads: Sequence[ContractRow],
    commitments: Sequence[ContractRow],
) -> list[NextAct]:
    acts = []
    if not heads and contracts_policy.may_create(actor, project.pk, HEAD_CONTRACT):
        acts.append(
            NextAct(
                f"Add the {terms.head_contract}",
                f"What the {terms.owner} pays you under, with its {terms.schedule_of_values}.",
                reverse("web:head_contract_new", args=[project.pk]),
                "building",
            )
        )
    if not commitments and contracts_policy.may_create(actor, project.pk, SUBCONTRACT):
        acts.append(
            NextAct(
                f"Add the first {terms.commitment}",
                f"A {terms.subcontract} or {terms.purchase_order} that you pay under.",
                reverse("web:contract_new", args=[project.pk]),
                "file-text",
            )
        )
    if not has_period and projects_policy.may_administer(actor, project.pk):
        acts.append(
            NextAct(
                f"Open {terms.billing_period.with_article}",
                f"{terms.claim.plural_capitalised} are made for one.",
                reverse("web:period_new", args=[project.pk]),
                "calendar-plus",
            )
        )
    return acts
