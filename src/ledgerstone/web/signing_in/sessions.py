"""Where somebody is signed in, and ending it there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from ledgerstone.directory.browsers import in_words
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import User

# How exactly it is known when a session was seen last.
_SEEN_EVERY = dt.timedelta(minutes=5)
_SEEN = "seen"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser in which somebody is signed in."""

    pk: int
    browser: str
    address: str
    since: dt.datetime
    seen: dt.datetime
    is_this: bool


def open_sessions(request: HttpRequest, user: User) -> list[OpenSession]:
    """The sessions that a person could still use, this one first, then the one seen last."""
    found = [
        OpenSession(
            pk=kept.pk,
            browser=in_words(kept.user_agent),
            address=str(kept.ip),
            since=kept.created_at,
            seen=kept.last_seen_at,
            is_this=kept.session_key == request.session.session_key,
        )
        for kept in UserSession.objects.purge_and_list(user)
    ]
    return sorted(found, key=lambda one: (not one.is_this, -one.seen.timestamp()))


def end_one(user: User, pk: int) -> bool:
    """Sign a person out of one browser; whether there was such a session of theirs."""
    kept = UserSession.objects.filter(user_id=user.pk, pk=pk).first()
    if kept is None:
        return False
    kept.end()
    return True


def end_all(user: User) -> None:
    """Sign a person out of every browser, this one included."""
    kept = UserSession.objects.filter(user_id=user.pk)
    Session.objects.filter(session_key__in=kept.values("session_key")).delete()
    kept.delete()


def begin(request: HttpRequest) -> None:
    """Watch a session from signing in on."""
    request.session[_SEEN] = int(clock.now().timestamp())


def mark_seen(request: HttpRequest) -> None:
    """Keep when a session was seen last, every few minutes."""
    now = clock.now()
    last = request.session.get(_SEEN)
    if last is None or now.timestamp() - last < _SEEN_EVERY.total_seconds():
        return
    request.session[_SEEN] = int(now.timestamp())
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)
