"""What the pages of a project's claims have in common: their tabs."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext

from ledgerstone.web.claims.tool_tabs import tool_tabs

register = template.Library()


@register.inclusion_tag("claims/_tool_tabs.html", takes_context=True)
def claims_tabs(
    context: RequestContext, current: str, period_id: int | None = None
) -> dict[str, Any]:
    """The tabs: `{% claims_tabs "periods" %}`; owner, subcontractor, periods or settings."""
    request, terms = context["request"], context["terms"]
    tabs = tool_tabs(request.actor, request.project, terms, current, period_id=period_id)
    return {"tabs": tabs, "label": f"Parts of {terms.claim.plural}"}
