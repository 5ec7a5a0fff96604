"""Packing a claim: which of its files, in which order, behind a cover sheet, as a PDF or a ZIP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from ledgerstone.claims import policy
from ledgerstone.claims.models import Claim, ClaimAttachment
from ledgerstone.claims.papers import papers
from ledgerstone.documents.kinds.packages import PDF, ZIP, belongs_to
from ledgerstone.documents.packages import packaging
from ledgerstone.documents.typesetting.joining import has_pages
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from ledgerstone.web.claims.crumbs import page_crumbs
from ledgerstone.web.claims.papers.papers_views import entered
from ledgerstone.web.entrance import words
from ledgerstone.web.posted import is_whole, record_asked
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, status_of, view

from .under_way import announced

# A place that is not a number stands behind all others.
_LAST = 10_000


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A file to choose, with its place in the order."""

    paper: ClaimAttachment
    of: str  # the line or the claim that it belongs to; empty for the claim itself
    place: int
    is_ticked: bool

    @property
    def is_joined(self) -> bool:
        """Whether it has pages that can stand in a PDF."""
        return has_pages(self.paper.file.content_type)


@view
def claim_package(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The files of a claim to choose from; posting has the package made."""
    found = entered(request, claim_id)
    if not policy.may_export(request.actor, found):
        raise NotAllowed("Ask an administrator of the project for this document.")
    offered = packaging.offered(request.actor, found)
    if request.method != "POST":
        return _page(request, found, offered, {})
    try:
        return announced(request, act_once(request, lambda: _asked(request, found, offered)))
    except Invalid as refusal:
        page = _page(request, found, offered, {"problem": refusal.message})
        page.status_code = status_of(refusal)
        return page


def _asked(request: ActorRequest, found: Claim, offered: Sequence[ClaimAttachment]) -> Done:
    ids = [record_asked(one) or 0 for one in request.POST.getlist("paper")]
    shown_at = {one.pk: number for number, one in enumerate(offered)}
    ids.sort(key=lambda pk: (_place(request, pk), shown_at.get(pk, _LAST)))
    document = packaging.request_package(
        actor=request.actor,
        claim_id=found.pk,
        paper_ids=ids,
        is_signed=request.POST.get("begins") == "signed",
        has_cover="cover" in request.POST,
        form=request.POST.get("form", PDF),
    )
    return Done(reverse("web:document", args=[document.pk]))


def _place(request: ActorRequest, paper_id: int) -> int:
    """The place that was typed for a file."""
    typed = request.POST.get(f"place-{paper_id}", "").strip()
    return min(int(typed), _LAST) if is_whole(typed) else _LAST


def _page(
    request: ActorRequest,
    found: Claim,
    offered: Sequence[ClaimAttachment],
    more: dict[str, object],
) -> HttpResponse:
    terms, formats = words(request)
    signed = papers.signed_by_hand(found)
    typed = request.POST if request.method == "POST" else None
    files = [
        OfferedFile(
            paper=one,
            of=belongs_to(one),
            place=number if typed is None else _place(request, one.pk),
            is_ticked=str(one.pk) in typed.getlist("paper")
            if typed is not None
            else signed is None or one.pk != signed.paper.pk,
        )
        for number, one in enumerate(offered, start=1)
    ]
    context = {
        "claim": found,
        "files": files,
        "signed": signed,
        "begins_signed": signed is not None and (typed is None or typed.get("begins") == "signed"),
        "has_cover": typed is None or "cover" in typed,
        "is_zip": typed is not None and typed.get("form") == ZIP,
        "crumbs": page_crumbs(request.actor, found, terms, formats, "With attachments"),
    }
    return shown(request, "packages/claim.html", context | more)
