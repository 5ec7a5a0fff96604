"""Every mail that can go out, and how it looks: of invented records, in the words of a project.

An administrator of a project sees it in that project's words and with its switches; one of the
account sees what holds for a new project.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from ledgerstone.access.actions import Action
from ledgerstone.correspondence.letters import logos
from ledgerstone.correspondence.letters.letter import Letter
from ledgerstone.correspondence.letters.rendering import Brand, html_of, subject_of, text_of
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import DEFAULT_TERMINOLOGY, Terms
from ledgerstone.projects.terminology import terms as catalogue
from ledgerstone.tenancy.models import Account
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.context import formats_of
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.projects.settings_tabs import MAILS as PROJECT_MAILS
from ledgerstone.web.projects.settings_tabs import enter_part
from ledgerstone.web.requests import ActorRequest, shown, view
from ledgerstone.web.settings.tabs import MAILS as ACCOUNT_MAILS
from ledgerstone.web.settings.tabs import enter_settings, tabs

from .frames import framed
from .preview_kinds import Previewed, about_signing_in, about_work

LOOKS = {"light": "Light", "dark": "Dark", "phone": "On a phone", "text": "Plain text"}
_BY_DEVICE = "@media (prefers-color-scheme: dark)"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody looks at mails: the settings of a project, or of the account."""

    terms: Terms
    formats: Formats
    work: list[Previewed]
    page: str
    project_id: int | None
    heading: str
    tabs: list[dict[str, Any]]

    def url(self, part: str = "", **query: str) -> str:
        """A page of this place: the list, ``_preview`` or ``_frame``."""
        name = ("web:account_mail" if self.project_id is None else "web:project_mail") + part
        path = reverse(name, args=[] if self.project_id is None else [self.project_id])
        return f"{path}?{urlencode(query)}" if query else path

    def chosen(self, request: ActorRequest) -> Previewed:
        """The kind that is looked at: the first one unless one is named."""
        known = {one.name: one for one in [*self.work, *about_signing_in()] if one.sample}
        name = request.GET.get("kind") or next(iter(known))
        if name not in known:
            raise NotThere
        return known[name]


@view
@require_safe
def mails(request: ActorRequest, project_id: int | None = None) -> HttpResponse:
    """Every kind of mail: when it goes out, to whom, and whether it is on."""
    place = _enter(request, project_id)
    groups = [
        {"title": "About the work", "kinds": _linked(place, place.work), "has_switches": True},
        {"title": "About signing in", "kinds": _linked(place, about_signing_in())},
    ]
    return shown(request, "mails/kinds.html", {"place": place, "groups": groups})


@view
@require_safe
def preview(request: ActorRequest, project_id: int | None = None) -> HttpResponse:
    """One kind of mail: what it says, in every way in which people see it."""
    place = _enter(request, project_id)
    kind = place.chosen(request)
    look = _look(request)
    letter = _sample(place, kind)
    looks = [
        {
            "label": label,
            "href": place.url("_preview", kind=kind.name, look=name),
            "current": name == look,
            "count": None,
        }
        for name, label in LOOKS.items()
    ]
    context = {
        "place": place,
        "back": place.url("s"),
        "kind": kind,
        "look": look,
        "tabs": looks,
        "subject": subject_of(letter),
        "text": text_of(letter, stop=_stop(kind)) if look == "text" else "",
        "source": place.url("_frame", kind=kind.name, look=look),
    }
    return shown(request, "mails/preview.html", context)


@view
@require_safe
def frame(request: ActorRequest, project_id: int | None = None) -> HttpResponse:
    """The HTML of one kind of mail, for the frame of its page."""
    place = _enter(request, project_id)
    kind = place.chosen(request)
    brand = _brand(request.account) if kind.in_account else Brand()
    html = html_of(_sample(place, kind), brand, stop=_stop(kind))
    # What a mail program takes from the device is given here as it is asked for.
    given = "@media all" if _look(request) == "dark" else "@media not all"
    return framed(html.replace(_BY_DEVICE, given))


def _enter(request: ActorRequest, project_id: int | None) -> Place:
    """Let in who may set up the project, or the account."""
    if project_id is None:
        enter_settings(request, Action.CONFIGURE_ACCOUNT)
        terms = catalogue(DEFAULT_TERMINOLOGY)
        formats = formats_of(request.account)
        found = tabs(request.actor, ACCOUNT_MAILS)
        work = about_work(terms, None)
        return Place(terms, formats, work, ACCOUNT_MAILS, None, request.account.name, found)
    project = enter_project(request, project_id)
    terms, formats = words(request)
    found = enter_part(request, project, terms, PROJECT_MAILS)
    work = about_work(terms, projects.invoicing_settings(request.actor, project.pk))
    return Place(terms, formats, work, PROJECT_MAILS, project.pk, project.name, found)


def _linked(place: Place, kinds: list[Previewed]) -> list[dict[str, Any]]:
    return [
        {"kind": one, "url": place.url("_preview", kind=one.name) if one.sample else ""}
        for one in kinds
    ]


def _look(request: ActorRequest) -> str:
    look = request.GET.get("look", "light")
    return look if look in LOOKS else "light"


def _sample(place: Place, kind: Previewed) -> Letter:
    assert kind.sample is not None  # noqa: S101 - only these are chosen
    return kind.sample(place.terms, place.formats)


def _brand(account: Account) -> Brand:
    """The account's own name and logo; the picture stands in the page itself."""
    logo = logos.of_account(account)
    if logo is None:
        return Brand(account.name)
    picture = base64.b64encode(logo.content).decode()
    return Brand(account.name, logo, f"data:image/png;base64,{picture}")


def _stop(kind: Previewed) -> str:
    """Where the recipient would turn it off; no word of anybody's stands in it."""
    return address(reverse("web:mail_stop", args=["example"])) if kind.may_be_off else ""
