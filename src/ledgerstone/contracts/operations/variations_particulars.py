"""The particulars of a variation as typed, made fit to keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from ledgerstone.contracts.models import HEAD_CONTRACT, Variation
from ledgerstone.contracts.variations import variations
from ledgerstone.contracts.variations.variation_words import REASONS
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import fitting, optional, required, several_lines

from .particulars import refused

_MOST_DAYS = 3_650


class VariationParticulars(TypedDict, total=False):
    """What may be said of a variation besides its kind, its status and its lines."""

    number: str
    title: str
    description: str
    reason: str
    reference: str
    schedule_impact_days: int | None
    raised_on: dt.date | None
    due_on: dt.date | None
    reviewed_on: dt.date | None
    head_variation_id: int | None
    is_not_recoverable: bool


def _number(text: Any) -> str:
    return required(text, field="number", what="the number", longest=40)


def _title(text: Any) -> str:
    return required(text, field="title", what="the title", longest=200)


def _description(text: Any) -> str:
    return fitting(several_lines(text), field="description", what="the description", longest=20_000)


def _reference(text: Any) -> str:
    return optional(text, field="reference", what="the reference", longest=60)


def _reason(given: Any) -> str:
    if given and given not in REASONS:
        raise refused("reason", "Choose one from the list.")
    return str(given or "")


def _days(days: Any) -> int | None:
    if days is None:
        return None
    if not isinstance(days, int) or abs(days) > _MOST_DAYS:
        raise refused("schedule_impact_days", "Give whole days, at most ten years of them.")
    return days


def _day(field: str) -> Callable[[Any], dt.date | None]:
    def read(day: Any) -> dt.date | None:
        if day is not None and not isinstance(day, dt.date):
            raise refused(field, "This is not a day.")
        return day

    return read


_READERS: dict[str, Callable[[Any], Any]] = {
    "number": _number,
    "title": _title,
    "description": _description,
    "reason": _reason,
    "reference": _reference,
    "schedule_impact_days": _days,
    "raised_on": _day("raised_on"),
    "due_on": _day("due_on"),
    "reviewed_on": _day("reviewed_on"),
    "is_not_recoverable": bool,
}
# What is decided by those who manage variations, and not said from the field.
OF_MANAGERS = frozenset({"head_variation_id", "is_not_recoverable", "reviewed_on"})


def variation_particulars(
    actor: Actor, variation: Variation, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Particulars by the names of the Variation's fields; every problem at its field at once."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, value in given.items():
        try:
            if name == "head_variation_id":
                values[name] = _head_variation(actor, variation, value)
            else:
                values[name] = _READERS[name](value)
        except Invalid as refusal:
            problems.update(refusal.fields)
    recovered = values.get("head_variation_id", variation.head_variation_id)
    if recovered and values.get("is_not_recoverable", variation.is_not_recoverable):
        problems["is_not_recoverable"] = (
            "It is recovered through another one. Take that away, or do not mark it so."
        )
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)
    return values


def _head_variation(actor: Actor, variation: Variation, chosen: int | None) -> int | None:
    """A variation of the head contract that the commitment belongs to, seen by the person.

    Only commitments' are recovered, and only through head contracts': so no link leads back.
    """
    if chosen is None or chosen == variation.head_variation_id:
        return chosen
    contract = variation.contract
    words, _formats = projects.words(contract.project)
    if contract.kind == HEAD_CONTRACT:
        raise refused(
            "head_variation",
            f"{words.head_variation.with_article.capitalize()} recovers those of "
            f"{words.commitment.plural}; it is not recovered itself.",
        )
    if chosen not in {one.pk for one in variations.recoverable_through(actor, contract)}:
        raise refused(
            "head_variation",
            f"Choose {words.variation.with_article} of the {words.head_contract} that this "
            "contract belongs to.",
        )
    return chosen
