"""Where a claim's page lies for whoever looks at it; what they may not see is not named."""

from __future__ import annotations

from django.urls import reverse

from ledgerstone.claims.models import Claim
from ledgerstone.contracts import policy as contracts
from ledgerstone.projects import policy as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor

from .periods.period_page import period_name


def tool_of(actor: Actor, claim: Claim) -> str:
    """The navigation item that the claim's page lies in."""
    contract = claim.contract
    if not contracts.may_see_tool(actor, contract.project_id, contract.kind):
        return "web:my_contracts"
    if claim.is_upstream:
        return "web:head_contract_list"
    if projects.may_see_claims_tool(actor, contract.project_id):
        return "web:claims_tool"
    return "web:commitment_list"


def crumbs(actor: Actor, claim: Claim, terms: Terms, formats: Formats) -> list[dict[str, str]]:
    """The way to the claim: through the period's claims, the list of contracts, or one's own."""
    contract = claim.contract
    own = reverse("web:contract_claims", args=[contract.pk])
    return [
        *_lists(actor, claim, terms, formats),
        {"label": f"{contract.number} {contract.title}", "href": own},
        {"label": f"{terms.claim_short.capitalised} {claim.number}", "href": ""},
    ]


def page_crumbs(
    actor: Actor, claim: Claim, terms: Terms, formats: Formats, page: str
) -> list[dict[str, str]]:
    """The way to a page beside the claim's own."""
    *before, own = crumbs(actor, claim, terms, formats)
    own["href"] = reverse("web:claim", args=[claim.pk])
    return [*before, own, {"label": page, "href": ""}]


def _lists(actor: Actor, claim: Claim, terms: Terms, formats: Formats) -> list[dict[str, str]]:
    project_id, tool = claim.contract.project_id, tool_of(actor, claim)
    if projects.may_see_claims_tool(actor, project_id):
        every = reverse("web:claims_tool", args=[project_id])
        head = "list=head" if claim.is_upstream else ""
        of_period = "&".join(part for part in (f"period={claim.period_id}", head) if part)
        return [
            {
                "label": terms.claim.plural_capitalised,
                "href": f"{every}?{head}" if head else every,
            },
            {"label": period_name(claim.period, formats), "href": f"{every}?{of_period}"},
        ]
    if tool == "web:my_contracts":
        return [{"label": "Your contracts", "href": reverse(tool)}]
    word = terms.head_contract if claim.is_upstream else terms.commitment
    return [{"label": word.plural_capitalised, "href": reverse(tool, args=[project_id])}]
