"""Two-step sign-in: a code from an app on the person's phone, besides the password.

The app and we share a secret and the time, and each derives a code of six digits from them every
thirty seconds (RFC 6238). A code is taken once, and one period early or late, because clocks
differ. Rows are kept as the sign-in library keeps them, so that its other means can stand beside;
its own pages are not used because they load a library for security keys into every process.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from enum import StrEnum
from urllib.parse import quote, urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction
from django.utils.crypto import constant_time_compare

from ledgerstone.tenancy import clock
from ledgerstone.tenancy.encryption import decrypted, encrypted
from ledgerstone.tenancy.models import Account, User

DIGITS = 6
PERIOD = 30
ISSUER = "Ledgerstone"
_TOTP = Authenticator.Type.TOTP
_RECOVERY = Authenticator.Type.RECOVERY_CODES


class Means(StrEnum):
    """What a code came from, in words."""

    APP = "code from the app"
    RECOVERY_CODE = "recovery code"


def is_on(user: User) -> bool:
    """Whether the person signs in with a code as well."""
    return Authenticator.objects.filter(user_id=user.pk, type=_TOTP).exists()


def open_to(user: User, accounts: Sequence[Account]) -> list[Account]:
    """Those of some accounts that a person may be in: who asks for two steps wants them first."""
    asking = any(account.requires_totp for account in accounts)
    if not asking or is_on(user):
        return list(accounts)
    return [account for account in accounts if not account.requires_totp]


def new_secret() -> str:
    """What an app and we are to share: 160 bits, as apps read them."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def app_address(user: User, secret: str) -> str:
    """What an app reads from the picture."""
    label = quote(f"{ISSUER}:{user.email}")
    said = urlencode({"secret": secret, "issuer": ISSUER}, quote_via=quote)
    return f"otpauth://totp/{label}?{said}"


def code_at(secret: str, counter: int) -> str:
    """The code of one period (RFC 4226, section 5.3)."""
    key = base64.b32decode(secret, casefold=True)
    digest = hmac.new(key, counter.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    value = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{value % 10**DIGITS:0{DIGITS}}"


def period_of(secret: str, code: str) -> int | None:
    """The period around now that has this code; None where the code is wrong."""
    typed = _digits(code)
    now = int(clock.now().timestamp()) // PERIOD
    for counter in (now, now - 1, now + 1):
        if constant_time_compare(code_at(secret, counter), typed):
            return counter
    return None


@transaction.atomic
def turn_on(user: User, secret: str, code: str) -> bool:
    """Ask for codes from now on, where the code shows that the app has the secret."""
    counter = period_of(secret, code)
    if counter is None:
        return False
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user_id=user.pk, type=_TOTP).delete()
    kept = {"secret": encrypted(secret), "last_counter": counter}
    Authenticator.objects.create(user_id=user.pk, type=_TOTP, data=kept, created_at=clock.now())
    if not Authenticator.objects.filter(user_id=user.pk, type=_RECOVERY).exists():
        RecoveryCodes.activate(user)
    return True


@transaction.atomic
def turn_off(user: User) -> None:
    """Ask for no codes any more."""
    Authenticator.objects.filter(user_id=user.pk, type__in=[_TOTP, _RECOVERY]).delete()


@transaction.atomic
def check(user: User, code: str) -> Means | None:
    """Take a code, once; None where it is wrong or was taken before."""
    rows = Authenticator.objects.select_for_update().filter(
        user_id=user.pk, type__in=[_TOTP, _RECOVERY]
    )
    kept = {row.type: row for row in rows}
    app, recovery = kept.get(_TOTP), kept.get(_RECOVERY)
    if app is not None:
        counter = period_of(decrypted(app.data["secret"]), code)
        if counter is not None and counter > app.data.get("last_counter", 0):
            app.data["last_counter"] = counter
            app.last_used_at = clock.now()
            app.save(update_fields=["data", "last_used_at"])
            return Means.APP
    if recovery is not None and RecoveryCodes(recovery).validate_code(_digits(code)):
        Authenticator.objects.filter(pk=recovery.pk).update(last_used_at=clock.now())
        return Means.RECOVERY_CODE
    return None


def recovery_codes(user: User) -> list[str]:
    """The recovery codes that were not used yet."""
    row = Authenticator.objects.filter(user_id=user.pk, type=_RECOVERY).first()
    return [] if row is None else RecoveryCodes(row).get_unused_codes()


@transaction.atomic
def make_recovery_codes(user: User) -> None:
    """New recovery codes; the old ones work no more."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user_id=user.pk, type=_RECOVERY).delete()
    RecoveryCodes.activate(user)


def _digits(code: str) -> str:
    """A code as typed, with or without blanks."""
    return "".join(mark for mark in code if mark.isdecimal())
