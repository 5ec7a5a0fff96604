"""The account's logo as mails carry it: that of its own company, drawn small enough."""

from __future__ import annotations

from ledgerstone.directory.models import Company
from ledgerstone.documents.typesetting.logo_pictures import Picture, picture_of
from ledgerstone.files.queries import FileDamaged, open_file
from ledgerstone.tenancy.models import Account


def of_account(account: Account) -> Picture | None:
    """The logo of the account's own company, a PNG; None where there is none that is drawn."""
    company = (
        Company.objects.filter(account_id=account.pk, is_own=True, logo__isnull=False)
        .select_related("logo")
        .first()
    )
    stored = None if company is None else company.logo
    if stored is None:
        return None
    try:
        return picture_of(open_file(stored))
    except FileDamaged:
        return None
