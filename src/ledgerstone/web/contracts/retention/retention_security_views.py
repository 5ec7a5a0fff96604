"""Security held in place of retention: recording it, its return, taking a mistake back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from ledgerstone.contracts import visibility
from ledgerstone.contracts.models import Contract, RetentionSecurity
from ledgerstone.contracts.operations.retaining_securities import (
    SecurityGiven,
    change_security,
    record_security,
    remove_security,
)
from ledgerstone.contracts.retention.retention_security import KIND_WORDS
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.web.contracts.retention.retention_views import to_configure, with_version_of
from ledgerstone.web.entrance import words
from ledgerstone.web.forms import (
    DayField,
    MoneyField,
    RegionalForm,
    WholeNumberField,
    words_field,
)
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view

_FIELDS = ("kind", "amount", "received_on", "expires_on", "returned_on", "reference", "issuer")


class SecurityForm(RegionalForm):
    """What is known of a security."""

    kind = forms.ChoiceField(label="Kind", choices=list(KIND_WORDS.items()))
    amount = MoneyField(label="Amount")
    reference = words_field("Reference", 100, required=False)
    issuer = words_field("Issued by", 200, required=False)
    received_on = DayField(label="Received")
    expires_on = DayField(
        label="Expires", required=False, help_text="The last day on which it stands."
    )
    returned_on = DayField(
        label="Returned", required=False, help_text="From that day on it no longer stands."
    )
    version = WholeNumberField()

    def given(self) -> SecurityGiven:
        return SecurityGiven(**{name: self.cleaned_data[name] for name in _FIELDS})


@view
def security_new(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Record a security."""
    found = to_configure(request, contract_id)
    form = _form(request, found, {})
    return _page(request, found, form, None)


@view
def security_edit(request: ActorRequest, security_id: int) -> HttpResponse:
    """Change what is known of a security: its return above all."""
    security = _there(request, security_id)
    found = to_configure(request, security.contract_id)
    kept = {name: getattr(security, name) for name in _FIELDS}
    _terms, formats = words(request)
    form = _form(request, found, {**kept, "amount": formats.money(security.amount)})
    return _page(request, found, form, security)


@view
@require_POST
def security_remove(request: ActorRequest, security_id: int) -> HttpResponse:
    """Take back a security that was recorded by mistake."""
    security = _there(request, security_id)
    found = to_configure(request, security.contract_id)
    version = request.POST.get("version", "")

    def act() -> Done:
        if not version.isdecimal() or len(version) > 9:
            raise Invalid("Reload the page and remove it again.")
        remove_security(actor=request.actor, security_id=security.pk, expected_version=int(version))
        return Done(_retention(found), "The security is removed.")

    return act_once(request, act)


def _there(request: ActorRequest, security_id: int) -> RetentionSecurity:
    security = RetentionSecurity.objects.filter(
        visibility.visible(request.actor, "contract__"),
        account_id=request.actor.account_id,
        pk=security_id,
    ).first()
    if security is None:
        raise NotThere
    return security


def _form(request: ActorRequest, found: Contract, kept: dict[str, Any]) -> SecurityForm:
    terms, formats = words(request)
    return SecurityForm(
        request.POST if request.method == "POST" else None,
        initial={"kind": "bank_guarantee", **kept, "version": found.version},
        terms=terms,
        formats=formats,
    )


def _page(
    request: ActorRequest,
    found: Contract,
    form: SecurityForm,
    security: RetentionSecurity | None,
) -> HttpResponse:
    if request.method == "POST":
        answer = submit(request, form, lambda: _save(request, found, form, security))
        if answer is not None:
            return answer
        if getattr(form, "is_stale", False):
            with_version_of(form, found)
    context = {"contract": found, "security": security}
    return shown(request, "contracts/retention_security.html", context, form=form)


def _save(
    request: ActorRequest,
    found: Contract,
    form: SecurityForm,
    security: RetentionSecurity | None,
) -> Done:
    given, version = form.given(), form.cleaned_data["version"]
    if security is None:
        record_security(
            actor=request.actor, contract_id=found.pk, given=given, expected_version=version
        )
        return Done(_retention(found), "The security is recorded.")
    change_security(
        actor=request.actor, security_id=security.pk, given=given, expected_version=version
    )
    return Done(_retention(found), "The security is changed.")


def _retention(found: Contract) -> str:
    return reverse("web:contract_retention", args=[found.pk])
