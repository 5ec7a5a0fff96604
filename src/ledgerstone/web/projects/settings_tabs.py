"""The parts of a project's settings, as tabs over each of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from ledgerstone.contracts import policy as contracts
from ledgerstone.contracts.models import HEAD_CONTRACT, SUBCONTRACT
from ledgerstone.projects import policy
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed
from ledgerstone.web.requests import ActorRequest

CLAIMS = "web:project_settings"
COMMITMENTS = "web:commitment_settings"
HEAD_CONTRACTS = "web:head_contract_settings"
MAILS = "web:project_mails"
PLANNED = "web:project_planned"


def parts(actor: Actor, project: Project, terms: Terms) -> list[tuple[str, str]]:
    """The parts that the person may open, each with its label."""
    known = (
        (CLAIMS, terms.claim.plural_capitalised, policy.may_configure(actor, project.pk)),
        (
            COMMITMENTS,
            terms.commitment.plural_capitalised,
            contracts.may_configure_tool(actor, project.pk, SUBCONTRACT),
        ),
        (
            HEAD_CONTRACTS,
            terms.head_contract.plural_capitalised,
            contracts.may_configure_tool(actor, project.pk, HEAD_CONTRACT),
        ),
        (MAILS, "Mails", policy.may_configure(actor, project.pk)),
        (PLANNED, "Planned", policy.may_configure(actor, project.pk)),
    )
    return [(name, label) for name, label, may in known if may]


def enter_part(
    request: ActorRequest, project: Project, terms: Terms, name: str
) -> list[dict[str, Any]]:
    """Let in who may open this part of the settings; the tabs to the others."""
    request.tool = CLAIMS
    found = parts(request.actor, project, terms)
    if name not in dict(found):
        raise NotAllowed("Ask an administrator of the project to change its settings.")
    return [
        {
            "label": label,
            "href": reverse(part, args=[project.pk]),
            "current": part == name,
            "count": None,
        }
        for part, label in found
    ]
