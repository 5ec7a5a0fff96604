"""The fields of a claim that its project asks for, on the form of its details and on its page."""

from __future__ import annotations

from typing import Any

from django import forms

from ledgerstone.claims.fields.fields import (
    REQUIRED,
    CustomField,
    Fields,
    filled,
    label_of,
    written,
)
from ledgerstone.claims.models import Claim
from ledgerstone.payments.due import payment_due_on
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.forms import DayField

_DATES = ("period_start", "period_end", "billing_date")
_ASKED = ("reference", "comments")


def arrange(
    form: forms.Form, claim: Claim, fields: Fields, terms: Terms, *, may_change_dates: bool = True
) -> None:
    """Add the dates and the account's own fields; what is hidden keeps what it says.

    A required field may still be saved empty while the claim is prepared: it keeps the claim from
    being handed in.
    """
    for name in _DATES:
        if fields.shows(name):
            form.fields[name] = DayField(
                label=label_of(name, terms),
                required=False,
                initial=getattr(claim, name),
                help_text=f"Empty: that of the {terms.billing_period}.",
                disabled=not may_change_dates,
            )
    for name in _ASKED:
        if not fields.shows(name):
            form.fields[name].initial = getattr(claim, name)
            form.fields[name].disabled = True
    said = filled(claim) if fields.custom else {}
    for one in fields.custom:
        form.fields[_named(one)] = _custom(one, said.get(one.key))


def shown(form: forms.Form, fields: Fields) -> dict[str, Any]:
    """The fields as the page draws them, beside those that every claim has."""
    return {
        "shows_reference": fields.shows("reference"),
        "shows_comments": fields.shows("comments"),
        "reference_optional": _word(fields.rule("reference") == REQUIRED),
        "dated": [
            {"bound": form[name], "optional": _word(fields.rule(name) == REQUIRED)}
            for name in _DATES
            if fields.shows(name)
        ],
        "custom": [
            {"bound": form[_named(one)], "optional": _word(one.is_required)}
            for one in fields.custom
        ],
    }


def _word(is_required: bool) -> str:
    """What stands behind the name of a field."""
    return "required when it is handed in" if is_required else "optional"


def changes(form: forms.Form, fields: Fields) -> dict[str, Any]:
    """What to change besides, as the operation takes it.

    Dates that stand as they were are left out: a period that was chosen beside them brings its own.
    """
    given: dict[str, Any] = {
        name: form.cleaned_data[name]
        for name in _DATES
        if fields.shows(name) and name in form.changed_data
    }
    if fields.custom:
        given["custom"] = {one.key: form.cleaned_data[_named(one)] for one in fields.custom}
    return given


def told(claim: Claim, fields: Fields, terms: Terms, formats: Formats) -> list[tuple[str, str]]:
    """What a claim says besides its figures, with the name of each; what is hidden is left out."""
    dates = {
        "period_start": claim.period_start,
        "period_end": claim.period_end,
        "billing_date": claim.billing_date,
        "submitted": formats.local(claim.submitted_at).date() if claim.submitted_at else None,
        "payment_date": payment_due_on(claim),
    }
    pairs = [
        (label_of(name, terms), formats.day(day))
        for name, day in dates.items()
        if day is not None and fields.shows(name)
    ]
    said = filled(claim) if fields.custom else {}
    return pairs + [
        (one.label, written(one, said[one.key], formats))
        for one in fields.custom
        if one.key in said
    ]


def _named(one: CustomField) -> str:
    return f"custom_{one.key}"


def _custom(one: CustomField, value: Any) -> forms.Field:
    common: dict[str, Any] = {"label": one.label, "required": False, "initial": value}
    if one.kind == "yes_no":
        choices = [("", "Not said"), ("yes", "Yes"), ("no", "No")]
        return forms.ChoiceField(choices=choices, **common)
    if one.kind == "choice":
        listed = [("", "Not said"), *((choice, choice) for choice in one.choices)]
        if value and value not in one.choices:
            listed.append((value, value))
        return forms.ChoiceField(choices=listed, **common)
    if one.kind == "date":
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **common)
    if one.kind == "number":
        return forms.CharField(
            widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num"}), **common
        )
    return forms.CharField(max_length=500, **common)
