"""The PDF of a claim as a part of something larger.

Of a fact it is the file that is kept, made and kept from now on where there was none; of a draft
the bytes as it stands.
"""

from __future__ import annotations

from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import DRAFT, REVISE_AND_RESUBMIT, Claim
from ledgerstone.documents.kinds.claims import contents
from ledgerstone.documents.models import CLAIM, Document
from ledgerstone.documents.typesetting.drawing import TEMPLATE_VERSION
from ledgerstone.files.models import StoredFile
from ledgerstone.files.operations import store
from ledgerstone.tenancy.actor import Actor

from .typeset import typeset_claim

_PDF = "application/pdf"


def file_of(actor: Actor, claim: Claim) -> StoredFile | bytes:
    """The document of a claim that the actor sees: its certificate's, its submission's, a draft's.

    Of a fact there is one, made once.
    """
    fact = _fact_of(claim)
    if fact is None:
        draft = Document(account_id=claim.account_id, claim=claim, requested_by_id=actor.user_id)
        return typeset_claim(contents(actor, draft))
    document, _is_new = Document.objects.select_related("file").get_or_create(
        account_id=claim.account_id,
        kind=CLAIM,
        **fact,
        defaults={"claim_id": claim.pk, "requested_by_id": actor.user_id},
    )
    if document.file is not None:
        return document.file
    document.claim = claim
    file = store(
        account_id=claim.account_id,
        content=typeset_claim(contents(actor, document)),
        content_type=_PDF,
    )
    found = Document.objects.filter(account_id=claim.account_id, pk=document.pk)
    found.filter(file__isnull=True).update(
        status="ready",
        progress=100,
        problem="",
        file_id=file.pk,
        template_version=TEMPLATE_VERSION,
    )
    # Somebody else may have kept it meanwhile.
    kept = found.select_related("file").get().file
    return file if kept is None else kept


def _fact_of(claim: Claim) -> dict[str, int] | None:
    """The certificate, else what was handed in last; none of a draft."""
    if claim.certificate_id is not None:
        return {"certificate_id": claim.certificate_id}
    if claim.status in {DRAFT, REVISE_AND_RESUBMIT}:
        return None
    submission = claims.submissions(claim).last()
    return None if submission is None else {"submission_id": submission.pk}
