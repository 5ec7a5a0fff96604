"""The PDF of a claim or a contract that goes with a mail: made when the first recipient is sent it,
and the same for all of them, whatever happens to the record meanwhile.

A mail with its files is kept under what mail servers take; what is larger is named with its link.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import get_valid_filename

from ledgerstone.claims.models import Claim
from ledgerstone.claims.papers import papers
from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence.models import Mail
from ledgerstone.documents.claim_pages.claim_parts import file_of
from ledgerstone.documents.money_pages.contract_pages import contract_paper
from ledgerstone.files.kinds import size_in_words
from ledgerstone.files.models import StoredFile
from ledgerstone.files.operations import store
from ledgerstone.files.queries import open_file
from ledgerstone.tenancy.actor import Actor

from .letter import Paper

MOST = 25 * 1024 * 1024  # as it is sent: four thirds of what it is, and line ends
_IN_A_LINE, _OF_A_LINE = 57, 78
_PDF = "application/pdf"
_PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a mail; ``paper`` is None where it is too large to."""

    name: str
    size: int
    paper: Paper | None

    @property
    def in_words(self) -> str:
        """How large it is."""
        return size_in_words(self.size)


def attached(name: str, file: StoredFile) -> Attached:
    """A stored file as it goes with a mail, read only where it does."""
    if sent_size(file.size) > MOST:
        return Attached(name, file.size, None)
    return Attached(name, file.size, Paper(name, file.content_type, open_file(file)))


def sent_size(size: int) -> int:
    """How many bytes a file takes in a mail."""
    return -(-size // _IN_A_LINE) * _OF_A_LINE


def name_of(claim: Claim, *, is_signed: bool = False) -> str:
    """As the page offers it for download."""
    signed = " signed" if is_signed else ""
    return get_valid_filename(f"{claim.contract.number} claim {claim.number}{signed}.pdf")


def signed_pdf(claim: Claim) -> papers.SignedByHand | None:
    """The signed copy of a claim as it stands, where it is a PDF."""
    signed = papers.signed_by_hand(claim)
    return signed if signed is not None and signed.paper.file.content_type == _PDF else None


def of_claim(claim: Claim, sender: Actor) -> tuple[str, StoredFile]:
    """The PDF of a claim with its name: the signed copy where there is one, else our document of it
    as it stands, as ``sender`` may have it."""
    signed = signed_pdf(claim)
    if signed is not None:
        return name_of(claim, is_signed=True), signed.paper.file
    made = file_of(sender, claim)
    if isinstance(made, bytes):
        made = store(account_id=claim.account_id, content=made, content_type=_PDF)
    return name_of(claim), made


def of_contract(mail: Mail, contract: Contract) -> Attached:
    """A contract with its schedule of values, which is the same for everybody who sees that; kept
    with the mail, for all of its recipients."""
    kept = mail.facts.get(_PAPER)
    if kept is None:
        name, content = contract_paper(contract)
        file = store(account_id=mail.account_id, content=content, content_type=_PDF)
        kept = keep_first(mail, _PAPER, {"name": name, "file": file.pk})
    file = StoredFile.objects.get(account_id=mail.account_id, pk=kept["file"])
    return attached(kept["name"], file)


def keep_first(mail: Mail, name: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """Keep something with a mail, unless another recipient's was kept by now; what is kept."""
    mail.facts = {**mail.facts, name: dict(found)}
    rows = Mail.objects.filter(account_id=mail.account_id, pk=mail.pk)
    if not rows.exclude(facts__has_key=name).update(facts=mail.facts):
        mail.facts = rows.values_list("facts", flat=True).get()
    kept: dict[str, Any] = mail.facts[name]
    return kept
