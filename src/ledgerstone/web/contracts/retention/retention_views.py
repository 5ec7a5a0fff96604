"""The retention of a contract: what is held back, what stands in its place, what releases it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.claims.retention.retention_statement import may_see
from ledgerstone.contracts import policy, queries
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations.retaining import set_retention
from ledgerstone.contracts.retention import retention, retention_release, retention_security
from ledgerstone.contracts.retention.retention_words import describe
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.contracts.retention.retention_form import RetentionForm
from ledgerstone.web.contracts.retention.retention_rows import (
    comes_to,
    differing_lines,
    event_rows,
    held_now,
    rule_pairs,
    security_rows,
)
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view


@view
@require_safe
def contract_retention(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The sentence, what is held, the rule, securities, events, and lines that differ."""
    found = enter_contract(request, contract_id)
    context = contract_frame(request, found, "general")
    if not context["sees_schedule"]:
        return render(request, "contracts/unseen.html", context)
    terms, formats = words(request)
    today = clock.today(found.project.time_zone)
    kept = retention.read_entered(found)
    holds = retention.in_force(found, kept)
    securities = retention_security.of_contract(found)
    figures = queries.figures(found)
    context |= {
        "said": describe(holds, terms, formats),
        "held": held_now(holds, figures, securities, today, terms),
        "rule": rule_pairs(found, holds, terms, formats),
        "is_capped": holds is not None and holds.rule.cap is not None,
        "securities": security_rows(securities, today),
        "events": event_rows(request.actor, found, retention_release.of_contract(found)),
        "lines": differing_lines(found),
        "may_edit_lines": context["may_administer"],
        "off": _switched_off(found),
        "has_statement": may_see(request.actor, found),
    }
    return shown(request, "contracts/retention.html", context)


def _switched_off(found: Contract) -> str:
    """What the advanced settings switch off, as a sentence names it."""
    if found.retains_on_work and found.retains_on_materials:
        return ""
    if found.retains_on_materials:
        return "work"
    return "stored materials" if found.retains_on_work else "work and stored materials"


def to_configure(request: ActorRequest, contract_id: int) -> Contract:
    """A contract whose retention the person may change."""
    found = enter_contract(request, contract_id)
    if not policy.may_configure(request.actor, found):
        raise NotAllowed("Ask an administrator of the project to change this contract.")
    if not policy.may_see_schedule(request.actor, found):
        raise NotThere
    return found


@view
def retention_rule(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Change what is held back."""
    found = to_configure(request, contract_id)
    form = _form(request, found)
    if request.method == "POST":
        answer = submit(request, form, lambda: _set(request, found, form))
        if answer is not None:
            return answer
        if getattr(form, "is_stale", False):
            with_version_of(form, found)
    context = {
        "contract": found,
        "is_billed": queries.is_billed(found),
        **_said(request, found, form),
    }
    return shown(request, "contracts/retention_rule.html", context, form=form)


@view
@require_POST
def retention_preview(request: ActorRequest, contract_id: int) -> HttpResponse:
    """What the typed terms say and come to, while they are typed. Writes nothing."""
    found = to_configure(request, contract_id)
    form = _form(request, found)
    return render(request, "contracts/_retention_said.html", _said(request, found, form))


def with_version_of(form: Any, found: Contract) -> None:
    """Have the next sending of a form stand on what its page shows by now."""
    found.refresh_from_db(fields=["version"])
    form.data = form.data.copy()
    form.data["version"] = str(found.version)


def _form(request: ActorRequest, found: Contract) -> RetentionForm:
    terms, formats = words(request)
    return RetentionForm.of(
        retention.read_entered(found),
        terms,
        formats,
        request.POST if request.method == "POST" else None,
        version=found.version,
        original_sum=queries.figures(found).original,
    )


def _set(request: ActorRequest, found: Contract, form: RetentionForm) -> Done:
    def act() -> Contract:
        return set_retention(
            actor=request.actor,
            contract_id=found.pk,
            retention=form.retention,
            expected_version=form.cleaned_data["version"],
        )

    placed(form.placed, act)
    where = reverse("web:contract_retention", args=[found.pk])
    return Done(where, f"The {words(request)[0].retention} is set.")


def placed(place: Callable[[Invalid], Invalid], act: Callable[[], Any]) -> None:
    """Act, with a refusal's fields named as the form names them."""
    try:
        act()
    except Invalid as refused:
        raise place(refused) from refused


def _said(request: ActorRequest, found: Contract, form: RetentionForm) -> dict[str, Any]:
    """The sentence of what is typed, and what it comes to; while it cannot stand, neither."""
    terms, formats = words(request)
    if form.is_bound and not form.is_valid():
        return {"said": "", "stages": []}
    kept = form.retention if form.is_bound else retention.read_entered(found)
    holds = retention.in_force(found, kept)
    return {
        "said": describe(holds, terms, formats),
        "stages": comes_to(found, holds, queries.figures(found)),
    }
