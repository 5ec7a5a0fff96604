"""The mail that tells somebody that the backups they asked for are compiled, with the way to them.

Only to whoever asked, and once: it is written down with the document before it is sent, and taken
back where sending fails.
"""

from __future__ import annotations

from django.urls import reverse

from ledgerstone.directory.models import Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.documents.compiled_events import BackupsCompiled
from ledgerstone.documents.models import BACKUPS, Document
from ledgerstone.projects import queries as projects

from .deferring import defer_all
from .sending import Letter, address, send

TASK = "correspondence.backups_compiled"
QUEUE = "mail"


def follow_compilation(event: BackupsCompiled) -> None:
    """Backups are compiled: whoever asked for them is told."""
    arguments = {"account_id": event.actor.account_id, "document_id": event.document_id}
    defer_all(TASK, queue=QUEUE, arguments=[arguments])


def tell_of_compilation(account_id: int, document_id: int) -> None:
    """Mail whoever asked, unless they were told or cannot be reached; the account is in context."""
    document = (
        Document.objects.filter(account_id=account_id, pk=document_id, kind=BACKUPS)
        .select_related("period__project")
        .first()
    )
    if document is None or document.status != "ready":
        return
    person = (
        Person.objects.filter(account_id=account_id, user_id=document.requested_by_id)
        .select_related("company")
        .first()
    )
    if person is None or why_unreachable(person) or not _noted(document, is_told=True):
        return
    try:
        send(_letter(document), to=person.email)
    except Exception:
        _noted(document, is_told=False)
        raise


def _noted(document: Document, *, is_told: bool) -> bool:
    """Write down whether the mail went out; whether that was news."""
    found = Document.objects.filter(account_id=document.account_id, pk=document.pk)
    before = found.exclude(options__contains={"mailed": is_told})
    return bool(before.update(options={**document.options, "mailed": is_told}))


def _letter(document: Document) -> Letter:
    assert document.period is not None  # noqa: S101 - the database holds it for this kind
    project = document.period.project
    terms, formats = projects.words(project)
    days = formats.period(document.period.start, document.period.end)
    count = len(document.options.get("claims", ()))
    claims = terms.claim_short if count == 1 else terms.claim_short.plural
    left_out = document.options.get("left_out", ())
    named = f"{len(left_out)} file{'s' if len(left_out) != 1 else ''} could not be joined"
    return Letter(
        f"Backups of {days} are compiled, {project.name}",
        (
            f"The backups of {count} {claims} of {days} on {project.number} {project.name} are "
            f"ready in one PDF:\n{address(reverse('web:document', args=[document.pk]))}",
            *((f"{named}; its cover sheet names them.",) if left_out else ()),
            "You get this because you asked for them.",
        ),
    )
