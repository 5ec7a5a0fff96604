"""What only whoever runs the installation does: open accounts, and let people in again."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from ledgerstone.correspondence import jobs
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.directory import invitations
from ledgerstone.directory.logins import login_of
from ledgerstone.directory.models import SignIn
from ledgerstone.directory.operations import invite_person, open_account, record_sign_in
from ledgerstone.ops import migration
from ledgerstone.ops.installation import InstallationError
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.models import User
from ledgerstone.tenancy.refusals import Refusal
from ledgerstone.web.signing_in import two_step


@dataclass(frozen=True, slots=True)
class Opened:
    """A new account, and where its first person sets a password."""

    name: str
    person: str
    email: str
    link: str


def create_account(*, name: str, email: str, person: str, time_zone: str = "UTC") -> Opened:
    """Open an account whose first person administers it; they are invited by mail too."""
    if migration.unapplied():
        raise InstallationError("The database is not ready. Run 'ledgerstone migrate' first.")
    try:
        validate_email(email)
    except ValidationError:
        raise InstallationError(
            f"{email} is not an e-mail address. Give one such as name@example.com."
        ) from None
    if time_zone not in clock.time_zones():
        raise InstallationError(f"{time_zone} is no time zone. Give one such as Australia/Sydney.")
    try:
        return _open(name, email.lower(), person, time_zone)
    except Refusal as refusal:
        raise InstallationError(refusal.message) from None


def _open(name: str, email: str, person: str, time_zone: str) -> Opened:
    with transaction.atomic():
        user = login_of(email) or User.objects.create_user(email, None, name=person)
        opened = open_account(name=name, user=user, time_zone=time_zone)
        with context.accounts([opened.account.pk]):
            invitation = invite_person(actor=opened.actor, person_id=opened.person.pk)
    word = invitations.link_word(invitation)
    return Opened(
        name=opened.account.name,
        person=opened.person.name,
        email=user.email,
        link=address(reverse("web:invitation", args=[word])),
    )


def forget_two_step(email: str) -> None:
    """Turn two-step sign-in off for somebody who cannot show a code any more."""
    user = login_of(email)
    if user is None or not two_step.is_on(user):
        raise InstallationError(f"{email} has no two-step sign-in that could be turned off.")
    with transaction.atomic():
        two_step.turn_off(user)
        record_sign_in(
            user_id=user.pk, kind=SignIn.Kind.TWO_STEP_OFF, means="whoever runs the installation"
        )
        jobs.send_notice.defer(user_id=user.pk, what="two_step_off")
