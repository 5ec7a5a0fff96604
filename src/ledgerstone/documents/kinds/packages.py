"""A claim with files that were chosen, behind a cover sheet: one PDF, or a ZIP.

``options``: ``papers`` (their ids and names, in order), ``signed`` (begin with the signed copy),
``cover``, ``form`` (pdf or zip); ``left_to_worker``, where it takes long; ``begun``, when the
making began; once made, ``left_out`` (what could not be joined, and why).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ledgerstone.claims import policy
from ledgerstone.claims.models import CertificateLine, Claim, ClaimAttachment, ClaimLine
from ledgerstone.claims.papers import papers
from ledgerstone.documents.claim_pages.claim_parts import file_of
from ledgerstone.documents.models import Document
from ledgerstone.documents.packages.compiled_events import PackageMade
from ledgerstone.documents.packages.compiling import Compiled, Item, one_pdf, zipped
from ledgerstone.documents.packages.package_covers import package_cover
from ledgerstone.documents.typesetting.joining import NotJoined
from ledgerstone.files.models import StoredFile
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish

from .claims import claim_of
from .kind import Kind, Progress

PDF, ZIP = "pdf", "zip"
_CONTENT_TYPES = {PDF: "application/pdf", ZIP: "application/zip"}
# What a file counts as, in lines, beside a line for each so many bytes of it.
_LINES_OF_A_FILE, _BYTES_OF_A_LINE = 20, 60_000


def _make(actor: Actor, document: Document, progress: Progress) -> Path:
    claim = claim_of(document)
    terms, formats = projects.words(claim.contract.project)
    begin(document)
    items = _items(actor, document, claim, terms)
    is_zip = document.options.get("form") == ZIP
    cover = None
    if document.options.get("cover"):
        cover = partial(package_cover, actor, claim, terms, formats, is_zip=is_zip)
    if is_zip:
        made = zipped(items, cover=cover, progress=progress)
    else:
        title = document.name.removesuffix(".pdf")
        paper = claim.contract.project.paper
        made = one_pdf(items, title=title, paper=paper, cover=cover, progress=progress)
    keep_left_out(document, made)
    return made.path


def begin(document: Document) -> None:
    """Write down when the making began: what began long ago and is not done was broken off."""
    _keep(document, begun=clock.now().isoformat())


def keep_left_out(document: Document, made: Compiled) -> None:
    """Write down what is not in it, for the page that offers it."""
    _keep(document, left_out=made.left_out)


def _keep(document: Document, **kept: object) -> None:
    document.options = {**document.options, **kept}
    Document.objects.filter(account_id=document.account_id, pk=document.pk).update(
        options=document.options
    )


def _items(actor: Actor, document: Document, claim: Claim, terms: Terms) -> list[Item]:
    """The claim first, then the files in the order chosen; one that went since is left out."""
    number = f"{terms.claim_short.capitalised} {claim.number}"
    found = {one.pk: one for one in papers.of_claim(claim)}
    first = Item(
        title=number,
        name=f"{claim.contract.number} {terms.claim_short} {claim.number}.pdf",
        fetch=partial(file_of, actor, claim),
        must=True,
    )
    signed = papers.signed_by_hand(claim) if document.options.get("signed") else None
    if signed is not None:
        title = f"{number}, signed copy"
        first = Item(title, signed.paper.name, partial(stored, signed.paper), must=True)
    items = [first]
    for chosen in document.options.get("papers", ()):
        paper = found.get(chosen["id"])
        if paper is None:
            items.append(Item(chosen["name"], chosen["name"], _gone))
        else:
            items.append(
                Item(
                    paper.name,
                    paper.name,
                    partial(stored, paper),
                    chapter=_origin(paper),
                    of=belongs_to(paper),
                )
            )
    return items


def belongs_to(paper: ClaimAttachment) -> str:
    """What a file is of: a line, or the subcontract claim that it came with; nothing of the claim
    itself."""
    if paper.line is not None:
        return f"Line {paper.line.item}"
    return _origin(paper)


def _origin(paper: ClaimAttachment) -> str:
    origin = paper.origin
    return "" if origin is None else f"{origin.contract.number}, no. {origin.number}"


def stored(paper: ClaimAttachment) -> StoredFile:
    """The file of an attachment."""
    return paper.file


def _gone() -> StoredFile:
    raise NotJoined("was taken off since")


def _project(document: Document) -> Project:
    return claim_of(document).contract.project


def _may_see(actor: Actor, document: Document) -> bool:
    return document.claim is not None and policy.may_export(actor, document.claim)


def _length(document: Document) -> int:
    """The lines of the claim, and what its files take in lines."""
    claim = claim_of(document)
    of_claim = {"account_id": document.account_id}
    if claim.certificate_id is not None:
        lines = CertificateLine.objects.filter(**of_claim, certificate_id=claim.certificate_id)
    else:
        lines = ClaimLine.objects.filter(**of_claim, claim_id=claim.pk)  # type: ignore[assignment]
    ids = [chosen["id"] for chosen in document.options.get("papers", ())]
    sizes = ClaimAttachment.objects.filter(**of_claim, pk__in=ids).values_list(
        "file__size", flat=True
    )
    in_lines = sum(_LINES_OF_A_FILE + size // _BYTES_OF_A_LINE for size in sizes)
    return lines.count() + int(in_lines)


def _filename(document: Document) -> str:
    return document.name


def _content_type(document: Document) -> str:
    return _CONTENT_TYPES[document.options.get("form", PDF)]


def _announce(actor: Actor, document: Document) -> None:
    """Nobody waits for what was made while they asked."""
    if document.options.get("left_to_worker"):
        claim = claim_of(document)
        publish(
            PackageMade(
                actor=actor,
                project_id=claim.contract.project_id,
                contract_id=claim.contract_id,
                claim_id=claim.pk,
                document_id=document.pk,
            )
        )


KIND = Kind(
    project_of=_project,
    may_see=_may_see,
    make=_make,
    length=_length,
    filename=_filename,
    content_type=_content_type,
    announce=_announce,
)
