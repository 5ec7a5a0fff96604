"""Changing what stands above the lines of a claim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from ledgerstone.claims import policy
from ledgerstone.claims.acts import tell, value_or_refuse
from ledgerstone.claims.allowed import not_allowed
from ledgerstone.claims.events import HeaderChanged
from ledgerstone.claims.fields.fields import fields_of_claim, filled
from ledgerstone.claims.fields.filling import claim_dates, keep_custom, read_custom
from ledgerstone.claims.locking import locked_claim, share_period
from ledgerstone.claims.models import Claim
from ledgerstone.claims.models.claim import CLAIM_TYPES
from ledgerstone.claims.retention.retention_limits import refuse_above_held, refuse_event_again
from ledgerstone.claims.sheets.valuation import load
from ledgerstone.claims.sheets.writing import keep, keep_figures, refigure, take_over, touch
from ledgerstone.claims.transitions import Action
from ledgerstone.core.rounding import to_places
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from ledgerstone.tenancy.taken import refused_at
from ledgerstone.tenancy.typed_text import fitting, optional, several_lines


class Unchanged:
    """Says that a field is left as it is."""


UNCHANGED: Final = Unchanged()


def change_header(
    *,
    actor: Actor,
    claim_id: int,
    expected_version: int,
    reference: str | Unchanged = UNCHANGED,
    comments: str | Unchanged = UNCHANGED,
    type: str | Unchanged = UNCHANGED,
    period_id: int | Unchanged = UNCHANGED,
    billing_date: dt.date | Unchanged | None = UNCHANGED,
    period_start: dt.date | Unchanged | None = UNCHANGED,
    period_end: dt.date | Unchanged | None = UNCHANGED,
    custom: Mapping[str, str] | Unchanged = UNCHANGED,
    is_final: bool | Unchanged = UNCHANGED,
    move_stored_to_work: bool | Unchanged = UNCHANGED,
    release_share: Decimal | Unchanged | None = UNCHANGED,
    release_amount: Decimal | Unchanged | None = UNCHANGED,
    release_event: str | Unchanged = UNCHANGED,
) -> Claim:
    """Change header fields of a draft or returned claim; what is left out stays as it is.

    What it is for, its period and its dates are changed by administrators. A date that is None is
    the period's. ``custom`` are the account's own fields as typed, by key.
    """
    given = {
        "reference": reference,
        "comments": comments,
        "type": type,
        "period_id": period_id,
        "billing_date": billing_date,
        "period_start": period_start,
        "period_end": period_end,
        "is_final": is_final,
        "move_stored_to_work": move_stored_to_work,
        "release_share": release_share,
        "release_amount": release_amount,
        "release_event": release_event,
    }
    wanted = {name: value for name, value in given.items() if not isinstance(value, Unchanged)}
    action = Action.EDIT_CLAIMED
    with transaction.atomic():
        claim = locked_claim(actor, claim_id, action, expected_version=expected_version)
        _change(actor, claim, _checked(actor, claim, wanted))
        _fill(actor, claim, custom)
        return claim


def _fill(actor: Actor, claim: Claim, custom: Mapping[str, str] | Unchanged) -> None:
    """Keep what was typed into the account's own fields."""
    if isinstance(custom, Unchanged):
        return
    labels = {field.key: field.label for field in fields_of_claim(claim).custom}
    before, said = filled(claim), read_custom(claim, custom)
    if keep_custom(claim, said):
        touch(claim)
        keep(claim)
        changed = [
            [labels.get(key, key), before.get(key), said.get(key)]
            for key in {**before, **said}
            if before.get(key) != said.get(key)
        ]
        told = f"changed the details of claim {claim.number}"
        tell(HeaderChanged, actor, claim, told, fields=changed)


def _refuse_fields(actor: Actor, claim: Claim, wanted: dict[str, Any]) -> None:
    """Some of the header asks for more than editing it."""
    asks_release = any(
        name.startswith("release") and value != getattr(claim, name)
        for name, value in wanted.items()
    )
    if asks_release and not policy.may_release_retention(actor, claim):
        raise not_allowed(actor, claim.contract)
    if policy.may_change_terms(actor, claim):
        return
    terms, _ = words(claim.contract.project)
    if wanted.get("period_id", claim.period_id) != claim.period_id:
        raise NotAllowed(
            f"Ask an administrator of the project to move this to another {terms.billing_period}."
        )
    if wanted.get("type", claim.type) != claim.type:
        raise NotAllowed(
            f"What this {terms.claim_short} is for was set when it was started. Ask an "
            "administrator of the project to change it."
        )
    of_period = {"period_start", "period_end", "billing_date"}
    if any(
        (wanted[name] or getattr(claim, name)) != getattr(claim, name)
        for name in of_period & set(wanted)
    ):
        raise NotAllowed(
            f"The dates are those of the {terms.billing_period}. Ask an administrator of the "
            "project to change them."
        )


def _change(actor: Actor, claim: Claim, values: dict[str, Any]) -> None:
    before = {name: getattr(claim, name) for name in values}
    changed = take_over(claim, values)
    if not changed:
        return
    inputs = load(claim)
    sheet = value_or_refuse(inputs)
    if "move_stored_to_work" in changed:
        refigure(inputs, user_id=actor.user_id)
        sheet = value_or_refuse(inputs)
    if any(name.startswith("release") for name in changed):
        refuse_above_held(inputs, sheet)
        refuse_event_again(claim)
    taken = "Another one of this contract has this number."
    with refused_at(claims_claim_reference_once=("reference", taken)):
        keep_figures(claim, sheet, **changed)
    of_period = {"billing_date", "period_start", "period_end"}
    names = set(changed) - (of_period if "period_id" in changed else set())
    said = ", ".join(sorted({_SAID[name] for name in names if name in _SAID}))
    told = f"changed {said} of claim {claim.number}"
    tell(HeaderChanged, actor, claim, told, fields=differing(before, changed))


def differing(before: Mapping[str, Any], changed: Mapping[str, Any]) -> list[list[Any]]:
    """Fields that an act changed, each with its value before and after, as the history keeps it."""
    return [
        [name.removesuffix("_id"), _plain(before[name]), _plain(value)]
        for name, value in changed.items()
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value


_SAID = {
    "reference": "the number",
    "comments": "the comments",
    "type": "the type",
    "period_id": "the period",
    "billing_date": "the billing date",
    "period_start": "the start of its period",
    "period_end": "the end of its period",
    "is_final": "whether it is the last",
    "move_stored_to_work": "the move of stored materials",
    "release_share": "the release",
    "release_amount": "the release",
    "release_event": "the event of the release",
}


def _checked(actor: Actor, claim: Claim, wanted: dict[str, Any]) -> dict[str, Any]:
    _refuse_fields(actor, claim, wanted)
    values = dict(wanted)
    if "reference" in values:
        values["reference"] = optional(
            values["reference"], field="reference", what="the number", longest=60
        )
    if "comments" in values:
        comments = several_lines(values["comments"])
        values["comments"] = fitting(
            comments, field="comments", what="the comments", longest=10_000
        )
    if "release_event" in values:
        values["release_event"] = optional(
            values["release_event"], field="release", what="the event", longest=60
        )
    if "type" in values and values["type"] not in CLAIM_TYPES:
        raise Invalid("Choose what is claimed.", fields={"type": "Choose one of the types."})
    if "period_id" in values:
        values.update(_period(claim, values))
    values.update(claim_dates(claim, values))
    check_release(values)
    if values.get("release_share") is not None:
        values.setdefault("release_amount", None)
    elif values.get("release_amount") is not None:
        values.setdefault("release_share", None)
    return values


def _period(claim: Claim, values: dict[str, Any]) -> dict[str, Any]:
    """The dates of another period; its own billing date unless one is given."""
    period = BillingPeriod.objects.filter(
        account_id=claim.account_id,
        project_id=claim.contract.project_id,
        pk=values["period_id"],
    ).first()
    if period is None or share_period(claim.account_id, period.pk) is None:
        terms, _ = words(claim.contract.project)
        sentence = f"Choose a {terms.billing_period} of this project."
        raise Invalid(sentence, fields={"period": sentence})
    return {
        "period_id": period.pk,
        "period_start": values.get("period_start") or period.start,
        "period_end": values.get("period_end") or period.end,
        "billing_date": values.get("billing_date") or period.billing_date,
    }


def check_release(values: dict[str, Any], prefix: str = "", field: str = "release") -> None:
    """A release is a share of what is held, from 0 to 1, or an amount; never both."""
    share, amount = values.get(f"{prefix}release_share"), values.get(f"{prefix}release_amount")
    sentence = ""
    if share is not None and amount is not None:
        sentence = "Give a share of what is held, or an amount, not both."
    elif share is not None and not (0 <= share <= 1 and to_places(6, share) == share):
        sentence = "Give a share from 0% to 100%."
    elif amount is not None and (amount < 0 or to_places(2, amount) != amount):
        sentence = "Give an amount of 0 or more, with at most 2 decimals."
    if sentence:
        raise Invalid(sentence, fields={field: sentence})
