"""The certificate that a printed code names, for whoever holds the paper and no login.

A code is all that such a person has: it says neither who they are nor which account it is of. So it
is looked for in every account at once, and everything else is read in the one account that has it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ledgerstone.directory.models import Company
from ledgerstone.tenancy import context
from ledgerstone.tenancy.models import Account

from .certifying import CODE_ALPHABET, CODE_LENGTH, CODE_PREFIX
from .models import PENDING_OWNER_APPROVAL, Certificate, CertificateWithdrawal

# Far more than a code with whatever stands between its parts.
_LONGEST = 60
_LEFT_OUT = re.compile(r"[^0-9A-Z]")
_PARTS = re.compile(f"(?:{CODE_PREFIX})?([{CODE_ALPHABET}]{{{CODE_LENGTH}}})")


@dataclass(frozen=True, slots=True)
class Verified:
    """A certificate (with claim, contract, project, companies and account) and where it stands.

    ``replaced_by`` stands in its place for the same claim. ``own`` is the account's own company.
    """

    certificate: Certificate
    withdrawal: CertificateWithdrawal | None
    replaced_by: Certificate | None
    own: Company | None

    @property
    def stands(self) -> bool:
        return self.withdrawal is None

    @property
    def is_payable(self) -> bool:
        """Whether what it certifies may be paid: it stands, and no owner has yet to approve it."""
        return self.stands and self.certificate.claim.status != PENDING_OWNER_APPROVAL


def code_in(typed: str) -> str:
    """The code in what somebody typed, in any case and however its parts are set apart.

    Empty where it cannot be one.
    """
    plain = unicodedata.normalize("NFKC", typed[:_LONGEST]).upper()
    found = _PARTS.fullmatch(_LEFT_OUT.sub("", plain))
    if found is None:
        return ""
    body, half = found[1], CODE_LENGTH // 2
    return f"{CODE_PREFIX}-{body[:half]}-{body[half:]}"


@contextmanager
def opened_by(typed: str) -> Iterator[Verified | None]:
    """The certificate that a typed code names, its account and no other in context; else None.

    What cannot be a code is looked for like one, so that no wrong code is answered sooner.
    """
    named = _named(code_in(typed))
    if named is None:
        yield None
        return
    account_id, certificate_id = named
    with context.accounts([account_id]):
        yield _read(account_id, certificate_id)


def _named(code: str) -> tuple[int, int] | None:
    with context.accounts(Account.objects.values_list("pk", flat=True)):
        found = Certificate.objects.filter(code=code)
        return found.values_list("account_id", "pk").first()


def _read(account_id: int, certificate_id: int) -> Verified:
    certificate = (
        Certificate.objects.filter(account_id=account_id)
        .defer("position", "claimed_cover")
        .select_related(
            "account",
            "claim",
            "contract__project",
            "contract__company",
            "contract__certifier",
        )
        .get(pk=certificate_id)
    )
    withdrawal = CertificateWithdrawal.objects.filter(
        account_id=account_id, certificate_id=certificate_id
    ).first()
    standing = certificate.claim.certificate_id
    replaced_by = None
    if standing is not None and standing != certificate_id:
        replaced_by = (
            Certificate.objects.filter(account_id=account_id, pk=standing)
            .defer("position", "claimed_cover")
            .first()
        )
    own = Company.objects.filter(account_id=account_id, is_own=True).first()
    return Verified(certificate, withdrawal, replaced_by, own)
