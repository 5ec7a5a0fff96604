"""The mails about signing in, for who wants to know what goes out and how it looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ledgerstone.correspondence.letters.letter import Letter
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from . import letters

_ACCOUNT, _LINK = "Marlow Build", "/invitation/1-1.an-example/"
_DAY = dt.date(2026, 10, 26)


@dataclass(frozen=True, slots=True)
class SignInKind:
    """One mail about signing in; nobody can be without it, and nothing of it is kept.

    ``in_account``: it is about one account, and goes out in its name.
    """

    name: str
    title: str
    when: str
    to_whom: str
    sample: Callable[[Terms, Formats], Letter]
    in_account: bool = True


def _invitation(terms: Terms, formats: Formats) -> Letter:
    return letters.invitation(
        account=_ACCOUNT,
        day=formats.day(_DAY),
        url=address(_LINK),
        email="dana@keel.example",
        has_password=False,
    )


def _code(terms: Terms, formats: Formats) -> Letter:
    return letters.link_code(account=_ACCOUNT, code="482915", minutes=10)


def _link(terms: Terms, formats: Formats) -> Letter:
    return letters.link(
        account=_ACCOUNT,
        what="SC-03 Structural steel, Harbour Library",
        day=formats.day(_DAY),
        url=address(_LINK),
    )


def _password(terms: Terms, formats: Formats) -> Letter:
    return letters.password_reset(url=address(_LINK), hours=24)


def _notice(terms: Terms, formats: Formats) -> Letter:
    return letters.notice(
        what="password_changed", reset_url=address(_LINK), security_url=address("/security/")
    )


_ROWS = (
    SignInKind(
        name="sign_in_invitation",
        title="Invitation to sign in",
        when="an administrator gives somebody a login",
        to_whom="the person",
        sample=_invitation,
    ),
    SignInKind(
        name="sign_in_code",
        title="Code that opens a link",
        when="somebody opens a link that was mailed to them",
        to_whom="the person whom the link was mailed to",
        sample=_code,
    ),
    SignInKind(
        name="sign_in_link",
        title="New link",
        when="somebody asks for a new link in place of one that was used or is too old",
        to_whom="the person whom the old link was mailed to",
        sample=_link,
    ),
    SignInKind(
        name="sign_in_password",
        title="New password",
        when="somebody forgot their password, or was locked out",
        to_whom="the owner of the login",
        sample=_password,
        in_account=False,
    ),
    SignInKind(
        name="sign_in_notice",
        title="Change of a login",
        when="a password or the two-step sign-in was changed, or a recovery code was used",
        to_whom="the owner of the login",
        sample=_notice,
        in_account=False,
    ),
)

SIGN_IN_KINDS: Mapping[str, SignInKind] = {kind.name: kind for kind in _ROWS}
