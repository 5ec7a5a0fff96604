"""The files of a claim: what is attached, the signed copy, and getting them back."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.claims import queries
from ledgerstone.claims.fields.fields import ATTACHMENTS, fields_of_claim
from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations.papers import (
    attach_to_claim,
    record_signed_copy,
    remove_claim_paper,
)
from ledgerstone.claims.papers import papers
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.claims.crumbs import page_crumbs, tool_of
from ledgerstone.web.claims.papers.papers_rows import offered_lines, paper_rows
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.posted import record_asked
from ledgerstone.web.requests import ActorRequest, Done, act_once, first_of_ours, shown, view
from ledgerstone.web.uploads import each_uploaded, file_to_keep, uploaded


@view
@require_safe
def claim_papers(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The files of a claim and of its lines."""
    found = entered(request, claim_id)
    terms, formats = words(request)
    shows = fields_of_claim(found).shows(ATTACHMENTS)
    context = {
        "claim": found,
        "papers": paper_rows(request.actor, found, papers.of_claim(found)),
        "signed": papers.signed_by_hand(found),
        "may_attach": shows and papers.may_attach(request.actor, found),
        "may_record": papers.may_record_signature(request.actor, found),
        "lines": offered_lines(queries.sheet_for(request.actor, found).lines),
        "crumbs": page_crumbs(request.actor, found, terms, formats, "Attachments"),
    }
    return shown(request, "claims/papers.html", context)


@view
@require_POST
def claim_attach(request: ActorRequest, claim_id: int) -> HttpResponse:
    """Attach the uploaded files to the claim or the chosen line; one that is ticked, as the signed
    copy. All of them, or none."""
    found = entered(request, claim_id)

    def act() -> Done:
        said = _sign(request, found) if request.POST.get("signed") else _attach(request, found)
        return Done(where(request, found), said)

    return act_once(request, act)


def _attach(request: ActorRequest, found: Claim) -> str:
    line_id = record_asked(request.POST.get("line", ""))
    names = []
    try:
        for name, content in each_uploaded(request):
            paper = attach_to_claim(
                actor=request.actor, claim_id=found.pk, name=name, content=content, line_id=line_id
            )
            names.append(paper.name)
    except Invalid as refusal:
        if len(request.FILES.getlist("file")) == 1:
            raise
        raise Invalid(f"{refusal.message} None of the files was attached.") from None
    return f"{names[0]} is attached." if len(names) == 1 else f"{len(names)} files are attached."


def _sign(request: ActorRequest, found: Claim) -> str:
    if len(request.FILES.getlist("file")) > 1:
        raise Invalid("Choose one file: the signed copy.")
    name, content = uploaded(request)
    paper = record_signed_copy(actor=request.actor, claim_id=found.pk, name=name, content=content)
    return f"{paper.name} is the signed copy, recorded by you."


@view
@require_safe
def claim_paper(request: ActorRequest, claim_paper_id: int) -> HttpResponse:
    """An attached file, to be kept."""
    paper = papers.get_paper(request.actor, claim_paper_id)
    return file_to_keep(paper.file, paper.name)


@view
@require_POST
def claim_paper_remove(request: ActorRequest, claim_paper_id: int) -> HttpResponse:
    """Take a file off its claim."""

    def act() -> Done:
        claim = remove_claim_paper(actor=request.actor, paper_id=claim_paper_id)
        return Done(where(request, claim), "The file is removed.")

    return act_once(request, act)


def entered(request: ActorRequest, claim_id: int) -> Claim:
    """The claim of a page beside its own, and with it its project."""
    found = queries.get_claim(request.actor, claim_id)
    enter(request, found.contract.project)
    request.tool = tool_of(request.actor, found)
    return found


def where(request: ActorRequest, claim: Claim) -> str:
    """The page that a form says it came from, else the files of the claim."""
    own = reverse("web:claim_papers", args=[claim.pk])
    return first_of_ours(request, request.POST.get("back")) or own
