"""What was typed about a policy, made fit to keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import fitting, optional, required, several_lines

from .insurance import STATUSES
from .models import InsurancePolicy

LONGEST_LIMIT = 17
_LONGEST_NOTES = 4000


def policy_values(given: Mapping[str, Any], record: InsurancePolicy) -> dict[str, Any]:
    """The values of the fields that were given; refused together with those already there."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        made_fit = _FIELDS.get(name)
        if made_fit is None:
            raise TypeError(f"A policy has no {name} to change.")
        values[name] = made_fit(value)
    start = values.get("effective_date", record.effective_date)
    end = values.get("expiration_date", record.expiration_date)
    if start is not None and end is not None and end < start:
        sentence = "A policy cannot end before it begins. Give a later day, or an earlier start."
        raise Invalid(sentence, fields={"expiration_date": sentence})
    return values


def _notes(text: str) -> str:
    return fitting(several_lines(text), field="notes", what="the notes", longest=_LONGEST_NOTES)


def _limit(amount: Decimal | None) -> Decimal | None:
    if amount is None:
        return None
    if amount < 0:
        raise _refusal("limit_amount", "The limit cannot be below zero.")
    cents = amount.quantize(Decimal("0.01"))
    if cents != amount:
        raise _refusal("limit_amount", "Give the limit with two decimals at most.")
    if len(str(cents)) > LONGEST_LIMIT:
        raise _refusal("limit_amount", f"Give a limit of up to {LONGEST_LIMIT} characters.")
    return cents


def _status(stated: str) -> str:
    if stated and stated not in STATUSES:
        raise _refusal("stated_status", "Choose a status from the list.")
    return stated


def _refusal(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={field: sentence})


def _as_given(day: dt.date | None) -> dt.date | None:
    return day


def _line(field: str, what: str, longest: int) -> Callable[[str], str]:
    return partial(optional, field=field, what=what, longest=longest)


_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "kind": partial(required, field="kind", what="the type of insurance", longest=100),
    "provider": _line("provider", "the insurance provider", 200),
    "policy_number": _line("policy_number", "the policy number", 100),
    "is_exempt": bool,
    "limit_amount": _limit,
    "information_received": bool,
    "effective_date": _as_given,
    "expiration_date": _as_given,
    "notifies_of_expiry": bool,
    "stated_status": _status,
    "additional_insured": _line("additional_insured", "the additional insured", 200),
    "division": _line("division", "the division", 100),
    "insurance_set": _line("insurance_set", "the insurance set", 100),
    "notes": _notes,
}
