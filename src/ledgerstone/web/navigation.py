"""Where a person can go: the tools of the project, what is above projects, and what they are in.

Only what somebody may see is offered. Each way names its right, which its page asks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy as contracts
from ledgerstone.contracts.models import HEAD_CONTRACT, SUBCONTRACT
from ledgerstone.directory import policy as directory
from ledgerstone.projects import policy as projects
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.reports import policy as reports
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.mails.outbox_place import has_outbox
from ledgerstone.web.portfolio.who import has_portfolio, is_certifier


@dataclass(frozen=True, slots=True)
class Way:
    """One way to go, as the frame draws it. `icon` names an icon of the sprite."""

    label: str
    href: str
    icon: str = ""
    current: bool = False
    sub: str = ""
    count: int | None = None


def tools(request: HttpRequest, actor: Actor, project: Project, terms: Terms) -> list[Way]:
    """The tools of a project; none where the person sees only a contract of it."""
    if not projects.may_see(actor, project.pk):
        return []
    pk = project.pk
    known = (
        (True, "Overview", "layout-dashboard", "web:project_home"),
        (
            projects.may_see_claims_tool(actor, pk),
            terms.claim.plural_capitalised, "clipboard-list", "web:claims_tool",
        ),
        (
            contracts.may_see_tool(actor, pk, HEAD_CONTRACT),
            terms.head_contract.plural_capitalised, "building", "web:head_contract_list",
        ),
        (
            contracts.may_see_tool(actor, pk, SUBCONTRACT),
            terms.commitment.plural_capitalised, "file-text", "web:commitment_list",
        ),
        (
            projects.may_see_periods(actor, pk),
            terms.billing_period.plural_capitalised, "calendar-month", "web:period_list",
        ),
        (
            any(contracts.may_see_tool(actor, pk, kind) for kind in (SUBCONTRACT, HEAD_CONTRACT)),
            "Payments", "cash", "web:payment_list",
        ),
        (reports.may_see(actor, pk), "Reports", "chart-line", "web:project_reports"),
        (
            projects.may_see_directory(actor, pk),
            "Directory", "users", "web:project_directory",
        ),
    )  # fmt: skip
    return [_way(request, label, icon, name, pk) for may, label, icon, name in known if may]


def above(request: HttpRequest, actor: Actor) -> list[Way]:
    """What lies above projects."""
    is_contact_only = bool(actor.contact_of) and not access.visible_projects(actor)
    known = (
        (has_portfolio(actor), "Portfolio", "stack-2", "web:portfolio"),
        (is_certifier(actor), "Waiting for you", "checks", "web:certifying"),
        (not is_contact_only, "Projects", "building-skyscraper", "web:project_list"),
        (bool(reports.projects(actor)), "Reports", "chart-line", "web:account_reports"),
        (directory.may_see(actor), "Company directory", "address-book", "web:company_list"),
        (bool(actor.contact_of), "My contracts", "clipboard-list", "web:my_contracts"),
        (has_outbox(actor), "Local outbox", "mail", "web:outbox"),
        (
            access.may_in_account(actor, Action.CONFIGURE_ACCOUNT),
            "Settings", "settings", "web:account_settings",
        ),
    )  # fmt: skip
    return [_way(request, label, icon, name) for may, label, icon, name in known if may]


def settings(request: HttpRequest, actor: Actor, project: Project | None) -> Way | None:
    """How claims and contracts work on the project, for who may say so."""
    if project is None:
        return None
    parts = (
        ("web:project_settings", projects.may_configure(actor, project.pk)),
        (
            "web:commitment_settings",
            contracts.may_configure_tool(actor, project.pk, SUBCONTRACT),
        ),
        (
            "web:head_contract_settings",
            contracts.may_configure_tool(actor, project.pk, HEAD_CONTRACT),
        ),
    )
    name = next((name for name, may in parts if may), None)
    if name is None:
        return None
    current = getattr(request, "tool", None) == "web:project_settings"
    return Way("Project settings", reverse(name, args=[project.pk]), "settings", current=current)


# Pages that lie in a tool, by how their names begin. A view says otherwise with `request.tool`.
_LIE_IN: dict[str, Sequence[str]] = {
    "web:claims_tool": ("claim",),
    "web:commitment_list": ("contract", "variation", "schedule"),
    "web:head_contract_list": ("head_contract",),
    "web:period_list": ("period",),
    "web:payment_list": ("payment_list", "payment_run"),
    "web:project_list": ("project_list", "project_new"),
    "web:project_directory": ("project_directory", "project_member", "project_company"),
    "web:account_settings": (
        "account_settings",
        "permission_template",
        "account_taxes",
        "tax_code",
        "field_set",
    ),
    "web:my_contracts": ("my_contracts",),
    "web:project_reports": ("report_",),
    "web:account_reports": ("account_report",),
}


def _way(request: HttpRequest, label: str, icon: str, name: str, *args: int) -> Way:
    return Way(label, reverse(name, args=args), icon, current=_is_current(request, name))


def _is_current(request: HttpRequest, name: str) -> bool:
    tool = getattr(request, "tool", None)
    if tool is not None:
        return bool(tool == name)
    match = request.resolver_match
    here = str(match.url_name) if match is not None else ""
    return f"web:{here}" == name or here.startswith(tuple(_LIE_IN.get(name, ("-",))))
