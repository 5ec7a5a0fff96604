"""Certificates of subcontract claims as the backup of the head contract claim they were carried to.

Documents that are made already are attached at once, when the claim is filled; the others by the
worker, once it has made them.
"""

from __future__ import annotations

import logging

from django.db import transaction
from procrastinate import tasks
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

from ledgerstone.access.automation import automation
from ledgerstone.claims.events import ClaimPrefilled
from ledgerstone.claims.locking import lock_contract
from ledgerstone.claims.models import Claim
from ledgerstone.claims.prefill import backup
from ledgerstone.claims.prefill.backup import Paper
from ledgerstone.claims.record import read_claim
from ledgerstone.documents import queries
from ledgerstone.documents.models import CLAIM, Document
from ledgerstone.documents.operations import set_document
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy import context

logger = logging.getLogger(__name__)
TASK = "documents.backup"


def follow_prefill(event: ClaimPrefilled) -> None:
    """A head contract claim was filled: its backup follows what it carries."""
    claim = None if event.claim_id is None else read_claim(event.actor.account_id, event.claim_id)
    if claim is None:
        return
    wanted = backup.origins(claim) if claim.carries_backup else []
    made = _made(claim, wanted)
    backup.keep_in_step(actor=event.actor, claim=claim, documents=made)
    if len(made) < len(wanted):
        _defer(claim)


def complete_backup(*, account_id: int, claim_id: int) -> int:
    """Make the documents that a claim's backup lacks and attach them; how many papers it has.

    One that cannot be made does not keep the others back; it is tried again with the job.
    """
    with context.accounts([account_id]):
        claim = read_claim(account_id, claim_id)
        if claim is None or not claim.carries_backup:
            return 0
        failed = _make_missing(claim)
        actor = automation(account_id, claim.contract.project_id)
        with transaction.atomic():
            lock_contract(account_id, claim.contract_id)
            now = read_claim(account_id, claim_id)
            if now is None:
                return 0
            made = _made(now, backup.origins(now))
            attached = backup.keep_in_step(actor=actor, claim=now, documents=made)
    if failed:
        raise RuntimeError(f"{failed} documents of the backup of claim {claim_id} were not made.")
    return attached


def _make_missing(claim: Claim) -> int:
    """Make what is missing; how many could not be made."""
    wanted = backup.origins(claim)
    made = _made(claim, wanted)
    actor = automation(claim.account_id, claim.contract.project_id)
    failed = 0
    for origin in wanted:
        if origin.pk in made or origin.certificate is None:
            continue
        document, _is_new = Document.objects.get_or_create(
            account_id=claim.account_id,
            kind=CLAIM,
            certificate_id=origin.certificate.pk,
            defaults={"claim_id": origin.pk, "requested_by_id": origin.certificate.issued_by_id},
        )
        try:
            set_document(actor, queries.get_document(actor, document.pk))
        except Exception:
            logger.exception("a document of a backup was not made", extra={"claim_id": claim.pk})
            failed += 1
    return failed


def _made(claim: Claim, wanted: list[Claim]) -> dict[int, Paper]:
    """The documents of the certificates of these claims that are ready, by the claim. One query."""
    terms, _formats = projects.words(claim.contract.project)
    ready = Document.objects.filter(
        account_id=claim.account_id,
        kind=CLAIM,
        certificate_id__in=[origin.certificate_id for origin in wanted],
        status="ready",
    )
    files = dict(ready.values_list("claim_id", "file_id"))
    return {
        origin.pk: Paper(
            files[origin.pk],
            f"{origin.contract.number} {terms.claim_short} {origin.number}.pdf"[-200:],
        )
        for origin in wanted
        if files.get(origin.pk) is not None
    }


def _defer(claim: Claim) -> None:
    """Leave the rest to the worker, in this transaction, also from within a job."""
    manager = JobManager(DjangoConnector())
    job = tasks.configure_task(
        name=TASK, job_manager=manager, queue="documents", lock=f"backup-{claim.pk}"
    )
    job.defer(account_id=claim.account_id, claim_id=claim.pk)
