"""Payment schedules: the answer to a claim beside the claim, for contracts that we pay."""

from __future__ import annotations

from django.utils.text import get_valid_filename

from ledgerstone.claims import policy
from ledgerstone.claims.models import CertificateLine
from ledgerstone.documents.claim_pages.typeset import typeset_schedule
from ledgerstone.documents.models import Document
from ledgerstone.documents.payment_schedules.payment_schedule import PaymentSchedule
from ledgerstone.documents.payment_schedules.payment_schedule_assembly import assemble_schedule
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import Project
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from .claims import claim_of
from .kind import Kind, Progress


def contents(actor: Actor, document: Document) -> PaymentSchedule:
    """What the schedule of a certificate prints."""
    if document.certificate is None:
        raise NotThere
    return assemble_schedule(actor, claim_of(document), document.certificate)


def _project(document: Document) -> Project:
    return claim_of(document).contract.project


def _may_see(actor: Actor, document: Document) -> bool:
    return document.claim is not None and policy.may_see(actor, document.claim)


def _make(actor: Actor, document: Document, progress: Progress) -> bytes:
    return typeset_schedule(contents(actor, document), progress)


def _length(document: Document) -> int:
    if document.certificate_id is None:
        return 0
    return CertificateLine.objects.filter(
        account_id=document.account_id, certificate_id=document.certificate_id
    ).count()


def _filename(document: Document) -> str:
    claim = claim_of(document)
    words, _ = projects.words(claim.contract.project)
    name = f"{claim.contract.number} claim {claim.number} {words.payment_schedule}.pdf"
    return get_valid_filename(name)


KIND = Kind(project_of=_project, may_see=_may_see, make=_make, length=_length, filename=_filename)
