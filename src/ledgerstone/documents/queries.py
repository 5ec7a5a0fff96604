"""Reads of documents."""

from __future__ import annotations

from ledgerstone.claims import policy as claims_policy
from ledgerstone.claims import queries as claims
from ledgerstone.claims.as_claimed import as_claimed
from ledgerstone.claims.models import Claim, Submission
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from .assembly import assemble
from .figures import of_certificate, of_draft, of_submission
from .model import ClaimDocument
from .models import Document


def get_document(actor: Actor, document_id: int) -> Document:
    """A document with its claim; NotThere where the person may not see the claim."""
    document = (
        Document.objects.filter(account_id=actor.account_id, pk=document_id)
        .select_related(
            "claim__contract__project",
            "claim__contract__company",
            "claim__contract__certifier",
            "claim__period",
            "certificate__claim",
            "submission",
            "file",
        )
        .first()
    )
    if document is None or not claims_policy.may_see(actor, document.claim):
        raise NotThere
    return document


def latest_submission(claim: Claim) -> Submission | None:
    """What was handed in last."""
    return claims.submissions(claim).last()


def contents(actor: Actor, document: Document) -> ClaimDocument:
    """What a document prints: the facts that it is of, or the draft as it stands."""
    claim = document.claim
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
