"""The fields of a claim besides its figures: which are asked for, and what is filled in.

Billing period and status are always there. The others are required, optional or hidden, as the set
of fields says that the project uses; required ones are filled in before a claim is handed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ledgerstone.claims.models import (
    Claim,
    ClaimAttachment,
    FieldSet,
    FilledFields,
    ProjectFieldSet,
)
from ledgerstone.projects.formats import FigureError, Formats, parse_figure
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import one_line

ATTACHMENTS = "attachments"
REQUIRED, OPTIONAL, HIDDEN = "required", "optional", "hidden"
# What each of a claim's own fields may be.
STANDARD: dict[str, tuple[str, ...]] = {
    "reference": (REQUIRED, OPTIONAL, HIDDEN),
    "billing_date": (REQUIRED, OPTIONAL, HIDDEN),
    "period_start": (REQUIRED, OPTIONAL, HIDDEN),
    "period_end": (REQUIRED, OPTIONAL, HIDDEN),
    "comments": (OPTIONAL, HIDDEN),
    "submitted": (OPTIONAL, HIDDEN),
    "payment_date": (OPTIONAL, HIDDEN),
    ATTACHMENTS: (REQUIRED, OPTIONAL, HIDDEN),
}
KINDS = ("text", "number", "date", "yes_no", "choice")
MOST_CUSTOM = 30
LONGEST = 500
_YES, _NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class CustomField:
    """A field of the account's own. ``key`` stays when it is renamed."""

    key: str
    label: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    is_required: bool = False

    def kept(self) -> dict[str, Any]:
        """As a set keeps it."""
        return asdict(self) | {"choices": list(self.choices)}


@dataclass(frozen=True, slots=True)
class Fields:
    """What the claims of a project are asked for."""

    rules: Mapping[str, str]
    custom: tuple[CustomField, ...] = ()

    def rule(self, name: str) -> str:
        """Whether one of a claim's own fields is required, optional or hidden."""
        return self.rules.get(name, OPTIONAL)

    def shows(self, name: str) -> bool:
        return self.rule(name) != HIDDEN


def read_set(found: FieldSet | None) -> Fields:
    """A set as it is used; without one nothing is required and nothing hidden."""
    if found is None:
        return Fields({})
    custom = tuple(
        CustomField(**{**kept, "choices": tuple(kept["choices"])}) for kept in found.custom
    )
    return Fields(found.rules, custom)


def fields_of(account_id: int, project_id: int) -> Fields:
    """What the claims of a project are asked for. One query."""
    chosen = (
        ProjectFieldSet.objects.select_related("field_set")
        .filter(account_id=account_id, project_id=project_id)
        .first()
    )
    return read_set(None if chosen is None else chosen.field_set)


def fields_of_claim(claim: Claim) -> Fields:
    """What a claim is asked for. One query."""
    return fields_of(claim.account_id, claim.contract.project_id)


def filled(claim: Claim) -> dict[str, Any]:
    """What it says in the account's own fields. One query."""
    kept = FilledFields.objects.filter(account_id=claim.account_id, claim_id=claim.pk).first()
    return {} if kept is None else dict(kept.values)


def read_value(field: CustomField, text: str, formats: Formats) -> Any:
    """What was typed as it is kept; None where nothing was. Invalid at ``custom_<key>``."""
    text = one_line(text)
    if not text:
        return None
    if len(text) > LONGEST:
        raise _at(field, f"At most {LONGEST} characters.")
    if field.kind == "number":
        return _number(field, text, formats)
    if field.kind == "date":
        try:
            return dt.date.fromisoformat(text).isoformat()
        except ValueError:
            raise _at(field, "Give a day as year-month-day.") from None
    if field.kind == "yes_no" and text not in (_YES, _NO):
        raise _at(field, "Choose yes or no.")
    if field.kind == "choice" and text not in field.choices:
        raise _at(field, "Choose one from the list.")
    return text


def _number(field: CustomField, text: str, formats: Formats) -> str:
    try:
        figure = parse_figure(text, formats.locale)
    except FigureError:
        raise _at(field, "Type a number such as 12 or 1,250.5.") from None
    if figure is None or figure.kind == "percent":
        raise _at(field, "Type a number, without a per cent sign.")
    if len(figure.value.as_tuple().digits) > 18:
        raise _at(field, "Type a shorter number.")
    return f"{figure.value:f}"


def written(field: CustomField, value: Any, formats: Formats) -> str:
    """A value as people read it."""
    if field.kind == "date":
        return formats.day(dt.date.fromisoformat(value))
    if field.kind == "yes_no":
        return "Yes" if value == _YES else "No"
    return str(value)


def refuse_missing(claim: Claim, words: Terms) -> None:
    """Refuse to hand a claim in without what its project requires, each at its place."""
    fields = fields_of_claim(claim)
    missing = {
        name: _asked_as(name, claim, words)
        for name in STANDARD
        if fields.rule(name) == REQUIRED and _is_empty(claim, name)
    }
    required = [one for one in fields.custom if one.is_required]
    said = filled(claim) if required else {}
    missing |= {f"custom_{one.key}": one.label for one in required if one.key not in said}
    if missing:
        named = _listed(list(missing.values()))
        sentence = f"Fill in {named} in the details of the {words.claim_short} first."
        if list(missing) == [ATTACHMENTS]:
            sentence = f"Attach a file to the {words.claim_short} first."
        raise Invalid(sentence, fields=dict.fromkeys(missing, "This cannot be empty."))


def _is_empty(claim: Claim, name: str) -> bool:
    if name == ATTACHMENTS:
        return not ClaimAttachment.objects.filter(
            account_id=claim.account_id, claim_id=claim.pk, kind=ClaimAttachment.ATTACHMENT
        ).exists()
    return getattr(claim, name) in (None, "")


def _asked_as(name: str, claim: Claim, words: Terms) -> str:
    """What the page of its details calls a field."""
    if name == "reference":
        return "Our number" if claim.is_upstream else "Their number"
    return label_of(name, words)


def is_of_details(place: str) -> bool:
    """Whether a refusal names a field of a claim's details."""
    return place in STANDARD or place.startswith("custom_")


def label_of(name: str, words: Terms) -> str:
    """What one of a claim's own fields is called."""
    return {
        "reference": f"{words.claim_short.capitalised} number",
        "billing_date": "Billing date",
        "period_start": "Period start",
        "period_end": "Period end",
        "comments": "Comments",
        "submitted": "Submitted date",
        "payment_date": "Payment date",
        ATTACHMENTS: "Attachments",
    }[name]


def _at(field: CustomField, sentence: str) -> Invalid:
    return Invalid(f"{field.label}: {sentence}", fields={f"custom_{field.key}": sentence})


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
