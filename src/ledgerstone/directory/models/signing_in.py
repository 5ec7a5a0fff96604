"""Signing in: what was tried and by whom, who is asked to join, and links that open one thing.

Attempts and the history of sign-ins belong to logins, which are global, and to no account.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string

from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import AppendOnly
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .person import Person

NONCE = 32


def new_nonce() -> str:
    """What a link is signed with besides the installation's key; unlike any other."""
    return get_random_string(NONCE)


class Attempt(models.Model):
    """One try of something that may be tried so often only. ``key`` is a digest of what for."""

    scope = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["scope", "key", "at"], name="directory_attempt_of"),
            models.Index(fields=["at"], name="directory_attempt_at"),
        ]

    def __str__(self) -> str:
        return self.scope


class SignIn(models.Model):
    """One event in the life of a login, as its owner reads it on their security page."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", "Signed in"
        WRONG_PASSWORD = "wrong_password", "Wrong password"
        WRONG_CODE = "wrong_code", "Wrong code"
        LOCKED = "locked", "Locked for a while"
        SIGNED_OUT = "signed_out", "Signed out"
        SESSION_ENDED = "session_ended", "Signed out elsewhere"
        PASSWORD_CHANGED = "password_changed", "Password changed"
        TWO_STEP_ON = "two_step_on", "Two-step sign-in turned on"
        TWO_STEP_OFF = "two_step_off", "Two-step sign-in turned off"
        CODES_MADE = "codes_made", "Recovery codes made"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    means = models.CharField(max_length=40, blank=True, help_text="By what, such as a code.")
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=80, blank=True, help_text="In words.")

    class Meta:
        constraints = [
            AppendOnly(name="directory_signin_stands"),
        ]
        indexes = [models.Index(fields=["user", "-id"], name="directory_signin_of")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Invitation(models.Model):
    """That a person was asked to sign in. Its link is signed with the nonce and opens once."""

    account = AccountField()
    person = AccountForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    nonce = models.CharField(max_length=NONCE, default=new_nonce)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    is_void = models.BooleanField(default=False, help_text="A newer one took its place.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person"],
                condition=Q(is_void=False, accepted_at__isnull=True),
                name="directory_invitation_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}"


class MailedLink(models.Model):
    """A link in a mail that opens one thing for one person, once, with a code mailed to them."""

    account = AccountField()
    person = AccountForeignKey(Person, on_delete=models.CASCADE, related_name="mailed_links")
    purpose = models.CharField(max_length=20)
    target_kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    nonce = models.CharField(max_length=NONCE, default=new_nonce)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    is_void = models.BooleanField(default=False, help_text="A newer one took its place.")
    code_digest = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    session_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(session_until__isnull=True) | Q(used_at__isnull=False),
                name="directory_mailedlink_session_of_used",
            )
        ]
        indexes = [
            models.Index(fields=["account", "person", "purpose"], name="directory_mailedlink_for")
        ]

    def __str__(self) -> str:
        return self.purpose
