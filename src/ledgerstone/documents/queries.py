"""Reads of documents."""

from __future__ import annotations

from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import Claim, Submission
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from .kinds import kind_of
from .kinds.claims import contents
from .models import Document

__all__ = ["contents", "get_document", "latest_submission"]


def get_document(actor: Actor, document_id: int) -> Document:
    """A document with what it is of; NotThere where the person may not see that."""
    document = (
        Document.objects.filter(account_id=actor.account_id, pk=document_id)
        .select_related(
            "claim__contract__project",
            "claim__contract__company",
            "claim__contract__certifier",
            "claim__period",
            "certificate__claim",
            "submission",
            "payment__contract__project",
            "contract__project",
            "project",
            "period__project",
            "invoice__contract__project",
            "file",
        )
        .first()
    )
    if document is None or not kind_of(document).may_see(actor, document):
        raise NotThere
    return document


def latest_submission(claim: Claim) -> Submission | None:
    """What was handed in last."""
    return claims.submissions(claim).last()
