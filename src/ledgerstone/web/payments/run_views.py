"""Recording the payments of one day together: what is open of the claims that were ticked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy
from ledgerstone.payments import operations
from ledgerstone.payments import queries as payments
from ledgerstone.payments.models import Payment
from ledgerstone.payments.operations import PaymentGiven, RunRefused
from ledgerstone.payments.queries import ClaimToPay
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.forms import DayField
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import (
    ActorRequest,
    Done,
    back,
    first_of_ours,
    shown,
    submit,
    view,
)

from .form import SharesForm, WrittenForm, share_name, whole_open

MOST = 200
_WRITTEN = ("paid_on", "method", "reference", "note")


class RunForm(SharesForm, WrittenForm):
    """One day's payments."""

    paid_on = DayField(label="Day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["number"]


@view
def payment_run(request: ActorRequest, project_id: int) -> HttpResponse:
    """What is open of the claims that the address names: one payment for each contract."""
    project = enter_project(request, project_id)
    terms, formats = words(request)
    to_pay = _asked(request, project.pk)
    given: dict[str, Any] = {"terms": terms, "formats": formats, "to_pay": to_pay}
    first = {
        "paid_on": clock.today(project.time_zone).isoformat(),
        **whole_open(to_pay, formats),
    }
    form = RunForm(request.POST or None, initial=first, **given)

    def act() -> Done:
        made = _record(request, form, to_pay)
        total = formats.money(sum((one.amount for one in made), Decimal(0)))
        many = "payment" if len(made) == 1 else "payments"
        verb = "is" if len(made) == 1 else "are"
        return Done(_back(request, project.pk), f"{len(made)} {many} of {total} {verb} recorded.")

    answer = submit(request, form, act) if request.method == "POST" else None
    if answer is not None:
        return answer
    context = {
        "left_out": len(set(request.GET.getlist("claim"))) - len(to_pay),
        "back": _back(request, project.pk),
        "total": sum((one.open for one in to_pay), Decimal(0)),
        "contracts": len({one.claim.contract_id for one in to_pay}),
    }
    return shown(request, "payments/run.html", context | {"form": form}, form=form)


@view
@require_POST
def payment_run_chosen(request: ActorRequest, project_id: int) -> HttpResponse:
    """From rows that were ticked on the page of a period's claims to what is open of them."""
    project = enter_project(request, project_id)
    keys = [key.split(".") for key in request.POST.getlist("row")[:MOST]]
    named = [("claim", key[1]) for key in keys if len(key) == 3 and is_whole(key[1])]
    if not named:
        raise Invalid("Tick certified rows first: nothing is payable on the others yet.")
    address = reverse("web:payment_run", args=[project.pk])
    query = urlencode([*named, ("back", back(request))])
    return HttpResponseRedirect(f"{address}?{query}")


def _asked(request: ActorRequest, project_id: int) -> list[ClaimToPay]:
    """The claims named by the address of which something is open, and that this person may pay."""
    asked = [int(one) for one in request.GET.getlist("claim") if is_whole(one)][:MOST]
    found = payments.open_claims(request.actor, project_id, asked)
    return [one for one in found if _may(request, one)]


def _may(request: ActorRequest, one: ClaimToPay) -> bool:
    contract = one.claim.contract
    return contract.payments_enabled and policy.may(request.actor, contract, Action.RECORD_PAYMENT)


def _record(request: ActorRequest, form: RunForm, to_pay: Sequence[ClaimToPay]) -> list[Payment]:
    """Record what was typed; what is refused of a contract stands at its first claim."""
    shares = form.shares()
    by_contract: dict[int, dict[int, Decimal]] = defaultdict(dict)
    field_of: dict[str, str] = {}
    for one in to_pay:
        if one.claim.pk in shares:
            contract_id = one.claim.contract_id
            by_contract[contract_id][one.claim.pk] = shares[one.claim.pk]
            field_of.setdefault(str(contract_id), share_name(one))
    try:
        return operations.record_run(
            actor=request.actor,
            given=[
                PaymentGiven(key=str(pk), contract_id=pk, shares=parts)
                for pk, parts in by_contract.items()
            ],
            **{name: form.cleaned_data[name] for name in _WRITTEN},
        )
    except RunRefused as refusal:
        refusal.fields = {field_of[key]: why for key, why in refusal.refusals.items()}
        raise


def _back(request: ActorRequest, project_id: int) -> str:
    asked = first_of_ours(request, request.POST.get("back"), request.GET.get("back"))
    return asked or reverse("web:payment_list", args=[project_id])
