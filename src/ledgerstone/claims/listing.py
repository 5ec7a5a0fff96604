"""Reads for lists of many claims: what each was handed in with, and what was said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models.fields.json import KeyTextTransform

from ledgerstone.tenancy.actor import Actor

from . import policy
from .models import Claim, ClaimComment, Submission


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Of a claim's cover as it was last handed in: what its row keeps no figure of."""

    retention: Decimal
    percent: Decimal


def handed_in(claims: Sequence[Claim]) -> dict[int, HandedIn]:
    """The claims that were handed in and are not certified, by id. One query at most."""
    wanted = [one.pk for one in claims if one.submitted_at and one.certificate_id is None]
    if not wanted:
        return {}
    latest = (
        Submission.objects.filter(account_id=claims[0].account_id, claim_id__in=wanted)
        .order_by("claim_id", "-sequence")
        .distinct("claim_id")
    )
    figures = latest.values_list(
        "claim_id",
        KeyTextTransform("retention_this_period", "cover"),
        KeyTextTransform("percent_complete", "cover"),
    )
    return {
        claim_id: HandedIn(Decimal(retention), Decimal(percent))
        for claim_id, retention, percent in figures
    }


def said_about(actor: Actor, claims: Sequence[Claim]) -> dict[int, str]:
    """What was said about each of these claims, which the person sees, as far as it is for them.

    One query at most.
    """
    if not claims:
        return {}
    internal = {one.pk for one in claims if policy.is_administrator(actor, one)}
    found: dict[int, list[str]] = {}
    said = ClaimComment.objects.filter(
        account_id=actor.account_id, claim_id__in=[one.pk for one in claims]
    )
    for claim_id, text, is_internal in said.values_list("claim_id", "text", "is_internal"):
        if not is_internal or claim_id in internal:
            found.setdefault(claim_id, []).append(text)
    return {claim_id: " ".join(texts) for claim_id, texts in found.items()}
