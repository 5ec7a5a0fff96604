"""Statements of retention: of a contract claim by claim, of a project contract by contract.

They are made of certificates, as on the page, for the person who asked: a statement of a project
sums what that person sees, so nobody else is shown it.
"""

from __future__ import annotations

import datetime as dt

from django.utils.text import get_valid_filename

from ledgerstone.claims.retention.retention_statement import may_see, of_contract, of_project
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import HEAD_CONTRACT, SUBCONTRACT, Contract
from ledgerstone.documents.models import Document
from ledgerstone.documents.money_pages.pages import typeset_money
from ledgerstone.documents.money_pages.retention_pages import contract_page, project_page
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import Project
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from .kind import Kind, Progress


def sides_seen(actor: Actor, project_id: int) -> tuple[bool, bool]:
    """Whether the person sees the contracts above, and those below."""
    return (
        policy.may_see_tool(actor, project_id, HEAD_CONTRACT),
        policy.may_see_tool(actor, project_id, SUBCONTRACT),
    )


def _project(document: Document) -> Project:
    if document.contract is not None:
        return document.contract.project
    if document.project is None:
        raise NotThere
    return document.project


def _may_see(actor: Actor, document: Document) -> bool:
    if document.requested_by_id != actor.user_id:
        return False
    if document.contract is not None:
        return may_see(actor, document.contract)
    return document.project_id is not None and any(sides_seen(actor, document.project_id))


def _make(actor: Actor, document: Document, progress: Progress) -> bytes:
    project = _project(document)
    today = _day(document)
    if document.contract is not None:
        told = of_contract(actor, document.contract, today)
        return typeset_money(contract_page(actor, told, today))
    seen = sides_seen(actor, project.pk)
    return typeset_money(
        project_page(actor, project, of_project(actor, project.pk, today), seen, today)
    )


def _day(document: Document) -> dt.date:
    """The day of the statement: when it was asked for, in the project's time zone."""
    _words, formats = projects.words(_project(document))
    return formats.local(document.requested_at).date()


def _length(document: Document) -> int:
    if document.contract is not None:
        return document.contract.certificates.count()
    project = _project(document)
    return Contract.objects.filter(account_id=project.account_id, project_id=project.pk).count()


def _filename(document: Document) -> str:
    terms, _formats = projects.words(_project(document))
    of = document.contract.number if document.contract is not None else _project(document).number
    return get_valid_filename(f"{of} {terms.retention} {_day(document):%Y-%m-%d}.pdf")


KIND = Kind(project_of=_project, may_see=_may_see, make=_make, length=_length, filename=_filename)
