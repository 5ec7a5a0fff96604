"""Deciding on variations in the browser: their status, what is bundled into them, raising one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from ledgerstone.contracts import operations
from ledgerstone.contracts.models import Variation
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.contracts.variations import variation_rules, variation_words, variations
from ledgerstone.contracts.variations.variation_rules import DROPPED, UNDECIDED
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, Stale, WrongState
from ledgerstone.web.contracts.variations.variation_form import RaiseForm, StatusForm
from ledgerstone.web.contracts.variations.variation_page import detail_context, pill, sum_preview
from ledgerstone.web.contracts.variations.variation_views import entered, version_of
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import (
    ActorRequest,
    Done,
    act_once,
    first_answer,
    place,
    shown,
    submit,
    view,
)

# So many lines there are to fill in from the field, and so many come at a time.
_LINES, _MORE, _MOST = 3, 3, 30


@view
def variation_status(request: ActorRequest, variation_id: int) -> HttpResponse:
    """Take a variation to another status; an approval shows what the contract comes to by it."""
    found = entered(request, variation_id)
    terms, formats = words(request)
    rules = variation_rules.rules_of(found.contract)
    context = detail_context(request.actor, found, rules, terms, formats)
    if not context["may_change"]:
        raise NotAllowed("Ask an administrator of the project to do this.")
    if found.part_of is not None:
        raise WrongState(f"{found.number} follows the status of {found.part_of.number}.")
    asks_approval = request.GET.get("to") == "approved" and context["may_approve"]
    form = StatusForm(
        request.POST or None,
        statuses=_open_to(context, found),
        today=clock.today(found.contract.project.time_zone),
        initial={
            "version": found.version,
            "status": "approved" if asks_approval else found.status,
        },
        terms=terms,
        formats=formats,
    )
    if request.method == "POST":
        answer = submit(request, form, lambda: _decide(request, found, form))
        if answer is not None:
            return answer
    context |= {
        "contract": found.contract,
        "asks_approval": asks_approval,
        "back": reverse("web:variation", args=[found.pk]),
        **sum_preview(found, context["total"]),
    }
    return shown(request, "contracts/variation_status.html", context, form=form)


def _open_to(context: dict[str, Any], found: Variation) -> list[tuple[str, str]]:
    """The statuses that this person may choose."""
    if not context["manages"]:
        return [(one, variation_words.status_word(one)) for one in UNDECIDED]
    keeps = found.status == "approved" or context["may_approve"]
    return variation_words.status_choices(without=frozenset() if keeps else {"approved"})  # type: ignore[arg-type]


def _decide(request: ActorRequest, found: Variation, form: StatusForm) -> Done:
    try:
        changed = operations.change_variation_status(
            actor=request.actor,
            variation_id=found.pk,
            status=form.cleaned_data["status"],
            approved_on=form.cleaned_data.get("approved_on"),
            expected_version=form.cleaned_data["version"],
        )
    except Stale:
        form.data = dict(form.data.items()) | {"version": str(found.version)}
        raise
    said = f"{changed.number} is now “{variation_words.status_word(changed.status)}”."
    return Done(reverse("web:variation", args=[changed.pk]), said)


@view
def variation_parts(request: ActorRequest, variation_id: int) -> HttpResponse:
    """Choose what of the tier below goes into a variation."""
    found = entered(request, variation_id)
    actor, contract = request.actor, found.contract
    if not variation_rules.may_manage(actor, contract):
        raise NotAllowed("Ask an administrator of the project to do this.")
    terms, _formats = words(request)
    rules = variation_rules.rules_of(contract)
    rows = [
        row
        for row in variations.of_contract(actor, contract)
        if rules.above(row.variation.kind) == found.kind
        and row.variation.part_of_id is None
        and row.variation.status not in {"approved", *DROPPED}
    ]

    def act() -> Done:
        chosen = [int(one) for one in request.POST.getlist("part") if is_whole(one)]
        operations.bundle_variations(
            actor=actor,
            variation_id=found.pk,
            part_ids=chosen,
            expected_version=version_of(request),
        )
        said = f"{len(chosen)} put into {found.number}."
        return Done(reverse("web:variation", args=[found.pk]), said)

    if request.method == "POST":
        return act_once(request, act)
    below = next((kind for kind in rules.kinds if rules.above(kind) == found.kind), "")
    context = {
        "contract": contract,
        "variation": found,
        "rows": [(row, pill(row.variation.status)) for row in rows],
        "below": variation_words.kind_word(below, terms) if below else "",
        "back": reverse("web:variation", args=[found.pk]),
    }
    return shown(request, "contracts/variation_parts.html", context)


@view
@require_POST
def variation_take_out(request: ActorRequest, variation_id: int) -> HttpResponse:
    """Take a variation out of the one that it is part of."""
    found = entered(request, variation_id)
    whole = found.part_of

    def act() -> Done:
        operations.take_out_part(
            actor=request.actor, variation_id=found.pk, expected_version=version_of(request)
        )
        named = "" if whole is None else f" of {whole.number}"
        where = found.pk if whole is None else whole.pk
        return Done(reverse("web:variation", args=[where]), f"{found.number} is out{named}.")

    return act_once(request, act)


@view
def variation_raise(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Raise a variation from the field: what changed, and what it comes to as far as is known."""
    contract = enter_contract(request, contract_id)
    actor = request.actor
    rules = variation_rules.rules_of(contract)
    if not variation_rules.may_raise(actor, contract, rules):
        raise NotAllowed("Ask an administrator of the project to raise it.")
    request.tool = "web:my_contracts" if contract.pk in actor.contact_of else "web:commitment_list"
    terms, formats = words(request)
    form = RaiseForm(request.POST or None, terms=terms, formats=formats)
    typed = _typed(request)
    if request.method == "POST" and request.POST.get("act") == "more":
        form.errors.clear()
        typed += [("", "")] * _MORE
    elif request.method == "POST":
        answer = _raised(request, form, typed, contract.pk, rules.lowest)
        if answer is not None:
            return answer
    named = variation_words.kind_word(rules.lowest, terms)
    context = {
        "contract": contract,
        "heading": f"Raise {named.with_article}",
        "lines": _lines(form, typed[:_MOST]),
        "may_add_lines": len(typed) < _MOST,
        "back": reverse("web:contract_variations", args=[contract.pk]),
    }
    answer = shown(request, "contracts/variation_raise.html", context, form=form)
    if request.POST.get("act") == "more":
        answer.status_code = 200
    return answer


def _typed(request: ActorRequest) -> list[tuple[str, str]]:
    """Descriptions and amounts as typed; some empty ones to begin with."""
    if request.method != "POST":
        return [("", "")] * _LINES
    what, amount = request.POST.getlist("line_description"), request.POST.getlist("line_amount")
    return list(zip(what, amount, strict=False)) or [("", "")] * _LINES


def _lines(form: RaiseForm, typed: list[tuple[str, str]]) -> list[dict[str, Any]]:
    refused = getattr(form, "line_errors", {})
    return [
        {"number": number, "what": what, "amount": amount, "error": refused.get(number, "")}
        for number, (what, amount) in enumerate(typed, 1)
    ]


def _raised(
    request: ActorRequest,
    form: RaiseForm,
    typed: list[tuple[str, str]],
    contract_id: int,
    kind: str,
) -> HttpResponse | None:
    """Raise it; None where the page has to be shown again."""
    if not form.is_valid():
        return first_answer(request)
    terms, _formats = words(request)
    given = form.cleaned_data

    def act() -> Done:
        made = operations.create_variation(
            actor=request.actor,
            contract_id=contract_id,
            kind=kind,
            status="draft" if request.POST.get("act") == "draft" else "pending",
            is_field_initiated=True,
            raised_on=clock.today(request.project.time_zone) if request.project else None,
            lines=[RawRow(description=what, scheduled_value=amount) for what, amount in typed],
            **{name: given[name] for name in given},
        )
        named = variation_words.kind_word(kind, terms).capitalised
        state = "kept as a draft" if made.status == "draft" else "sent"
        return Done(reverse("web:variation", args=[made.pk]), f"{named} {made.number} is {state}.")

    try:
        return act_once(request, act)
    except (Invalid, WrongState) as refusal:
        rows = {name: text for name, text in refusal.fields.items() if name.startswith("row:")}
        form.line_errors = {  # type: ignore[attr-defined]
            int(name.split(":")[1]): text.partition(": ")[2] or text for name, text in rows.items()
        }
        place(form, refusal)
        return first_answer(request)
