"""The account's logo as mails carry it: that of its own company, if mail programs can show it."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerstone.directory.models import Company
from ledgerstone.files.queries import FileDamaged, open_file
from ledgerstone.tenancy.models import Account

# No mail program draws an SVG; the account is named in words then.
_SHOWN = {"image/png": "png", "image/jpeg": "jpeg"}
_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture, and the second half of its media type."""

    content: bytes
    subtype: str


def of_account(account: Account) -> Logo | None:
    """The logo of the account's own company; None where there is none that mails can carry."""
    company = (
        Company.objects.filter(account_id=account.pk, is_own=True, logo__isnull=False)
        .select_related("logo")
        .first()
    )
    stored = None if company is None else company.logo
    if stored is None or stored.content_type not in _SHOWN or stored.size > _MOST:
        return None
    try:
        return Logo(open_file(stored), _SHOWN[stored.content_type])
    except FileDamaged:
        return None
