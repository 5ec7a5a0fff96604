"""Starting a claim on a head contract, with what it is filled with."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from ledgerstone.claims import operations, policy
from ledgerstone.claims.claimable import why_not_claimable
from ledgerstone.claims.operations.drafting import FilledWith, usual_filling
from ledgerstone.contracts.models import Contract
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import NotAllowed, NotThere
from ledgerstone.web.claims.periods.period_page import period_name
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.forms import RegionalForm, words_field
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view


class StartForm(RegionalForm):
    """What is asked before a head contract claim is started."""

    period = forms.ChoiceField()
    reference = words_field(length=60, required=False)
    costs = forms.BooleanField(required=False)
    retention = forms.BooleanField(required=False)
    backup = forms.BooleanField(required=False)

    def named(self) -> None:
        """Name the fields in the project's words."""
        terms = self.terms
        named = terms.claim_short
        self.call("period", terms.billing_period.capitalised)
        self.call("reference", "Our number", "Left empty, it goes by its number in the list.")
        self.call(
            "costs",
            f"Fill it with the costs of the {terms.billing_period}",
            f"What is certified under the {terms.commitment.plural} and not carried yet, late "
            f"amounts too. You see the sources of every figure, and can run it again.",
        )
        self.call(
            "retention",
            f"Also {terms.retention}",
            f"Lines hold and release what was held and released below, where this "
            f"{terms.head_contract} holds {terms.retention} line by line. Without it, its own "
            "rule decides.",
        )
        self.call(
            "backup",
            "Include backup documents",
            f"The {terms.certificate.plural} of the {named.plural} that it is filled from and the "
            "files attached to them.",
        )


@view
def start(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The start form of a head contract claim."""
    contract = enter_contract(request, contract_id)
    request.tool = "web:head_contract_list"
    terms, _formats = words(request)
    if not contract.is_upstream:
        raise NotThere
    if not policy.may_start(request.actor, contract):
        raise NotAllowed(
            f"Ask an administrator of {terms.head_contract.plural} to start the "
            f"{terms.claim_short}."
        )
    periods = list(projects.periods(request.actor, contract.project_id))
    form = _form(request, contract, periods)
    if request.method == "POST":
        answer = submit(request, form, lambda: _start(request, contract, form))
        if answer is not None:
            return answer
    context = {
        "contract": contract,
        "periods": periods,
        "prefills": contract.prefill_by != "none",
        "why_not": why_not_claimable(contract, terms, is_administrator=True),
    }
    return shown(request, "head_claims/start.html", context, form=form)


def _form(request: ActorRequest, contract: Contract, periods: list[BillingPeriod]) -> StartForm:
    terms, formats = words(request)
    usual = usual_filling(contract)
    first = next((one for one in periods if one.status == BillingPeriod.OPEN), None)
    asked = request.GET.get("period", "")
    latest = periods[0] if periods else None
    chosen = next((one for one in periods if str(one.pk) == asked), first or latest)
    initial = {
        "period": chosen.pk if chosen else "",
        "costs": usual.costs,
        "retention": usual.retention,
        "backup": usual.backup,
    }
    form = StartForm(request.POST or None, initial=initial, terms=terms, formats=formats)
    form.choose("period", [(one.pk, _named(request, one)) for one in periods])
    form.named()
    return form


def _named(request: ActorRequest, period: BillingPeriod) -> str:
    _terms, formats = words(request)
    name = period_name(period, formats)
    return f"{name}, open" if period.status == BillingPeriod.OPEN else name


def _start(request: ActorRequest, contract: Contract, form: StartForm) -> Done:
    terms, _formats = words(request)
    given = form.cleaned_data
    filled = FilledWith(
        costs=given["costs"] and contract.prefill_by != "none",
        retention=given["costs"] and given["retention"],
        backup=given["costs"] and given["backup"],
    )
    claim = operations.start_head_claim(
        actor=request.actor,
        contract_id=contract.pk,
        period_id=int(given["period"]),
        reference=given["reference"],
        filled_with=filled,
    )
    return Done(
        reverse("web:claim", args=[claim.pk]), _said(terms, claim.number, is_filled=filled.costs)
    )


def _said(terms: Terms, number: int, *, is_filled: bool) -> str:
    name = f"{terms.claim_short.capitalised} {number}"
    if is_filled:
        return f"{name} is started as a draft and filled from what is certified."
    return f"{name} is started as a draft."
