"""What the page of a claim to the owner says of where its figures came from and what comes back."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from ledgerstone.claims import policy
from ledgerstone.claims.models import Claim, ClaimAttachment
from ledgerstone.claims.prefill import provenance
from ledgerstone.claims.tie.tie import may_see
from ledgerstone.projects.models import BillingPeriod

register = template.Library()


@register.inclusion_tag("head_claims/_on_claim.html", takes_context=True)
def head_claim_parts(context: Context, claim: Claim) -> dict[str, Any]:
    """Nothing on a claim of a subcontractor, nor for who neither works on it nor sees its sources;
    two queries at most on one to the owner."""
    actor = context["request"].actor
    sees_sources = provenance.may_see_sources(actor, claim)
    if not claim.is_upstream or not (sees_sources or policy.is_administrator(actor, claim)):
        return {"claim": claim, "is_shown": False}
    may_edit = policy.may_edit_claimed(actor, claim)
    attached = ClaimAttachment.objects.filter(
        account_id=claim.account_id, claim_id=claim.pk, kind=ClaimAttachment.BACKUP
    )
    return {
        "claim": claim,
        "terms": context["terms"],
        "is_shown": True,
        "may_prefill": may_edit and claim.contract.prefill_by != "none",
        "sees_sources": sees_sources,
        "carried": provenance.count(claim) if sees_sources else 0,
        "backup": attached.count(),
        "may_answer": policy.may_edit_assessed(actor, claim),
        "may_tie": may_see(actor, claim.contract.project_id),
        "project_id": claim.contract.project_id,
    }


@register.inclusion_tag("head_claims/_on_tool.html", takes_context=True)
def head_claims_acts(context: Context, period: BillingPeriod) -> dict[str, Any]:
    """On the owner's tab: the tie, and drafting all; for administrators of head contracts."""
    return {
        **{name: context[name] for name in ("terms", "csrf_token")},
        "period": period,
        "is_shown": may_see(context["request"].actor, period.project_id),
    }
