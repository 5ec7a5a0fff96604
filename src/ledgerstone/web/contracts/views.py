"""Contracts: the lists of both directions, and one contract with its schedule and claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ledgerstone.claims.models.statuses import WITHDRAWN
from ledgerstone.contracts import operations, policy, queries, status_words
from ledgerstone.contracts.models import HEAD_CONTRACT, SUBCONTRACT, Contract
from ledgerstone.contracts.retention import describe
from ledgerstone.projects import queries as projects
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.contracts.claim_rows import claim_rows, draft_of
from ledgerstone.web.contracts.figures import ContractRow, figures_of, total
from ledgerstone.web.contracts.schedule_table import schedule_groups
from ledgerstone.web.contracts.words import can_be_claimed, method_word, tax_sentence
from ledgerstone.web.entrance import enter_contract, enter_project, words
from ledgerstone.web.requests import ActorRequest, Done, act_once, view


@view
def commitment_list(request: ActorRequest, project_id: int) -> HttpResponse:
    """Every commitment of the project with its figures."""
    found = queries.visible_to(request.actor).filter(kind__in=queries.COMMITMENTS)
    return _list(request, project_id, found, "contracts/commitments.html", SUBCONTRACT)


@view
def head_contract_list(request: ActorRequest, project_id: int) -> HttpResponse:
    """Every head contract of the project with its figures."""
    found = queries.visible_to(request.actor).filter(kind=HEAD_CONTRACT)
    return _list(request, project_id, found, "contracts/head_contracts.html", HEAD_CONTRACT)


def _list(
    request: ActorRequest, project_id: int, visible: QuerySet[Contract], template: str, kind: str
) -> HttpResponse:
    project = enter_project(request, project_id)
    found = visible.filter(project_id=project.pk)
    contracts = list(found.select_related("company").order_by("number", "id"))
    figures = figures_of(request.actor, [contract.pk for contract in contracts])
    rows = [ContractRow(contract, figures[contract.pk]) for contract in contracts]
    context = {
        "rows": rows,
        "total": total(row.figures for row in rows),
        "may_create": policy.may_create(request.actor, project.pk, kind),
        **_empty_list(kind, projects.words(project)[0]),
    }
    return render(request, template, context)


def _empty_list(kind: str, terms: Terms) -> dict[str, str]:
    """What a list without rows says: what it is for and what to do first."""
    if kind == HEAD_CONTRACT:
        return {
            "empty_title": f"No {terms.head_contract} yet",
            "empty_text": f"It is what the {terms.owner} pays you under. With its "
            f"{terms.schedule_of_values} here, what you certify below can be claimed above.",
            "action_label": f"Add the {terms.head_contract}",
        }
    return {
        "empty_title": f"No {terms.commitment.plural} yet",
        "empty_text": f"A {terms.commitment} is a {terms.subcontract} or {terms.purchase_order} "
        f"that you pay under. Add the first one with its {terms.schedule_of_values}; then "
        f"{terms.claim.plural} can be made on it.",
        "action_label": f"Add a {terms.subcontract}",
    }


def _empty_tabs(terms: Terms) -> dict[str, str]:
    """What the tabs of a contract say while there is nothing in them."""
    variation = terms.variation
    return {
        "no_lines_title": f"No {terms.schedule_of_values} yet",
        "no_lines_act": "Add the lines",
        "none_title": f"No {variation.plural} yet",
        "none_text": f"An approved {variation} changes the {terms.contract_sum}; its lines are "
        "claimed like all others.",
        "not_yet_text": "The contract is not in effect yet. Until then, change its "
        f"{terms.schedule_of_values} itself.",
        "add_label": f"Add {variation.with_article}",
        "no_claims_title": f"No {terms.claim.plural} yet",
        "no_claims_text": f"Each {terms.claim} asks for payment for one {terms.billing_period}, "
        f"line by line of the {terms.schedule_of_values}.",
    }


@view
def contract(request: ActorRequest, contract_id: int) -> HttpResponse:
    """A contract's schedule of values, in its sections, beside what was agreed."""
    found = enter_contract(request, contract_id)
    terms, _formats = words(request)
    groups = schedule_groups(queries.lines(found), queries.variations(found), terms)
    fixed = policy.why_schedule_is_fixed(found, is_billed=queries.is_billed(found), words=terms)
    context = _frame(request, found, "schedule") | {"groups": groups, "why_fixed": fixed}
    return render(request, "contracts/contract.html", context)


@view
def variations(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The variations of a contract."""
    found = enter_contract(request, contract_id)
    listed = list(queries.variations(found))
    context = _frame(request, found, "variations") | {
        "variations": listed,
        "in_effect": found.status not in policy.EDITABLE_STATUSES,
    }
    return render(request, "contracts/variations.html", context)


@view
def claims(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The claims on a contract."""
    found = enter_contract(request, contract_id)
    return render(request, "contracts/claims.html", _frame(request, found, "claims"))


@view
@require_POST
def status(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Take a contract to another status."""
    found = enter_contract(request, contract_id)
    version = request.POST.get("version", "")
    if not version.isdecimal():
        raise Invalid("Reload the page and choose the status again.")

    def act() -> Done:
        changed = operations.change_status(
            actor=request.actor,
            contract_id=found.pk,
            status=request.POST.get("status", ""),
            expected_version=int(version),
        )
        word = status_words.status_word(changed.status, words(request)[0])
        return Done(reverse("web:contract", args=[found.pk]), f"{found.number} is now “{word}”.")

    return act_once(request, act)


def _frame(request: ActorRequest, found: Contract, tab: str) -> dict[str, Any]:
    """What stands around each tab of a contract: head, facts, tabs."""
    terms, formats = words(request)
    is_head = found.kind == HEAD_CONTRACT
    request.tool = "web:head_contract_list" if is_head else "web:commitment_list"
    figures = figures_of(request.actor, [found.pk])[found.pk]
    rows = claim_rows(request.actor, found, terms)
    period = projects.open_period(request.actor, found.project_id)
    may_administer = policy.may_update(request.actor, found)
    draft = draft_of(rows)
    return {
        "contract": found,
        "contract_figures": figures,
        "claim_rows": rows,
        "draft": draft,
        "open_period": period,
        "may_administer": may_administer,
        "may_start": may_administer
        and period is not None
        and draft is None
        and (can_be_claimed(found.status) or found.status == "terminated"),
        "statuses": status_words.status_choices(found.kind, terms),
        "facts": _facts(found, request),
        "retention": describe(queries.retention_of(found), terms, formats),
        "list_href": reverse(request.tool, args=[found.project_id]),
        "list_name": (terms.head_contract if is_head else terms.commitment).plural_capitalised,
        "kind_word": terms[found.kind],
        **_empty_tabs(terms),
        "tabs": _tabs(found, tab, sum(1 for row in rows if row.claim.status != WITHDRAWN), request),
    }


def _tabs(found: Contract, tab: str, claim_count: int, request: ActorRequest) -> Sequence[Any]:
    terms, _formats = words(request)
    named = [
        ("schedule", terms.schedule_of_values.capitalised, "web:contract", None),
        ("variations", terms.variation.plural_capitalised, "web:contract_variations", None),
        ("claims", terms.claim.plural_capitalised, "web:contract_claims", claim_count),
    ]
    return [
        {
            "label": label,
            "href": reverse(name, args=[found.pk]),
            "count": count,
            "current": key == tab,
        }
        for key, label, name, count in named
    ]


def _facts(found: Contract, request: ActorRequest) -> list[dict[str, Any]]:
    """What was agreed, pair by pair; what is unknown is left out."""
    terms, formats = words(request)
    facts: list[tuple[str, str]] = []
    if found.certifier is not None or found.certifier_name:
        by = ", ".join(
            part
            for part in (
                found.certifier_name,
                found.certifier.name if found.certifier is not None else "",
            )
            if part
        )
        facts.append((terms.certifier.capitalised, by))
    if found.head_contract is not None:
        facts.append((terms.head_contract.capitalised, found.head_contract.number))
    if found.contract_date is not None:
        facts.append(("Date", formats.day(found.contract_date)))
    if found.payment_days is not None:
        facts.append(("Paid", f"{found.payment_days} days after the {terms.certificate}"))
    facts.append(("Accounted by", method_word(found.accounting_method).lower()))
    facts.append((terms.tax, tax_sentence(found.tax_rate, found.tax_base, terms, formats)))
    return [{"label": label, "value": value} for label, value in facts]
