"""Asking people by mail to sign in, and what they do with the link."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ledgerstone.directory import invitations, limits, policy
from ledgerstone.directory.events import InvitationAccepted, PersonInvited
from ledgerstone.directory.invitations import State, as_actor
from ledgerstone.directory.logins import login_of
from ledgerstone.directory.models import Invitation, Person
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.models import Membership, User
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from ledgerstone.tenancy.taken import refused_at
from ledgerstone.tenancy.typed_text import required

from .attempts import spend
from .people import keep_memberships

LASTS = dt.timedelta(days=7)

_TAKEN = "Somebody else in the directory signs in with this e-mail address."
_CLOSED = "Nobody can sign in with this e-mail address. Give another one."


def invite_person(*, actor: Actor, person_id: int) -> Invitation:
    """Ask a person of the directory by mail to sign in. An earlier invitation opens nothing more.

    Their login is the e-mail address of their record, whichever account they used it in first.
    """
    if not policy.may_edit_people(actor):
        if policy.may_see(actor):
            raise NotAllowed("Ask an administrator of the directory to invite people.")
        raise NotThere
    with acting(actor):
        people = Person.objects.select_for_update(of=("self",)).select_related("company")
        person = people.filter(account_id=actor.account_id, pk=person_id).first()
        if person is None:
            raise NotThere
        link_login(person)
        spend(limits.INVITATION, f"{person.account_id}-{person.pk}")
        return _invite(actor, person, f"invited {person.name} to sign in")


def accept_invitation(*, token: str, name: str = "", password: str = "") -> User:
    """Take an invitation, once: with a name and a password where the login has none yet."""
    with invitations.opened_by(token) as asked, acting(as_actor(asked.person)):
        invitation = Invitation.objects.select_for_update().get(
            account_id=asked.account.pk, pk=asked.invitation.pk
        )
        is_open = invitation.accepted_at is None and not invitation.is_void
        if asked.state is not State.OPEN or not is_open:
            raise WrongState("This invitation does not open anything any more.")
        user = User.objects.select_for_update().get(pk=asked.user.pk)
        if not user.has_usable_password():
            _set_up(user, name, password)
        admit(asked.person)
        invitation.accepted_at = clock.now()
        invitation.save(update_fields=["accepted_at"])
        publish(
            InvitationAccepted(
                actor=as_actor(asked.person),
                person_id=asked.person.pk,
                summary=f"{asked.person.name} accepted the invitation to sign in",
            )
        )
        return user


def ask_for_new_invitation(*, token: str, address: str = "") -> None:
    """Mail a fresh invitation to the same person, where theirs opens nothing any more."""
    with invitations.opened_by(token) as asked:
        if asked.state in (State.OPEN, State.USED, State.CLOSED):
            return
        if address:
            spend(limits.MAIL_FROM, limits.network(address))
        spend(limits.INVITATION, f"{asked.person.account_id}-{asked.person.pk}")
        actor = as_actor(asked.person)
        with acting(actor):
            person = Person.objects.select_for_update().get(
                account_id=asked.account.pk, pk=asked.person.pk
            )
            _invite(actor, person, f"{person.name} asked for a new invitation")


def link_login(person: Person) -> User:
    """See to it that a person has the login of their e-mail address.

    It does not let them in yet: the address may be somebody else's by mistake, so whoever reads its
    mail has to take up what was sent there first (``admit``). Called inside ``acting``, with the
    person's row locked.
    """
    _refuse_unless_there(person)
    user = person.user
    if user is not None and user.email.lower() != person.email.lower():
        _let_go(person, user)
        user = None
    if user is None:
        user = login_of(person.email) or User.objects.create_user(
            person.email.lower(), None, name=person.name
        )
        person.user = user
        person.admitted_at = None
        with refused_at(directory_person_user_once=("email", _TAKEN)):
            person.save(update_fields=["user", "admitted_at"])
    if not user.is_active:
        raise Invalid(_CLOSED, fields={"email": _CLOSED})
    return user


def admit(person: Person) -> None:
    """Let a person into the account, who has just taken up what was mailed to them."""
    if person.admitted_at is None:
        person.admitted_at = clock.now()
        person.save(update_fields=["admitted_at"])
    keep_memberships([person])


def _refuse_unless_there(person: Person) -> None:
    if not person.is_active:
        raise WrongState(f"{person.name} is not active any more. Make them active first.")
    if not person.email:
        sentence = f"{person.name} has no e-mail address. Give one first."
        raise Invalid(sentence, fields={"email": sentence})


def _let_go(person: Person, user: User) -> None:
    """Leave a login that was never used, after the address of the person's record was changed."""
    if user.has_usable_password():
        sentence = (
            f"{person.name} signs in as {user.email}, and the directory says {person.email}. "
            "Make the two agree first."
        )
        raise Invalid(sentence, fields={"email": sentence})
    Membership.objects.filter(user=user, account_id=person.account_id).delete()


def _invite(actor: Actor, person: Person, summary: str) -> Invitation:
    open_ones = Invitation.objects.filter(
        account_id=person.account_id, person=person, accepted_at__isnull=True
    )
    open_ones.update(is_void=True)
    now = clock.now()
    invitation = Invitation.objects.create(
        account_id=person.account_id, person=person, made_at=now, expires_at=now + LASTS
    )
    publish(
        PersonInvited(
            actor=actor, person_id=person.pk, invitation_id=invitation.pk, summary=summary
        )
    )
    return invitation


def _set_up(user: User, name: str, password: str) -> None:
    user.name = required(name, field="name", what="your name", longest=200)
    try:
        validate_password(password, user)
    except ValidationError as error:
        sentence = " ".join(error.messages)
        raise Invalid(sentence, fields={"password1": sentence}) from None
    user.set_password(password)
    user.save(update_fields=["name", "password"])
