"""Secrets that must be read again are kept encrypted, with the installation's field keys.

The first key encrypts; the others still decrypt what was kept before keys were rotated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


def encrypted(text: str) -> str:
    """The text as it may be kept."""
    return _keys().encrypt(text.encode()).decode("ascii")


def decrypted(kept: str) -> str:
    """The text again. Raises where no key of the installation opens it."""
    return _keys().decrypt(kept.encode("ascii")).decode()


def _keys() -> MultiFernet:
    # Imported late: most processes never read a secret, and it takes 6 MB.
    from cryptography.fernet import Fernet, MultiFernet

    if not settings.FIELD_ENCRYPTION_KEYS:
        raise LookupError("There is no key for encrypted fields yet; the first start makes one.")
    return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])
