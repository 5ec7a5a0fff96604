"""Claims and their certificates."""

from __future__ import annotations

from django.utils.text import get_valid_filename

from ledgerstone.claims import policy
from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import CertificateLine, Claim, ClaimLine
from ledgerstone.claims.sheets.as_claimed import as_claimed
from ledgerstone.documents.claim_pages.assembly import assemble
from ledgerstone.documents.claim_pages.figures import of_certificate, of_draft, of_submission
from ledgerstone.documents.claim_pages.model import ClaimDocument
from ledgerstone.documents.claim_pages.typeset import typeset_claim
from ledgerstone.documents.models import Document
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import Project
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from .kind import Kind, Progress


def claim_of(document: Document) -> Claim:
    """The claim that a document is of."""
    if document.claim is None:
        raise NotThere
    return document.claim


def contents(actor: Actor, document: Document) -> ClaimDocument:
    """What a claim's document prints: the facts that it is of, or the draft as it stands."""
    claim = claim_of(document)
    words, _ = projects.words(claim.contract.project)
    if document.certificate is not None:
        figures = of_certificate(document.certificate, words)
    elif document.submission is not None:
        figures = of_submission(document.submission, words)
    else:
        figures = of_draft(as_claimed(claim, claims.sheet(actor, claim.pk)), words)
    return assemble(
        actor=actor,
        claim=claim,
        figures=figures,
        certificate=document.certificate,
        submission=document.submission,
    )


def _project(document: Document) -> Project:
    return claim_of(document).contract.project


def _may_see(actor: Actor, document: Document) -> bool:
    return document.claim is not None and policy.may_see(actor, document.claim)


def _make(actor: Actor, document: Document, progress: Progress) -> bytes:
    return typeset_claim(contents(actor, document), progress)


def _length(document: Document) -> int:
    if document.certificate_id is not None:
        return CertificateLine.objects.filter(
            account_id=document.account_id, certificate_id=document.certificate_id
        ).count()
    return ClaimLine.objects.filter(
        account_id=document.account_id, claim_id=claim_of(document).pk
    ).count()


def _filename(document: Document) -> str:
    claim = claim_of(document)
    return get_valid_filename(f"{claim.contract.number} claim {claim.number}.pdf")


KIND = Kind(project_of=_project, may_see=_may_see, make=_make, length=_length, filename=_filename)
