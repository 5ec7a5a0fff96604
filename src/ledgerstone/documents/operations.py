"""Asks for documents and makes them.

A short one is made at once; a long one by the worker, which says how far it is. The document of a
fact is made once and kept by its hash: later downloads serve those bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from procrastinate.contrib.django import app

from ledgerstone.claims import policy
from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import DRAFT, REVISE_AND_RESUBMIT, Claim
from ledgerstone.contracts.actors import actor_for
from ledgerstone.files.models import StoredFile
from ledgerstone.files.operations import store, store_written
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account, User
from ledgerstone.tenancy.refusals import NotAllowed, NotThere

from . import queries
from .claim_pages.typeset import TEMPLATE_VERSION
from .kinds import kind_of
from .models import CLAIM, SCHEDULE, Document

MADE_AT_ONCE = 200  # lines
GIVEN_UP_AFTER = dt.timedelta(minutes=15)


def request_document(*, actor: Actor, claim_id: int) -> Document:
    """The document of a claim as it stands: its certificate's, its submission's, or a draft's.

    Ready when returned if it is short or was made before; else the worker makes it.
    """
    with transaction.atomic():
        claim = claims.get_claim(actor, claim_id)
        if not policy.may_export(actor, claim):
            raise NotAllowed("Ask an administrator of the project for this document.")
        document, is_new = _of_fact(actor, claim) or _of_draft(actor, claim)
        if not queue(actor, document, is_new=is_new):
            return document
    make_document(account_id=actor.account_id, document_id=document.pk, user_id=actor.user_id)
    return queries.get_document(actor, document.pk)


def request_schedule(*, actor: Actor, claim_id: int) -> Document:
    """The payment schedule that answers a claim: of its standing certificate, made once.

    NotThere where there is none to give: of a claim that is not answered, or that is ours.
    """
    with transaction.atomic():
        claim = claims.get_claim(actor, claim_id)
        if not policy.may_export(actor, claim):
            raise NotAllowed("Ask an administrator of the project for this document.")
        if claim.is_upstream or claim.certificate_id is None:
            raise NotThere
        document, is_new = Document.objects.get_or_create(
            account_id=actor.account_id,
            kind=SCHEDULE,
            certificate_id=claim.certificate_id,
            defaults={"claim_id": claim.pk, "requested_by_id": actor.user_id},
        )
        if not queue(actor, document, is_new=is_new):
            return document
    make_document(account_id=actor.account_id, document_id=document.pk, user_id=actor.user_id)
    return queries.get_document(actor, document.pk)


def queue(actor: Actor, document: Document, *, is_new: bool = True) -> bool:
    """Have a document made, in the transaction of the request; whether the caller is to make it
    once that has ended.

    Not what is ready or under way, nor what is long: that is for the worker.
    """
    if document.status == "ready" or (not is_new and _is_under_way(document)):
        return False
    _update(document, status="queued", progress=0, problem="", requested_at=clock.now())
    if kind_of(document).length(document) > MADE_AT_ONCE:
        _defer(actor, document)
        return False
    return True


def make_document(*, account_id: int, document_id: int, user_id: int) -> None:
    """Set a document and keep it. What is ready is left alone; a failure is written down."""
    with context.accounts([account_id]):
        actor = actor_for(User.objects.get(pk=user_id), Account.objects.get(pk=account_id))
        if actor is None:
            raise NotThere
        set_document(actor, queries.get_document(actor, document_id))


def set_document(actor: Actor, document: Document) -> None:
    """As ``make_document``, of a document that the actor sees; its account is in context."""
    if not _update(document, status="running", progress=0, problem=""):
        return
    try:
        content = kind_of(document).make(actor, document, _progress_of(document))
    except Exception:
        _update(
            document,
            status="failed",
            problem="The document could not be made. Try again; if it fails again, tell us.",
        )
        raise
    file = _kept(document, content)
    with transaction.atomic():
        if _update(
            document,
            status="ready",
            progress=100,
            file_id=file.pk,
            template_version=TEMPLATE_VERSION,
        ):
            kind_of(document).announce(actor, document)


def _kept(document: Document, content: bytes | Path) -> StoredFile:
    """Keep what was made; a file that it came in is removed."""
    content_type = kind_of(document).content_type(document)
    if isinstance(content, bytes):
        return store(account_id=document.account_id, content=content, content_type=content_type)
    try:
        return store_written(
            account_id=document.account_id, written=content, content_type=content_type
        )
    finally:
        content.unlink(missing_ok=True)


def _of_fact(actor: Actor, claim: Claim) -> tuple[Document, bool] | None:
    """The one document of the certificate, or of the latest submission; none of a draft."""
    if claim.certificate_id is not None:
        fact = {"certificate_id": claim.certificate_id}
    elif claim.status in {DRAFT, REVISE_AND_RESUBMIT}:
        return None
    else:
        submission = queries.latest_submission(claim)
        if submission is None:
            return None
        fact = {"submission_id": submission.pk}
    return Document.objects.get_or_create(
        account_id=actor.account_id,
        kind=CLAIM,
        **fact,
        defaults={"claim_id": claim.pk, "requested_by_id": actor.user_id},
    )


def _of_draft(actor: Actor, claim: Claim) -> tuple[Document, bool]:
    """A fresh document of a draft, in place of the ones that were made of it before."""
    Document.objects.filter(
        account_id=actor.account_id,
        kind=CLAIM,
        claim_id=claim.pk,
        certificate__isnull=True,
        submission__isnull=True,
    ).delete()
    document = Document.objects.create(
        account_id=actor.account_id, claim_id=claim.pk, requested_by_id=actor.user_id
    )
    return document, True


def _is_under_way(document: Document) -> bool:
    """Whether somebody is making it; one that nobody finished in time is made again."""
    if document.status not in {"queued", "running"}:
        return False
    return document.requested_at > clock.now() - GIVEN_UP_AFTER


def _defer(actor: Actor, document: Document) -> None:
    """Leave the making to the worker, in the transaction of the request; once is enough."""
    _update(document, options={**document.options, "left_to_worker": True})
    job = app.configure_task("documents.make", queue="documents", lock=f"document-{document.pk}")
    job.defer(account_id=actor.account_id, document_id=document.pk, actor_id=actor.user_id)


def _progress_of(document: Document) -> Callable[[float], None]:
    """Writes down how far the document is, in steps of five."""

    def note(share: float) -> None:
        progress = min(99, int(share * 20) * 5)
        if progress > document.progress:
            _update(document, progress=progress)

    return note


def _update(document: Document, **changes: object) -> bool:
    """Write down how a document is; whether it had no file yet. What has one stays as it is,
    whoever else was making it too."""
    for name, value in changes.items():
        setattr(document, name, value)
    waiting = Document.objects.filter(
        account_id=document.account_id, pk=document.pk, file__isnull=True
    )
    return waiting.update(**changes) > 0
