"""How the numbers of tax invoices go on: a part of the account's settings."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledgerstone.access.actions import Action
from ledgerstone.documents.invoices.invoice_series import change_series, series_of
from ledgerstone.documents.models import TAX_INVOICE
from ledgerstone.projects.terminology import DEFAULT_TERMINOLOGY, Word
from ledgerstone.projects.terminology import terms as catalogue
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view
from ledgerstone.web.settings.tabs import INVOICES, enter_settings, tabs

from .forms import SeriesForm


@view
@require_http_methods(["GET", "POST"])
def invoice_series(request: ActorRequest) -> HttpResponse:
    """Both series: their prefix, their next number, and the last one given."""
    enter_settings(request, Action.CONFIGURE_ACCOUNT)
    posted = request.POST if request.method == "POST" else None
    forms = {
        state.kind: SeriesForm(_of_kind(posted, state.kind), state=state)
        for state in series_of(request.account.pk)
    }
    if posted is None:
        return _page(request, forms, None)
    form = forms.get(posted.get("kind", ""))
    if form is None:
        raise NotThere
    answer = submit(request, form, lambda: _change(request, form))
    return answer if answer is not None else _page(request, forms, form)


def _of_kind(posted: Any, kind: str) -> Any:
    """What was posted, for the form that it is of."""
    return posted if posted is not None and posted.get("kind") == kind else None


def _change(request: ActorRequest, form: SeriesForm) -> Done:
    given = form.cleaned_data
    series = change_series(
        actor=request.actor,
        kind=given["kind"],
        prefix=given["prefix"],
        next_number=given["next_number"],
    )
    return Done(reverse(INVOICES), f"The next number is {series}.")


def _page(
    request: ActorRequest, forms: dict[str, SeriesForm], bound: SeriesForm | None
) -> HttpResponse:
    context = {
        "tabs": tabs(request.actor, INVOICES),
        "series": [{"word": _word(kind), "form": form} for kind, form in forms.items()],
    }
    return shown(request, "tax_invoices/series.html", context, form=bound)


def _word(kind: str) -> Word:
    terms = catalogue(DEFAULT_TERMINOLOGY)
    return terms.tax_invoice if kind == TAX_INVOICE else terms.recipient_tax_invoice
