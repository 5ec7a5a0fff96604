"""Documents of claims: asking for one, seeing how far it is, and getting it."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ledgerstone.claims import queries as claims
from ledgerstone.documents import operations, queries
from ledgerstone.documents.kinds import kind_of
from ledgerstone.documents.models import CLAIM, PACKAGE, SCHEDULE, Document
from ledgerstone.documents.packages import packaging
from ledgerstone.files.queries import open_file, opened
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.documents.places import where_it_belongs
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.requests import ActorRequest, shown, view

# Where what is of a claim as it stands can be asked for once more.
_ASKED_AT = {
    CLAIM: "web:claim_document",
    SCHEDULE: "web:claim_schedule",
    PACKAGE: "web:claim_package",
}
# Larger files are handed over as they are read.
_READ_AT_ONCE = 4 * 1024 * 1024


@view
@require_safe
def claim_document(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The PDF of a claim as it stands; a long one that is not made yet shows its progress."""
    claim = claims.get_claim(request.actor, claim_id)
    enter(request, claim.contract.project)
    document = operations.request_document(actor=request.actor, claim_id=claim.pk)
    return _answered(document)


@view
@require_safe
def claim_schedule(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The payment schedule that answers a claim; a long one that is not made yet, its progress."""
    claim = claims.get_claim(request.actor, claim_id)
    enter(request, claim.contract.project)
    document = operations.request_schedule(actor=request.actor, claim_id=claim.pk)
    return _answered(document)


@view
@require_safe
def document(request: ActorRequest, document_id: int) -> HttpResponse:
    """How far a document is; the page looks again by itself until it is there."""
    found = queries.get_document(request.actor, document_id)
    packaging.mark_seen(request.actor, found)
    enter(request, kind_of(found).project_of(found))
    request.tool = "web:claims_tool"
    terms, _formats = words(request)
    of = where_it_belongs(found, terms)
    asked_at = _ASKED_AT.get(found.kind)
    context = {
        "document": found,
        "name": kind_of(found).filename(found),
        "heading": of.heading,
        "places": of.places,
        "again": reverse(asked_at, args=[found.claim_id]) if asked_at else of.places[-1].url,
        "again_label": "Try again" if asked_at else "Go back",
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
    packaging.mark_seen(request.actor, found)
    return _download(found)


def _answered(document: Document) -> HttpResponse:
    """The file where it is ready; else the page that says how far it is."""
    if document.status == "ready":
        return _download(document)
    return HttpResponseRedirect(reverse("web:document", args=[document.pk]))


def _download(document: Document) -> HttpResponse:
    """The bytes, under a name that says what they are; shown by the browser, run by nobody."""
    if document.file is None:
        raise NotThere
    name = kind_of(document).filename(document)
    file = document.file
    is_shown = file.content_type == "application/pdf"
    if file.size <= _READ_AT_ONCE:
        response = HttpResponse(open_file(file), content_type=file.content_type)
    else:
        streamed = FileResponse(opened(file), content_type=file.content_type)
        response = streamed  # type: ignore[assignment]  # it is answered with alike
    disposition = content_disposition_header(as_attachment=not is_shown, filename=name)
    response["Content-Disposition"] = disposition or "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
