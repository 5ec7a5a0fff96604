"""What every template has: who is at work, in which words, and where they can go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import DEFAULT_TERMINOLOGY, Terms
from ledgerstone.projects.terminology import terms as catalogue
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account, User

from . import navigation
from .navigation import Way

# More projects than this are found on their own page.
_LISTED = 12


def shared_terminology(spoken: Iterable[str]) -> str:
    """The terminology of a page about several projects: theirs where they agree, else the usual."""
    found = set(spoken)
    return found.pop() if len(found) == 1 else DEFAULT_TERMINOLOGY


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page: the tools of the project, what is above projects, the person."""

    nav: Sequence[Way]
    nav_all: Sequence[Way]
    nav_title: str
    project: Way
    projects: Sequence[Way]
    user: User
    settings: Way | None = None
    restricted: bool = False  # a mailed link opened this session, for one thing only


def page(request: HttpRequest) -> dict[str, Any]:
    """The context that every page starts from."""
    project: Project | None = getattr(request, "project", None)
    if project is not None:
        terms, formats = projects.words(project)
    else:
        terms = catalogue(DEFAULT_TERMINOLOGY)
        formats = formats_of(getattr(request, "account", None))
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "account": getattr(request, "account", None),
        "accounts": SimpleLazyObject(lambda: _accounts(request)),
        "project": project,
        "terms": terms,
        "formats": formats,
        "frame": _frame(request, project, terms) if actor is not None else None,
    }


def formats_of(account: Account | None) -> Formats:
    """Outside projects: times are those of the account that the person works in."""
    formats = Formats(locale=DEFAULT_TERMINOLOGY, currency="AUD")
    return formats if account is None else replace(formats, time_zone=account.time_zone)


def _accounts(request: HttpRequest) -> list[Account]:
    """The accounts that the person may switch between."""
    if not request.user.is_authenticated:
        return []
    return list(Account.objects.filter(memberships__user=request.user.pk).order_by("name", "id"))


def _frame(request: HttpRequest, project: Project | None, terms: Terms) -> Frame:
    account: Account = request.account  # type: ignore[attr-defined]
    if getattr(request, "restricted", None) is not None:
        return _frame_of_link(request, project)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place = project.name if project is not None else account.name
    tools = navigation.tools(request, actor, project, terms) if project is not None else []
    return Frame(
        nav=tools,
        nav_all=navigation.above(request, actor),
        nav_title="All projects" if tools else "",
        project=Way(place, "", sub=account.name if project is not None else ""),
        projects=SimpleLazyObject(lambda: _switches(request, project)),  # type: ignore[arg-type]
        user=request.user,  # type: ignore[arg-type]
        settings=navigation.settings(request, actor, project),
    )


def _frame_of_link(request: HttpRequest, project: Project | None) -> Frame:
    """Around the one thing that a mailed link opened: the way back to it, and no other."""
    account: Account = request.account  # type: ignore[attr-defined]
    session = request.restricted  # type: ignore[attr-defined]
    place = Way(project.name if project is not None else account.name, "", sub=account.name)
    back = Way("What the link opened", session.first_page, "clipboard-list")
    return Frame([back], [], "", place, [], session.user, restricted=True)


def _switches(request: HttpRequest, project: Project | None) -> list[Way]:
    """The projects that one can change to, and the other accounts. Two queries."""
    visible = projects.visible_to(request.actor).only("id", "number", "name")  # type: ignore[attr-defined]
    here = project.pk if project is not None else None
    ways = [
        Way(
            other.name,
            reverse("web:project_home", args=[other.pk]),
            sub=other.number,
            current=other.pk == here,
        )
        for other in visible[:_LISTED]
    ]
    if ways:
        ways.append(Way("All projects", reverse("web:project_list")))
    if len(_accounts(request)) > 1:
        ways.append(Way("Change account", reverse("web:accounts")))
    return ways
