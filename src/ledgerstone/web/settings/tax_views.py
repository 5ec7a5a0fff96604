"""The tax of the account and its codes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledgerstone.access.actions import Action
from ledgerstone.contracts.models import TaxCode
from ledgerstone.contracts.operations.tax_codes import add_tax_code, change_tax_code, name_tax
from ledgerstone.contracts.settings import tax_codes
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import DEFAULT_TERMINOLOGY
from ledgerstone.projects.terminology import terms as catalogue
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.forms import RateField, RegionalForm, words_field
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view

from .tabs import TAXES, enter_settings, tabs


class TaxForm(RegionalForm):
    """The one tax."""

    name = words_field("Name of the tax", 100, help_text="As your invoices call it.")
    description = words_field("Description", 500, required=False)


class TaxCodeForm(RegionalForm):
    """A rate by its name."""

    code = words_field("Code", 40, help_text="As it is chosen on a line, such as T10.")
    description = words_field("Description", 200, required=False)
    rate = RateField(label="Rate", help_text="A percentage, such as 10.")
    is_active = forms.BooleanField(
        required=False,
        label="Active",
        help_text="Offered for lines. Off, lines that bear it keep it and no other takes it.",
    )


@view
@require_http_methods(["GET", "POST"])
def account_taxes(request: ActorRequest) -> HttpResponse:
    """The tax, its codes, and a form for another one."""
    enter_settings(request, Action.CONFIGURE_ACCOUNT)
    tax = tax_codes.tax_of(request.actor)
    initial = {} if tax is None else {"name": tax.name, "description": tax.description}
    posted = request.POST if request.method == "POST" else None
    form = TaxForm(posted, initial=initial, **_regional())

    def act() -> Done:
        name_tax(actor=request.actor, **form.cleaned_data)
        return Done(reverse(TAXES), "The tax is named.")

    if request.method == "POST":
        answer = submit(request, form, act)
        if answer is not None:
            return answer
    context = {
        "tabs": tabs(request.actor, TAXES),
        "tax": tax,
        "codes": tax_codes.codes_of(request.actor),
        "rates": _regional()["formats"],
    }
    return shown(request, "settings/taxes.html", context, form=form)


@view
@require_http_methods(["GET", "POST"])
def tax_code_new(request: ActorRequest) -> HttpResponse:
    """Another code of the tax."""
    enter_settings(request, Action.CONFIGURE_ACCOUNT)
    form = TaxCodeForm(request.POST if request.method == "POST" else None, **_regional())
    del form.fields["is_active"]

    def act() -> Done:
        made = add_tax_code(actor=request.actor, **form.cleaned_data)
        return Done(reverse(TAXES), f"The tax code {made.code} is added.")

    if request.method == "POST":
        answer = submit(request, form, act)
        if answer is not None:
            return answer
    return shown(request, "settings/tax_code.html", {"code": None}, form=form)


@view
@require_http_methods(["GET", "POST"])
def tax_code(request: ActorRequest, tax_code_id: int) -> HttpResponse:
    """One code: its rate, and whether it is offered."""
    enter_settings(request, Action.CONFIGURE_ACCOUNT)
    found = tax_codes.codes_of(request.actor).filter(pk=tax_code_id).first()
    if found is None:
        raise NotThere
    posted = request.POST if request.method == "POST" else None
    form = TaxCodeForm(posted, initial=_initial(found), **_regional())

    def act() -> Done:
        change_tax_code(actor=request.actor, tax_code_id=found.pk, **form.cleaned_data)
        return Done(reverse(TAXES), f"The tax code {form.cleaned_data['code']} is changed.")

    if request.method == "POST":
        answer = submit(request, form, act)
        if answer is not None:
            return answer
    return shown(request, "settings/tax_code.html", {"code": found}, form=form)


def _initial(found: TaxCode) -> dict[str, Any]:
    return {
        "code": found.code,
        "description": found.description,
        "rate": _regional()["formats"].rate(found.rate),
        "is_active": found.is_active,
    }


def _regional() -> dict[str, Any]:
    """The words and formats of pages that belong to no project."""
    return {
        "terms": catalogue(DEFAULT_TERMINOLOGY),
        "formats": Formats(locale=DEFAULT_TERMINOLOGY, currency="AUD"),
    }
