"""A claim as a workbook and as a CSV file."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.views.decorators.http import require_safe

from ledgerstone.claims import policy, queries
from ledgerstone.claims.models import Claim
from ledgerstone.documents.spreadsheets.spreadsheet_text import FORMS
from ledgerstone.documents.workbooks import claim_csv as csv_files
from ledgerstone.documents.workbooks import claim_workbook as workbooks
from ledgerstone.documents.workbooks.claim_book import ClaimBook, claim_book
from ledgerstone.tenancy.refusals import NotAllowed
from ledgerstone.web.requests import ActorRequest, view


@view
@require_safe
def claim_workbook(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The claim as an Excel workbook whose sums are formulas."""
    claim, book = _book(request, claim_id)
    return file_answer(workbooks.claim_workbook(book), claim, "xlsx")


@view
@require_safe
def claim_csv(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The sheet of the claim as a CSV file."""
    claim, book = _book(request, claim_id)
    return file_answer(csv_files.claim_csv(book), claim, "csv")


def _book(request: ActorRequest, claim_id: int) -> tuple[Claim, ClaimBook]:
    claim = queries.get_claim(request.actor, claim_id)
    refuse_unless_exported(request, claim)
    return claim, claim_book(request.actor, claim)


def refuse_unless_exported(request: ActorRequest, claim: Claim) -> None:
    """Files of a claim are for those who may have its documents."""
    if not policy.may_export(request.actor, claim):
        raise NotAllowed("Ask an administrator of the project for this file.")


def file_answer(content: bytes, claim: Claim, form: str, what: str = "") -> HttpResponse:
    """A file to keep, under a name that says what it is."""
    answer = HttpResponse(content, content_type=FORMS[form])
    name = get_valid_filename(f"{claim.contract.number} claim {claim.number}{what}.{form}")
    disposition = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Disposition"] = disposition or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
