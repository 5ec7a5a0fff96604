"""A session that a mailed link opened: nobody signed in, and it is for one thing only."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest

from ledgerstone.contracts.actors import actor_for
from ledgerstone.directory.models import MailedLink
from ledgerstone.directory.operations import links
from ledgerstone.tenancy import context
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import User

from .purposes import PURPOSES, Purpose

SESSION_KEY = "mailed_link"
# Signing in properly, coming back to the link, and leaving are always possible.
_ALWAYS = ("account_login", "account_reset_password", "mfa_authenticate")
_ALWAYS_HERE = frozenset(
    {
        "web:mailed_link",
        "web:invitation",
        "web:link_end",
        "web:mail_stop",
        "web:verify",
        "web:verify_code",
    }
)
HOME = "web:home"


@dataclass(frozen=True, slots=True)
class Restricted:
    """What this session is for, and whose it is."""

    link: MailedLink
    purpose: Purpose
    user: User
    actor: Actor

    @property
    def first_page(self) -> str:
        return self.purpose.first_page(self.link)


def entitled(link: MailedLink) -> Restricted | None:
    """What a link is for, where its person may still do that. Its account is in context."""
    user, purpose = link.person.user, PURPOSES.get(link.purpose)
    if user is None or purpose is None:
        return None
    actor = actor_for(user, link.account)
    narrowed = purpose.narrowed(actor, link) if actor is not None else None
    return None if narrowed is None else Restricted(link, purpose, user, narrowed)


def begin(request: HttpRequest, link: MailedLink) -> None:
    """Make this browser's session one for what the link is for, and for nothing else."""
    logout(request)
    request.session[SESSION_KEY] = [link.account_id, link.pk]
    request.session.set_expiry(int(links.SESSION_LASTS.total_seconds()))


def resume(request: HttpRequest, stack: ExitStack) -> None:
    """Put the request into such a session, where this browser has one; ``stack`` ends it."""
    kept = request.session.get(SESSION_KEY)
    if kept is None:
        return
    account_id, link_id = kept
    with ExitStack() as trial:
        trial.enter_context(context.accounts([account_id]))
        link = links.live_session(account_id, link_id)
        found = entitled(link) if link is not None else None
        if found is None:
            del request.session[SESSION_KEY]
            return
        request.restricted = found  # type: ignore[attr-defined]
        request.account = found.link.account  # type: ignore[attr-defined]
        request.actor = found.actor  # type: ignore[attr-defined]
        stack.push(trial.pop_all())


def allows(session: Restricted, name: str, method: str, values: Mapping[str, Any]) -> bool:
    """Whether a page is there for this session."""
    if name in _ALWAYS_HERE or name.startswith(_ALWAYS):
        return True
    return session.purpose.holds(session.link, name, method, values)


def opens(request: HttpRequest, name: str) -> bool:
    """Whether a page is among those of the session, so that a link to it is worth drawing."""
    session: Restricted | None = getattr(request, "restricted", None)
    return session is None or name in session.purpose.pages
