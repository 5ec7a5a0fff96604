"""The word in a mail with which its recipient turns a kind of mail off, without signing in.

It is signed for one person and one kind, and opens nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from ledgerstone.directory.models import Person

from .sending import address

_SIGNER = Signer(sep=".", salt="ledgerstone.mail_stop")


@dataclass(frozen=True, slots=True)
class Stop:
    """Whose mails of which kind are to stop."""

    account_id: int
    person_id: int
    kind: str


def word(person: Person, kind: str) -> str:
    """The word for a person and a kind of mail."""
    return _SIGNER.sign(f"{person.account_id}-{person.pk}-{kind}")


def url(person: Person, kind: str) -> str:
    """The page that turns a kind of mail off for a person."""
    return address(reverse("web:mail_stop", args=[word(person, kind)]))


def stop_of(said: str) -> Stop | None:
    """What a word turns off; None for any that we did not make."""
    try:
        account_id, person_id, kind = _SIGNER.unsign(said).split("-", 2)
    except (BadSignature, ValueError):
        return None
    return Stop(int(account_id), int(person_id), kind)
