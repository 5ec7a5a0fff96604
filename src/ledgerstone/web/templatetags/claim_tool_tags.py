"""The tabs that the pages of a project's claims have in common, and the rows of their list."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from ledgerstone.web.claims.periods.period_rows import ToolRow
from ledgerstone.web.claims.tool.tool_cells import Drawer
from ledgerstone.web.claims.tool.tool_columns import Sums
from ledgerstone.web.claims.tool.tool_tabs import tool_tabs

register = template.Library()


@register.inclusion_tag("claims/_tool_tabs.html", takes_context=True)
def claims_tabs(
    context: RequestContext, current: str, period_id: int | None = None
) -> dict[str, Any]:
    """The tabs: `{% claims_tabs "periods" %}`; owner, subcontractor, periods or settings."""
    request, terms = context["request"], context["terms"]
    tabs = tool_tabs(request.actor, request.project, terms, current, period_id=period_id)
    return {"tabs": tabs, "label": f"Parts of {terms.claim.plural}"}


@register.simple_tag
def tool_row(drawer: Drawer, row: ToolRow) -> SafeString:
    """The cells of a row of a period's claims."""
    return drawer.row(row)


@register.simple_tag
def tool_sums(drawer: Drawer, sums: Sums, title: str, count: int | None = None) -> SafeString:
    """The cells of the sums of a group, or of the whole list."""
    return drawer.sums(sums, title, count)
