"""How people sign in: with an invitation only, counted tries, and everything written down."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ledgerstone.correspondence import jobs
from ledgerstone.directory import limits
from ledgerstone.directory.limits import TooOften
from ledgerstone.directory.logins import login_of
from ledgerstone.directory.models import SignIn
from ledgerstone.directory.operations.attempts import clear, give_back, spend
from ledgerstone.tenancy import signed_in
from ledgerstone.tenancy.encryption import decrypted, encrypted
from ledgerstone.tenancy.models import User
from ledgerstone.web.signing_in import restricted, sessions
from ledgerstone.web.signing_in.known import address_of, note

_WAY_FORWARD = "or choose a new password by mail: that lets you in at once."
# Within this time after signing in nobody is asked for their password once more.
_FRESH = 10 * 60


class AnyCase(AuthenticationBackend):
    """Finds a login by its address in whatever case it is typed, and was once written."""

    def get_user(self, user_id: int) -> User | None:
        """Who is signed in, read for every request; nobody where they may not sign in."""
        user = signed_in.read_user(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = self._check_password(login_of(email), password)
        return user


class ByInvitationOnly(DefaultAccountAdapter):
    """Closes the sign-up form, counts tries to sign in, and keeps the history of logins."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "incorrect_password": "This is not your password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["ledgerstone.web.signing_in.stages.SecondStep"]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Count the try before it is made; a right one is given back.

        What is refused is the same for an address that nobody has.
        """
        email = str(credentials.get("email", ""))
        attempts = self._spend(request, email)
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            give_back(*attempts)
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The library's own counting, which ours takes the place of."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        user = login_of(str(credentials.get("email", "")))
        if user is not None:
            note(request, user, SignIn.Kind.WRONG_PASSWORD)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """The password once more, counted as signing in is."""
        return self.authenticate(context.request, email=user.email, password=password) == user  # type: ignore[attr-defined]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of somebody who has just signed in."""
        request = context.request
        records = get_authentication_records(request, request.user)
        return not records or time.time() - records[-1]["at"] > _FRESH

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        if isinstance(user, User):
            sessions.begin(request)
            note(request, user, SignIn.Kind.SIGNED_IN, _means(request, user))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Whoever signs in needs no link any more."""
        request.session.pop(restricted.SESSION_KEY, None)
        super().login(request, user)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            note(request, request.user, SignIn.Kind.SIGNED_OUT)
        super().logout(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """A new password also opens a login that was locked."""
        super().set_password(user, password)
        if isinstance(user, User):
            clear(limits.SIGN_IN, user.email)
            note(context.request, user, SignIn.Kind.PASSWORD_CHANGED)

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, *args: Any, **kwargs: Any
    ) -> None:
        """What happened to a login is told to its owner by the worker."""
        if template_prefix.startswith("account/email/password_"):
            jobs.send_notice.defer(user_id=user.pk, what="password_changed")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("web:security")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        """Nobody needs to be told that they have signed in."""
        if message_template not in ("account/messages/logged_in.txt",):
            super().add_message(request, level, message_template, *args, **kwargs)

    def _spend(self, request: HttpRequest, email: str) -> tuple[int, int]:
        try:
            from_here = spend(limits.SIGN_IN_FROM, limits.network(address_of(request)))
            try:
                return from_here, spend(limits.SIGN_IN, email)
            except TooOften:
                give_back(from_here)
                raise
        except TooOften as refusal:
            _note_lock(request, email)
            way = _WAY_FORWARD if refusal.limit is limits.SIGN_IN else ""
            raise ValidationError(TooOften(refusal.limit, refusal.until, way).message) from None


class EncryptedSecrets(DefaultMFAAdapter):
    """Keeps the secrets of two-step sign-in encrypted."""

    def encrypt(self, text: str) -> str:
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypted(encrypted_text)


def _note_lock(request: HttpRequest, email: str) -> None:
    """Write down that a login is locked, once a while however often it is tried."""
    user = login_of(email)
    with suppress(TooOften):
        spend(limits.LOCK_NOTED, email)
        if user is not None:
            note(request, user, SignIn.Kind.LOCKED)


_WORDS = {"password": "password", "password_reset": "new password", "invitation": "invitation"}


def _means(request: HttpRequest, user: User) -> str:
    """How somebody has just signed in, in words."""
    records = get_authentication_records(request, user)
    words = [str(record.get("means") or _WORDS.get(record["method"], "")) for record in records]
    return " and ".join(dict.fromkeys(word for word in words if word))
