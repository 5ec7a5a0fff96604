"""Fills in the fields of a claim besides its figures: its dates, and the account's own fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledgerstone.claims.models import Claim, FilledFields
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.refusals import Invalid

from .fields import fields_of_claim, filled, read_value

_OF_PERIOD = {"period_start": "start", "period_end": "end", "billing_date": "billing_date"}


def claim_dates(claim: Claim, values: Mapping[str, Any]) -> dict[str, dt.date]:
    """The dates among the values; one that is None is that of the claim's billing period."""
    period = None if "period_id" in values else claim.period
    dates = {
        name: values[name] or getattr(period, of) for name, of in _OF_PERIOD.items()
        if name in values
    }  # fmt: skip
    start = dates.get("period_start", claim.period_start)
    end = dates.get("period_end", claim.period_end)
    if start > end:
        sentence = "The period ends before it starts."
        field = "period_end" if "period_end" in dates else "period_start"
        raise Invalid(sentence, fields={field: sentence})
    return dates


def read_custom(claim: Claim, given: Mapping[str, str]) -> dict[str, Any]:
    """What the account's own fields say with what was typed; fields that are not given stay.

    Every problem is at ``custom_<key>``.
    """
    _words, formats = words(claim.contract.project)
    said = filled(claim)
    problems: dict[str, str] = {}
    for field in fields_of_claim(claim).custom:
        if field.key not in given:
            continue
        try:
            value = read_value(field, given[field.key], formats)
        except Invalid as refusal:
            problems |= refusal.fields
            continue
        said.pop(field.key, None)
        if value is not None:
            said[field.key] = value
    if problems:
        raise Invalid(" ".join(dict.fromkeys(problems.values())), fields=problems)
    return said


def keep_custom(claim: Claim, said: Mapping[str, Any]) -> bool:
    """Keep it; whether that changed anything."""
    if dict(said) == filled(claim):
        return False
    FilledFields.objects.update_or_create(
        account_id=claim.account_id, claim_id=claim.pk, defaults={"values": dict(said)}
    )
    return True
