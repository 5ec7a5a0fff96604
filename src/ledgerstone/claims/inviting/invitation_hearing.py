"""What invitations say to claims: a contact who starts one has accepted the invitation to it."""

from __future__ import annotations

from ledgerstone.claims.events import ClaimStarted
from ledgerstone.claims.models import Claim, Invitation
from ledgerstone.claims.models.round import ACCEPTED
from ledgerstone.claims.operations.answering import keep_answer
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.events import subscribe

from .invitation_words import describe_rounds


def listen() -> None:
    """Hear of every claim that is started; say invitations in the change history."""
    describe_rounds()
    subscribe(ClaimStarted, accept_by_starting)


def accept_by_starting(event: ClaimStarted) -> None:
    """Starting a claim is a yes, also after a no."""
    actor = event.actor
    if event.contract_id not in actor.claims_for or event.claim_id is None:
        return
    period = Claim.objects.filter(account_id=actor.account_id, pk=event.claim_id)
    invitation = (
        Invitation.objects.filter(
            account_id=actor.account_id,
            contract_id=event.contract_id,
            period_id__in=period.values("period_id"),
        )
        .exclude(status=ACCEPTED)
        .select_related("contract__project", "period")
        .first()
    )
    if invitation is not None:
        with acting(actor):
            keep_answer(actor, invitation, ACCEPTED)
