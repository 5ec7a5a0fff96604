"""Variations in the browser: the list of a contract, one of them, creating and changing it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from ledgerstone.contracts import operations, papers, policy, queries
from ledgerstone.contracts.models import VARIATION, VARIATION_KINDS, Contract, Variation
from ledgerstone.contracts.variations import variation_rules, variation_words, variations
from ledgerstone.contracts.variations.variation_rules import UNDECIDED
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed, Stale, WrongState
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.contracts.schedules.schedule_form import TypedSchedule, from_lines
from ledgerstone.web.contracts.schedules.schedule_views import with_schedule
from ledgerstone.web.contracts.variations.variation_form import VariationForm, initial_of
from ledgerstone.web.contracts.variations.variation_page import (
    detail_context,
    list_context,
    sum_preview,
)
from ledgerstone.web.entrance import enter, enter_contract, words
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view


@view
def variation_list(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The variations of a contract by tier, as far as a status goes."""
    found = enter_contract(request, contract_id)
    context = contract_frame(request, found, "variations")
    if not context["sees_schedule"]:
        return shown(request, "contracts/unseen.html", context)
    terms, _formats = words(request)
    actor = request.actor
    rules = variation_rules.rules_of(found)
    rows = variations.of_contract(actor, found)
    asked = request.GET.get("status", "")
    context |= list_context(rows, asked, terms, sees_head=_sees_figures_above(actor, found))
    manages = variation_rules.may_manage(actor, found)
    prepares = variation_rules.may_prepare(actor, found, rules)
    kinds = rules.kinds if manages else rules.kinds[-1:] if prepares else []
    context |= {
        "in_effect": found.status not in policy.EDITABLE_STATUSES,
        "new_kinds": [(kind, variation_words.kind_word(kind, terms)) for kind in kinds],
        "may_raise": not manages and variation_rules.may_raise(actor, found, rules),
        "lowest": variation_words.kind_word(rules.lowest, terms),
        "has_tiers": len(rules.kinds) > 1,
    }
    return shown(request, "contracts/variations.html", context)


def _sees_figures_above(actor: Actor, found: Contract) -> bool:
    """Whether the reader sees the figures of the head contract, and so its variations."""
    return found.head_contract is not None and policy.may_see_schedule(actor, found.head_contract)


def entered(request: ActorRequest, variation_id: int) -> Variation:
    """The variation of a page, and with it its contract and project."""
    found = variations.get_variation(request.actor, variation_id)
    contract = found.contract
    enter(request, contract.project)
    name = "head_contract_list" if contract.is_upstream else "commitment_list"
    listed = policy.may_see_tool(request.actor, contract.project_id, contract.kind)
    request.tool = f"web:{name}" if listed else "web:my_contracts"
    return found


@view
def variation(request: ActorRequest, variation_id: int) -> HttpResponse:
    """One variation: what changes and why, its parts, its lines, and what it does to the sum."""
    found = entered(request, variation_id)
    terms, formats = words(request)
    rules = variation_rules.rules_of(found.contract)
    context = detail_context(request.actor, found, rules, terms, formats)
    context |= {
        "contract": found.contract,
        "papers": list(papers.of_variation(found.contract, found.pk)),
        **sum_preview(found, context["total"]),
    }
    return shown(request, "contracts/variation.html", context)


@view
def variation_new(request: ActorRequest, contract_id: int) -> HttpResponse:
    """A new variation of a tier, with its lines."""
    contract = enter_contract(request, contract_id)
    actor = request.actor
    rules = variation_rules.rules_of(contract)
    manages = variation_rules.may_manage(actor, contract)
    if not manages and not variation_rules.may_prepare(actor, contract, rules):
        raise NotAllowed("Ask an administrator of the project to do this.")
    kind = request.GET.get("kind", VARIATION if manages else rules.lowest)
    if kind not in VARIATION_KINDS or (kind != rules.lowest and not manages):
        raise Http404
    request.tool = "web:head_contract_list" if contract.is_upstream else "web:commitment_list"
    terms, _formats = words(request)
    named = variation_words.kind_word(kind, terms)
    form = _form(
        request,
        contract,
        manages=manages,
        statuses=_statuses(kind, manages=manages),
        initial={
            "number": variations.next_number(contract, kind, terms),
            "raised_on": clock.today(contract.project.time_zone),
        },
    )

    context = {
        "contract": contract,
        "heading": f"New {named}",
        "intro": _intro(kind, terms, contract),
        "back": reverse("web:contract_variations", args=[contract.pk]),
    }
    return _with_lines(
        request,
        form,
        context,
        lambda typed: _created(request, contract, kind, form, typed),
        contract,
    )


def _created(
    request: ActorRequest, contract: Contract, kind: str, form: VariationForm, typed: TypedSchedule
) -> Done:
    named = variation_words.kind_word(kind, words(request)[0]).capitalised
    made = operations.create_variation(
        actor=request.actor,
        contract_id=contract.pk,
        kind=kind,
        status=form.cleaned_data.get("status") or "draft",
        approved_on=form.cleaned_data.get("approved_on"),
        lines=_lines(typed),
        create_codes=typed.create_codes,
        **form.particulars(),
    )
    state = "approved and on the contract" if made.status == "approved" else "saved"
    return Done(reverse("web:variation", args=[made.pk]), f"{named} {made.number} is {state}.")


def _intro(kind: str, terms: Any, contract: Contract) -> str:
    if kind == VARIATION:
        return f"It changes the {terms.contract_sum} of {contract.number} once it is approved."
    return f"It is for a {terms.variation} to {contract.number}, and is approved with it."


def _statuses(kind: str, *, manages: bool) -> list[tuple[str, str]]:
    """What a new one may start as."""
    if not manages:
        return [(one, variation_words.status_word(one)) for one in UNDECIDED]
    without = frozenset() if kind == VARIATION else frozenset({"approved"})
    return variation_words.status_choices(without=without)


def _form(
    request: ActorRequest, contract: Contract, *, manages: bool, **given: Any
) -> VariationForm:
    terms, formats = words(request)
    offered = None
    if manages and contract.head_contract_id is not None:
        offered = variations.recoverable_through(request.actor, contract)
    return VariationForm(
        request.POST or None,
        recoverable_through=offered,
        manages=manages,
        terms=terms,
        formats=formats,
        **given,
    )


def _lines(typed: TypedSchedule) -> tuple[Any, ...]:
    """Rows as typed: the operation numbers those that have no items."""
    leaves_out = typed.leave_out_totals or typed.headings_as_sections
    if leaves_out and typed.checked is not None:
        return typed.checked.lines
    return typed.rows


def _with_lines(
    request: ActorRequest,
    form: VariationForm,
    context: dict[str, Any],
    act: Any,
    contract: Contract,
    *,
    besides: Variation | None = None,
    start: TypedSchedule | None = None,
) -> HttpResponse:
    taken = {
        line.item
        for line in queries.lines(contract)
        if besides is None or line.variation_id != besides.pk
    }
    return with_schedule(
        request,
        form,
        "contracts/variation_edit.html",
        context,
        act,
        method=contract.accounting_method,
        taken_items=taken,
        needs_rows=False,
        start=start,
    )


@view
def variation_edit(request: ActorRequest, variation_id: int) -> HttpResponse:
    """Change what is said of a variation, and its lines while they may be changed."""
    found = entered(request, variation_id)
    contract, actor = found.contract, request.actor
    rules = variation_rules.rules_of(contract)
    if not variation_rules.may_change(actor, contract, found, rules):
        raise NotAllowed("Ask an administrator of the project to do this.")
    manages = variation_rules.may_manage(actor, contract)
    form = _form(request, contract, manages=manages, initial=initial_of(found))
    form.fields["version"].required = True
    why = variation_rules.why_lines_are_fixed(found, rules) or _made_of_parts(found)
    context = {
        "contract": contract,
        "variation": found,
        "heading": f"{found.number} {found.title}",
        "intro": why,
        "back": reverse("web:variation", args=[found.pk]),
    }
    if why:
        answer = submit(request, form, lambda: _changed(request, found, form, None))
        return answer or shown(request, "contracts/variation_edit.html", context, form=form)
    lines = [line for line in variations.lines_of(found) if line.markup_id is None]
    return _with_lines(
        request,
        form,
        context,
        lambda typed: _changed(request, found, form, typed),
        contract,
        besides=found,
        start=TypedSchedule(rows=from_lines(lines)),
    )


def _made_of_parts(found: Variation) -> str:
    if not found.parts.exists():
        return ""
    return f"{found.number} is made of parts; its lines are theirs."


def _changed(
    request: ActorRequest, found: Variation, form: VariationForm, typed: TypedSchedule | None
) -> Done:
    try:
        changed = operations.change_variation_as_typed(
            actor=request.actor,
            variation_id=found.pk,
            expected_version=form.cleaned_data["version"],
            lines=None if typed is None else _lines(typed),
            create_codes=typed is not None and typed.create_codes,
            given=form.particulars(),
        )
    except Stale:
        form.take_version(found.version)
        raise
    return Done(reverse("web:variation", args=[changed.pk]), f"{changed.number} is saved.")


@view
@require_POST
def variation_delete(request: ActorRequest, variation_id: int) -> HttpResponse:
    """Delete a variation that is not approved."""
    found = entered(request, variation_id)

    def act() -> Done:
        operations.delete_variation(
            actor=request.actor, variation_id=found.pk, expected_version=version_of(request)
        )
        where = reverse("web:contract_variations", args=[found.contract_id])
        return Done(where, f"{found.number} is deleted.")

    return act_once(request, act)


def version_of(request: ActorRequest) -> int:
    """The version that the page showed."""
    version = request.POST.get("version", "")
    if not is_whole(version):
        raise WrongState("The page was incomplete. Reload it and try again.")
    return int(version)
