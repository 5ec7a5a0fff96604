"""Going into a project: from here on the page speaks its words and writes its figures."""

from __future__ import annotations

from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms

from .requests import ActorRequest


def enter_project(request: ActorRequest, project_id: int) -> Project:
    """The project of a page; refused as not there for those who may not see it."""
    return enter(request, projects.get_project(request.actor, project_id))


def enter_contract(request: ActorRequest, contract_id: int) -> Contract:
    """The contract of a page, and with it its project."""
    contract = contracts.get_contract(request.actor, contract_id)
    enter(request, contract.project)
    return contract


def enter(request: ActorRequest, project: Project) -> Project:
    """Make a project that was fetched already the project of the page."""
    request.project = project
    return project


def words(request: ActorRequest) -> tuple[Terms, Formats]:
    """The words and formats of the page's project."""
    if request.project is None:
        raise LookupError("The page has not entered a project yet.")
    return projects.words(request.project)
