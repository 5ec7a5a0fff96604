"""A billing period that somebody claimed for, or was invited to claim for, stays."""

from __future__ import annotations

from ledgerstone.claims.models import Claim, Invitation
from ledgerstone.projects.events import PeriodLeaving
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.refusals import WrongState


def keep_used(event: PeriodLeaving) -> None:
    """Refuse that a period is deleted while there is a claim in it, withdrawn ones too, or an
    invitation that was sent for it."""
    period = BillingPeriod.objects.select_related("project").get(
        account_id=event.actor.account_id, pk=event.period_id
    )
    why = why_used(period)
    if why:
        raise WrongState(why)


def why_used(period: BillingPeriod) -> str:
    """Why a period is not deleted; empty where nothing keeps it. Two queries."""
    terms, formats = words(period.project)
    place = {"account_id": period.account_id, "period_id": period.pk}
    claims = Claim.objects.filter(**place).count()
    named = formats.period(period.start, period.end)
    if claims:
        word = terms.claim_short
        count = f"is {word.with_article}" if claims == 1 else f"are {claims} {word.plural}"
        return f"There {count} for the period {named}, so it stays. It can be closed."
    if Invitation.objects.filter(**place).exists():
        return (
            f"People were invited to claim for the period {named}, so it stays. It can be closed."
        )
    return ""
