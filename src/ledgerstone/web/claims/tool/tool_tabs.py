"""The tabs of a project's claims: to the owner, of subcontractors, periods, retention, settings."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from ledgerstone.contracts import policy as contracts
from ledgerstone.contracts.models import HEAD_CONTRACT
from ledgerstone.projects import policy
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor

OWNER, SUBCONTRACTOR, PERIODS, SETTINGS = "owner", "subcontractor", "periods", "settings"
RETENTION = "retention"


def tool_tabs(
    actor: Actor, project: Project, terms: Terms, current: str, *, period_id: int | None = None
) -> list[dict[str, Any]]:
    """The tabs that the person has, as ``components/tabs.html`` draws them; none are no bar.

    ``period_id`` is kept from one list of claims to the other.
    """
    pk = project.pk
    sees_claims = policy.may_see_claims_tool(actor, pk)
    sees_heads = sees_claims and contracts.may_see_tool(actor, pk, HEAD_CONTRACT)
    tool, of_period = reverse("web:claims_tool", args=[pk]), {"period": period_id or ""}
    periods, settings = (
        reverse(name, args=[pk]) for name in ("web:period_list", "web:project_settings")
    )
    known = (
        (OWNER, terms.owner.capitalised, _at(tool, of_period | {"list": "head"}), sees_heads),
        (SUBCONTRACTOR, terms.subcontractor.capitalised, _at(tool, of_period), sees_claims),
        (
            PERIODS,
            terms.billing_period.plural_capitalised,
            periods,
            policy.may_see_periods(actor, pk),
        ),
        (
            RETENTION,
            terms.retention.capitalised,
            reverse("web:project_retention", args=[pk]),
            sees_claims,
        ),
        (SETTINGS, "Settings", settings, policy.may_configure(actor, pk)),
    )
    found = [
        {"label": label, "href": href, "current": key == current, "count": None}
        for key, label, href, is_shown in known
        if is_shown
    ]
    return found if len(found) > 1 else []


def _at(place: str, asked: dict[str, Any]) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{place}?{query}" if query else place
