"""Documents of claims: asking for one, seeing how far it is, and getting it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.views.decorators.http import require_safe

from ledgerstone.claims import queries as claims
from ledgerstone.documents import operations, queries
from ledgerstone.documents.models import Document
from ledgerstone.files.queries import open_file
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.entrance import enter
from ledgerstone.web.requests import ActorRequest, shown, view


@view
@require_safe
def claim_document(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The PDF of a claim as it stands; a long one that is not made yet shows its progress."""
    claim = claims.get_claim(request.actor, claim_id)
    enter(request, claim.contract.project)
    document = operations.request_document(actor=request.actor, claim_id=claim.pk)
    if document.status == "ready":
        return _download(document)
    return HttpResponseRedirect(reverse("web:document", args=[document.pk]))


@view
@require_safe
def document(request: ActorRequest, document_id: int) -> HttpResponse:
    """How far a document is; the page looks again by itself until it is there."""
    found = queries.get_document(request.actor, document_id)
    enter(request, found.claim.contract.project)
    request.tool = "web:claims_tool"
    context = {
        "document": found,
        "claim": found.claim,
        "progress": {"value": found.progress, "max": 100, "label": "Pages set"},
    }
    name = "documents/_progress.html" if request.htmx else "documents/progress.html"
    return shown(request, name, context)


@view
@require_safe
def document_file(request: ActorRequest, document_id: int) -> HttpResponse:
    """The file of a document that is ready."""
    found = queries.get_document(request.actor, document_id)
    if found.status != "ready":
        raise NotThere
    return _download(found)


def _download(document: Document) -> HttpResponse:
    """The bytes, under a name that says what they are; shown by the browser, run by nobody."""
    if document.file is None:
        raise NotThere
    contract = document.claim.contract
    name = get_valid_filename(f"{contract.number} claim {document.claim.number}.pdf")
    response = HttpResponse(open_file(document.file), content_type=document.file.content_type)
    disposition = content_disposition_header(as_attachment=False, filename=name)
    response["Content-Disposition"] = disposition or "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
