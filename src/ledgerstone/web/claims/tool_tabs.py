"""The tabs of a project's claims: to the owner, of subcontractors, the periods, the settings."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from ledgerstone.contracts import policy as contracts
from ledgerstone.contracts.models import HEAD_CONTRACT
from ledgerstone.projects import policy
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor

OWNER, SUBCONTRACTOR, PERIODS, SETTINGS = "owner", "subcontractor", "periods", "settings"


def tool_tabs(
    actor: Actor, project: Project, terms: Terms, current: str, *, period_id: int | None = None
) -> list[dict[str, Any]]:
    """The tabs that the person has, as ``components/tabs.html`` draws them; none are no bar.

    ``period_id`` is kept from one list of claims to the other.
    """
    pk = project.pk
    sees_claims = policy.may_see_claims_tool(actor, pk)
    tool = reverse("web:claims_tool", args=[pk])
    period = "" if period_id is None else f"period={period_id}"
    known = (
        (
            OWNER,
            terms.owner.capitalised,
            "?".join(filter(None, [tool, "&".join(filter(None, [period, "list=head"]))])),
            sees_claims and contracts.may_see_tool(actor, pk, HEAD_CONTRACT),
        ),
        (
            SUBCONTRACTOR,
            terms.subcontractor.capitalised,
            "?".join(filter(None, [tool, period])),
            sees_claims,
        ),
        (
            PERIODS,
            terms.billing_period.plural_capitalised,
            reverse("web:period_list", args=[pk]),
            policy.may_see_periods(actor, pk),
        ),
        (
            SETTINGS,
            "Settings",
            reverse("web:project_settings", args=[pk]),
            policy.may_configure(actor, pk),
        ),
    )
    found = [
        {"label": label, "href": href, "current": key == current, "count": None}
        for key, label, href, is_shown in known
        if is_shown
    ]
    return found if len(found) > 1 else []
