"""What links and codes in mails are made of.

A link names a row, and is signed with the installation's key and the row's own nonce. So nothing
that opens it is kept or queued: the database alone does not make a link, and neither does the key.
Codes are kept as digests made with the installation's key.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS = 6
_NAMED = re.compile(r"(\d{1,18})-(\d{1,18})\.[\w-]{20,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Named:
    """The row that a link says it is for, not yet believed."""

    account_id: int
    pk: int


def make(purpose: str, *, account_id: int, pk: int, nonce: str) -> str:
    """The word in a link."""
    return _signer(purpose, nonce).sign(f"{account_id}-{pk}")


def named(token: str) -> Named | None:
    """What a link says it is for; None where no link of ours looks like it."""
    match = _NAMED.fullmatch(token)
    return None if match is None else Named(int(match[1]), int(match[2]))


def is_genuine(token: str, purpose: str, *, nonce: str) -> bool:
    """Whether this installation made the link for the row that has this nonce."""
    try:
        _signer(purpose, nonce).unsign(token)
    except BadSignature:
        return False
    return True


def new_code() -> str:
    """Digits to type."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def code_digest(code: str, nonce: str) -> str:
    """What is kept of a code."""
    typed = "".join(mark for mark in code if mark.isdecimal())
    return salted_hmac("ledgerstone.code", f"{nonce}:{typed}", algorithm="sha256").hexdigest()


def is_code(code: str, nonce: str, digest: str) -> bool:
    """Whether the code is the one that was mailed."""
    return bool(digest) and constant_time_compare(code_digest(code, nonce), digest)


def _signer(purpose: str, nonce: str) -> Signer:
    return Signer(sep=".", salt=f"ledgerstone.{purpose}.{nonce}")
