"""Accounts, the people who sign in to them, and requests that happen once."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from . import clock
from .constraints import Tracked
from .fields import AccountField


class Account(models.Model):
    """A business that runs Ledgerstone for its projects. The tenant."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    may_over_bill = models.BooleanField(
        default=True, help_text="Off: no project of this account lets a line be over-billed."
    )
    time_zone = models.CharField(max_length=60, default="UTC")
    requires_totp = models.BooleanField(
        "requires two-step sign-in",
        default=False,
        help_text="On: everybody who works in this account signs in with a code as well.",
    )
    contacts_may_claim = models.BooleanField(
        "claim contacts may create and submit claims",
        default=True,
        help_text="Unless a project or a commitment says otherwise.",
    )
    contacts_may_fill_schedule = models.BooleanField(
        "claim contacts may fill the subcontractor's schedule",
        default=True,
        help_text="Unless a project or a commitment says otherwise.",
    )
    restricts_head_contract_edits = models.BooleanField(
        "head contracts: schedule and company change only before signature",
        default=False,
    )
    restricts_commitment_edits = models.BooleanField(
        "commitments: schedule and company change only before signature",
        default=False,
    )
    restricts_variation_edits = models.BooleanField(
        "variations: lines change only while draft", default=False
    )
    locks_agreed_commitments = models.BooleanField(
        "approved and complete commitments keep schedule and company and are not deleted",
        default=False,
    )

    class Meta:
        constraints = [Tracked(name="tenancy_account_tracked", account_column="id")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """People are found by their e-mail address, in whatever case it is typed."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A login, global by e-mail address: one person may work for several accounts."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=clock.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="tenancy_user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = (self.name or self.email).split()
        return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()


class Membership(models.Model):
    """That a user may work in an account. Read before any account is in context.

    It exists exactly while an active person of the account's directory has taken up this login;
    what they may do there is for the person's permission templates.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "user"], name="tenancy_membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.account}"


class IdempotencyKey(models.Model):
    """What a request with this key was answered, so that sending it again does nothing again."""

    account = AccountField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    path = models.CharField(max_length=300)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "user", "key"], name="tenancy_idempotencykey_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.key)
