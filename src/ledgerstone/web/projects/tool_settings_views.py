"""How the commitments and the head contracts of a project work, and who their mail goes to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ledgerstone.access.words import said
from ledgerstone.contracts import operations, tool_settings
from ledgerstone.contracts.models import HEAD_CONTRACT
from ledgerstone.contracts.settings.setting_words import (
    COMMITMENT_TOOL,
    DISTRIBUTIONS,
    HEAD_CONTRACT_TOOL,
)
from ledgerstone.directory.models import Person
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view
from ledgerstone.web.settings.worded import WordedForm

from .settings_tabs import COMMITMENTS, HEAD_CONTRACTS, enter_part


@view
@require_http_methods(["GET", "POST"])
def commitment_settings(request: ActorRequest, project_id: int) -> HttpResponse:
    """The settings of the Commitments tool."""
    project = enter_project(request, project_id)
    terms, formats = words(request)
    tabs = enter_part(request, project, terms, COMMITMENTS)
    settings = tool_settings.of_commitments(project.account_id, project.pk)
    form = WordedForm(
        request.POST if request.method == "POST" else None,
        groups=COMMITMENT_TOOL,
        record=settings,
        terms=terms,
        formats=formats,
    )

    def act() -> Done:
        operations.change_commitment_settings(
            actor=request.actor, project_id=project.pk, **form.changes()
        )
        return Done(_address(project, COMMITMENTS), "The settings are saved.")

    subtitle = f"How {terms.commitment.plural} work on {project.name}."
    return _page(request, project, form, act, COMMITMENTS, {"tabs": tabs, "subtitle": subtitle})


@view
@require_http_methods(["GET", "POST"])
def head_contract_settings(request: ActorRequest, project_id: int) -> HttpResponse:
    """The settings of the head contracts, with their funding sources."""
    project = enter_project(request, project_id)
    terms, formats = words(request)
    tabs = enter_part(request, project, terms, HEAD_CONTRACTS)
    settings = tool_settings.of_head_contracts(project.account_id, project.pk)
    why = tool_settings.why_head_tiers_are_fixed(settings, terms)
    form = WordedForm(
        request.POST if request.method == "POST" else None,
        groups=HEAD_CONTRACT_TOOL,
        record=settings,
        fixed={} if why is None else {"variation_tiers": why},
        terms=terms,
        formats=formats,
    )

    def act() -> Done:
        operations.change_head_contract_settings(
            actor=request.actor, project_id=project.pk, **form.changes()
        )
        return Done(_address(project, HEAD_CONTRACTS), "The settings are saved.")

    context = {
        "tabs": tabs,
        "subtitle": f"How {terms.head_contract.plural} work on {project.name}.",
        "sources": tool_settings.funding_sources(project.account_id, project.pk),
        "has_sources": True,
    }
    return _page(request, project, form, act, HEAD_CONTRACTS, context)


def _page(
    request: ActorRequest,
    project: Project,
    form: WordedForm,
    act: Callable[[], Done],
    name: str,
    context: dict[str, Any],
) -> HttpResponse:
    if request.method == "POST":
        answer = submit(request, form, act)
        if answer is not None:
            return answer
    context |= {
        "groups": form.drawn(),
        "back": _address(project, name),
        "distributions": _distributions(project, form.terms, name),
    }
    return shown(request, "projects/tool_settings.html", context, form=form)


def _distributions(project: Project, terms: Terms, name: str) -> list[dict[str, Any]]:
    """The distributions of a tool: who is on each, and who could be."""
    on = tool_settings.distributions(project.account_id, project.pk)
    offered = list(
        tool_settings.may_receive(project.account_id, project.pk).select_related("company")
    )
    return [
        {
            "purpose": purpose,
            "label": said(one.label, terms),
            "help": said(one.help, terms),
            "people": on[purpose],
            "offered": _others(offered, on[purpose]),
        }
        for purpose, one in DISTRIBUTIONS.items()
        if (tool_settings.KIND_OF_PURPOSE[purpose] == HEAD_CONTRACT) == (name == HEAD_CONTRACTS)
    ]


def _others(offered: Sequence[Person], on: Sequence[Person]) -> list[Person]:
    named = {person.pk for person in on}
    return [person for person in offered if person.pk not in named]


@view
@require_POST
def distribution_add(request: ActorRequest, project_id: int, purpose: str) -> HttpResponse:
    """Address the mail of a purpose to somebody as well."""
    project = enter_project(request, project_id)
    person = request.POST.get("person", "")

    def act() -> Done:
        if not person.isdecimal() or len(person) > 18:
            raise Invalid("Choose a person from the list.")
        row = operations.add_recipient(
            actor=request.actor, project_id=project.pk, purpose=purpose, person_id=int(person)
        )
        return Done(_of_purpose(project, purpose), f"{row.person.name} is on the distribution.")

    return act_once(request, act)


@view
@require_POST
def distribution_remove(
    request: ActorRequest, project_id: int, purpose: str, person_id: int
) -> HttpResponse:
    """Address the mail of a purpose to somebody no longer."""
    project = enter_project(request, project_id)

    def act() -> Done:
        operations.remove_recipient(
            actor=request.actor, project_id=project.pk, purpose=purpose, person_id=person_id
        )
        return Done(_of_purpose(project, purpose), "They are off the distribution.")

    return act_once(request, act)


@view
@require_POST
def funding_source_add(request: ActorRequest, project_id: int) -> HttpResponse:
    """Name another funding source."""
    project = enter_project(request, project_id)

    def act() -> Done:
        source = operations.add_funding_source(
            actor=request.actor, project_id=project.pk, name=request.POST.get("name", "")
        )
        return Done(_address(project, HEAD_CONTRACTS), f"{source.name} is on the list.")

    return act_once(request, act)


@view
@require_POST
def funding_source_remove(request: ActorRequest, project_id: int, source_id: int) -> HttpResponse:
    """Take a funding source off the list."""
    project = enter_project(request, project_id)

    def act() -> Done:
        operations.remove_funding_source(
            actor=request.actor, project_id=project.pk, source_id=source_id
        )
        return Done(_address(project, HEAD_CONTRACTS), "The funding source is off the list.")

    return act_once(request, act)


def _of_purpose(project: Project, purpose: str) -> str:
    kind = tool_settings.KIND_OF_PURPOSE.get(purpose)
    if kind is None:
        raise NotThere
    return _address(project, HEAD_CONTRACTS if kind == HEAD_CONTRACT else COMMITMENTS)


def _address(project: Project, name: str) -> str:
    return reverse(name, args=[project.pk])
