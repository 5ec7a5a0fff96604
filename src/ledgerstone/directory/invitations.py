"""Reading invitations by the links in their mails, where nobody has signed in yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account, User
from ledgerstone.tenancy.refusals import NotThere

from . import tokens
from .models import Invitation, MailedLink, Person

INVITATION = "invitation"


class State(StrEnum):
    """What a link from a mail is good for."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REPLACED = "replaced"  # by a newer one
    CLOSED = "closed"  # the person is not there any more


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation, for whom, by whom, and whether it may still be accepted."""

    invitation: Invitation
    person: Person
    user: User
    account: Account
    state: State


def link_word(invitation: Invitation) -> str:
    """The word in the link of an invitation."""
    return tokens.make(
        INVITATION, account_id=invitation.account_id, pk=invitation.pk, nonce=invitation.nonce
    )


@contextmanager
def opened_by(token: str) -> Iterator[Asked]:
    """The invitation that a link opens, its account in context. NotThere for any other word."""
    named = tokens.named(token)
    if named is None:
        raise NotThere
    with context.accounts([named.account_id]):
        invitation = (
            Invitation.objects.filter(account_id=named.account_id, pk=named.pk)
            .select_related("person__user", "person__company", "account")
            .first()
        )
        if invitation is None or not tokens.is_genuine(token, INVITATION, nonce=invitation.nonce):
            raise NotThere
        person = invitation.person
        if person.user is None:
            raise NotThere
        yield Asked(invitation, person, person.user, invitation.account, _state(invitation))


def _state(invitation: Invitation) -> State:
    if invitation.accepted_at is not None:
        return State.USED
    if not is_reachable(invitation.person):
        return State.CLOSED
    if invitation.is_void:
        return State.REPLACED
    return State.EXPIRED if invitation.expires_at <= clock.now() else State.OPEN


def state_of_link(link: MailedLink) -> State:
    """What a mailed link is good for."""
    if not is_reachable(link.person):
        return State.CLOSED
    if link.used_at is not None:
        return State.USED
    if link.is_void:
        return State.REPLACED
    return State.EXPIRED if link.expires_at <= clock.now() else State.OPEN


def is_reachable(person: Person) -> bool:
    """Whether mail may go to somebody who is still there and may sign in.

    What was mailed opens nothing once their record says another address: the first one may have
    been somebody else's.
    """
    user = person.user
    if user is None or not (person.is_active and user.is_active):
        return False
    return bool(person.email) and person.email.lower() == user.email.lower()


def as_actor(person: Person) -> Actor:
    """The person themself, for what they do with a link before any right is asked for."""
    if person.user_id is None:
        raise NotThere
    return Actor(
        account_id=person.account_id,
        user_id=person.user_id,
        name=person.name,
        person_id=person.pk,
    )
