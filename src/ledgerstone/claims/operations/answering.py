"""The answer of a claim contact to an invitation to claim: yes, or nothing this time."""

from __future__ import annotations

from ledgerstone.access.actions import Action as Right
from ledgerstone.claims.inviting.due import due_date_of
from ledgerstone.claims.inviting.invitation_events import InvitationAnswered
from ledgerstone.claims.inviting.invitations import get_invitation, why_not_answerable
from ledgerstone.claims.locking import lock_contract, share_period
from ledgerstone.claims.models import WITHDRAWN, Claim, Invitation
from ledgerstone.claims.models.round import ACCEPTED, DECLINED
from ledgerstone.contracts import policy as contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.queries import words
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import NotAllowed, WrongState
from ledgerstone.tenancy.typed_text import fitting, several_lines

_LONGEST = 1000


def answer_invitation(
    *, actor: Actor, invitation_id: int, accepts: bool, reason: str = ""
) -> Invitation:
    """Say yes or no to an invitation; ``reason`` goes with a no, and may be empty.

    Another answer takes the place of the first until the due date, or until there is a claim.
    """
    said = fitting(several_lines(reason), field="reason", what="the reason", longest=_LONGEST)
    with acting(actor):
        invitation = get_invitation(actor, invitation_id)
        lock_contract(actor.account_id, invitation.contract_id)
        share_period(actor.account_id, invitation.period_id)
        # Read behind the lock: somebody may have answered while we waited for it.
        invitation = get_invitation(actor, invitation_id)
        _refuse_answer(actor, invitation)
        status = ACCEPTED if accepts else DECLINED
        kept = "" if accepts else said
        if (invitation.status, invitation.decline_reason) != (status, kept):
            keep_answer(actor, invitation, status, kept)
    return invitation


def keep_answer(actor: Actor, invitation: Invitation, status: str, reason: str = "") -> None:
    """Write an answer down and tell of it; inside the transaction of the act."""
    invitation.status = status
    invitation.decline_reason = reason
    invitation.answered_by_id = actor.signed_by
    invitation.answered_at = clock.now()
    invitation.save(update_fields=["status", "decline_reason", "answered_by", "answered_at"])
    period = invitation.period
    _, formats = words(invitation.contract.project)
    did = "accepted" if status == ACCEPTED else "declined"
    why = f": {' '.join(reason.split())}" if reason else ""
    span = formats.period(period.start, period.end)
    publish(
        InvitationAnswered(
            actor=actor,
            project_id=invitation.contract.project_id,
            contract_id=invitation.contract_id,
            invitation_id=invitation.pk,
            accepts=status == ACCEPTED,
            noted={"period_id": period.pk, "status": status},
            summary=f"{did} the invitation to claim for {span}{why}",
        )
    )


def _refuse_answer(actor: Actor, invitation: Invitation) -> None:
    contract = invitation.contract
    terms, _ = words(contract.project)
    if not contracts.may(actor, contract, Right.ANSWER_INVITATION):
        raise NotAllowed(
            f"Only {terms.claim_contact.plural} of this contract who may enter "
            f"{terms.claim_short.plural} answer. An administrator can start the "
            f"{terms.claim_short} without an answer."
        )
    why = why_not_answerable(
        invitation,
        due=due_date_of(invitation.period, contract),
        has_claim=_has_claim(contract, invitation),
    )
    if why:
        raise WrongState(why)


def _has_claim(contract: Contract, invitation: Invitation) -> bool:
    claims = Claim.objects.filter(
        account_id=contract.account_id, contract_id=contract.pk, period_id=invitation.period_id
    )
    return claims.exclude(status=WITHDRAWN).exists()
