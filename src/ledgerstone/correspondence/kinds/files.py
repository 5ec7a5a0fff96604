"""Mails that tell somebody that the files they asked for are made: to them alone, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from ledgerstone.correspondence.audience import ASKED_BY
from ledgerstone.correspondence.kind import Cause, Reader, Writing
from ledgerstone.correspondence.letters.letter import (
    Block,
    Item,
    Letter,
    Listed,
    Paragraph,
    Small,
    Way,
)
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.correspondence.models import Mail
from ledgerstone.documents import queries as documents
from ledgerstone.documents.kinds.backups import backed_by, period_of
from ledgerstone.documents.kinds.claims import claim_of
from ledgerstone.documents.models import Document
from ledgerstone.documents.packages.compiled_events import BackupsCompiled, PackageMade
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.events import Event
from ledgerstone.tenancy.refusals import NotThere

from . import of_claims

_DOCUMENT = "document"
# Files that could not be joined are named up to so many.
_NAMED = 10
_GONE = "It is not there any more."
_BECAUSE = "You get this because you asked for it. Nobody else does."


def causes_of_backups(event: BackupsCompiled) -> Iterator[Cause]:
    """One mail, to whoever asked."""
    yield _cause(event, "backups_ready", event.document_id)


def causes_of_package(event: PackageMade) -> Iterator[Cause]:
    """One mail, to whoever asked."""
    yield _cause(event, "package_ready", event.document_id)


def sees_document(mail: Mail, reader: Reader) -> bool:
    """Whether the reader may still have the file; one that is gone is for the letter to say."""
    if reader.actor is None:
        return False
    found = Document.objects.filter(account_id=mail.account_id, pk=mail.facts[_DOCUMENT])
    return _seen(mail, reader) is not None or not found.exists()


def backups_ready(writing: Writing) -> Letter | str:
    """The backups of a period are in one PDF; nothing to say once they are gone."""
    document = _seen(writing.mail, writing.reader)
    if document is None or document.status != "ready":
        return _GONE
    period = period_of(document)
    return _backups_ready(
        terms=writing.terms,
        days=writing.formats.period(period.start, period.end),
        project=f"{period.project.number} {period.project.name}",
        count=len(backed_by(document)),
        left_out=_left_out(document),
        url=_page_of(document),
    )


def backups_ready_sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of invented records."""
    return _backups_ready(
        terms=terms,
        days=formats.period(dt.date(2026, 9, 1), dt.date(2026, 9, 30)),
        project="HL-01 Harbour Library",
        count=12,
        left_out=(Item("site diary.pdf (SC-03)", ("It is protected by a password.",)),),
        url=address("/"),
    )


def package_ready(writing: Writing) -> Letter | str:
    """A claim with its files is packed; nothing to say where the reader has it already."""
    document = _seen(writing.mail, writing.reader)
    if document is None or document.status != "ready":
        return _GONE
    if document.options.get("seen"):
        return f"{writing.reader.person.name} opened it already."
    claim = claim_of(document)
    contract = claim.contract
    return _package_ready(
        terms=writing.terms,
        number=claim.number,
        kind=of_claims.kind_of(contract, writing.terms),
        contract=f"{contract.number} {contract.title}",
        project=f"{contract.project.number} {contract.project.name}",
        count=len(document.options.get("papers", ())),
        is_zip=document.options.get("form") == "zip",
        left_out=_left_out(document),
        url=_page_of(document),
    )


def package_ready_sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of invented records."""
    return _package_ready(
        terms=terms,
        number=3,
        kind=f"{terms.subcontract.capitalised} SC-03",
        contract="SC-03 Structural steel",
        project="HL-01 Harbour Library",
        count=14,
        is_zip=False,
        left_out=(),
        url=address("/"),
    )


def _backups_ready(
    *, terms: Terms, days: str, project: str, count: int, left_out: tuple[Item, ...], url: str
) -> Letter:
    claims = terms.claim_short if count == 1 else terms.claim_short.plural
    request = (
        f"The backups of {count} {claims} of {days} on {project} are ready for you in one PDF."
    )
    blocks: tuple[Block, ...] = (
        Paragraph(request),
        *_not_in_it(left_out),
        Way("Get the PDF", url),
        Small(_BECAUSE),
    )
    return Letter(f"Backups of {days} are compiled, {project}", blocks)


def _package_ready(
    *,
    terms: Terms,
    number: int,
    kind: str,
    contract: str,
    project: str,
    count: int,
    is_zip: bool,
    left_out: tuple[Item, ...],
    url: str,
) -> Letter:
    claim = f"{terms.claim_short.capitalised} {number}"
    attached = f"{count} attached file{'' if count == 1 else 's'}"
    form = "ZIP" if is_zip else "PDF"
    blocks: tuple[Block, ...] = (
        Paragraph(
            f"{claim} of {contract} on {project} is ready for you with {attached} in one {form}."
        ),
        *_not_in_it(left_out),
        Way(f"Get the {form}", url),
        Small(_BECAUSE),
    )
    subject = f"{claim} of {contract} with attachments is ready, {project}"
    return Letter(subject, blocks, about=kind)


def _not_in_it(left_out: tuple[Item, ...]) -> Iterator[Listed]:
    """What could not be joined, and why; its cover sheet says the same."""
    if not left_out:
        return
    more = len(left_out) - _NAMED
    rest = (Item(f"{more} more, which its cover sheet names"),) if more > 0 else ()
    yield Listed("Not in it:", left_out[:_NAMED] + rest)


def _left_out(document: Document) -> tuple[Item, ...]:
    """The files that are not in it, each with the reason."""
    return tuple(
        Item(one["name"] + (f" ({one['of']})" if one["of"] else ""), (f"It {one['why']}.",))
        for one in document.options.get("left_out", ())
    )


def _cause(event: Event, kind: str, document_id: int) -> Cause:
    facts = {_DOCUMENT: document_id, ASKED_BY: event.actor.user_id}
    return Cause(f"{kind}:{document_id}", event.project_id, facts=facts)


def _seen(mail: Mail, reader: Reader) -> Document | None:
    """The file, where it is still there and for this reader."""
    if reader.actor is None:
        return None
    try:
        return documents.get_document(reader.actor, mail.facts[_DOCUMENT])
    except NotThere:
        return None


def _page_of(document: Document) -> str:
    return address(reverse("web:document", args=[document.pk]))
