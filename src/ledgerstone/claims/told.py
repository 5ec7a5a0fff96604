"""What of a claim's history and figures somebody is told while its assessment is undecided.

Whoever may not see an assessment in the making sees the claim as it was claimed: no figure of the
assessment, no reason, and of the history what happened to the claim as a whole and what they did
themselves. What was decided, and what a claim was returned with, is for everybody who sees it.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ledgerstone.history import queries as history
from ledgerstone.history.models import Event
from ledgerstone.tenancy.actor import Actor

from . import events, policy
from .models import UNDER_REVIEW, Claim
from .papers import paper_events

# What happened to the claim as a whole.
_MILESTONES = [
    event.kind
    for event in (
        events.ClaimStarted,
        events.ClaimSubmitted,
        events.ClaimReturned,
        events.ClaimWithdrawn,
        events.ClaimIssued,
        events.ClaimCertified,
        events.PendingApproved,
        events.ClaimReopened,
        events.PreviousFiguresChanged,
        events.ClaimTakenOver,
        events.VariationsAdded,
        paper_events.ClaimPaperAttached,
        paper_events.SignedCopyRecorded,
        paper_events.ClaimPaperRemoved,
        paper_events.ClaimCommented,
    )
]
_BETWEEN_ADMINISTRATORS = [paper_events.ClaimCommentedInternally.kind]


def is_kept_back(actor: Actor, claim: Claim) -> bool:
    """Whether there may be an assessment that this person is not to see yet."""
    return claim.status == UNDER_REVIEW and not policy.may_see_assessment(actor, claim)


def told_to(actor: Actor, claim: Claim) -> QuerySet[Event]:
    """What happened to a claim, as far as it is told to this person; latest first.

    How a claim to the owner came to its figures is not told outside.
    """
    every = history.of_claim(actor, claim.pk)
    if policy.is_administrator(actor, claim):
        return every
    every = every.exclude(kind__in=_BETWEEN_ADMINISTRATORS)
    is_ours = claim.is_upstream and actor.is_outside
    if policy.may_see_assessment(actor, claim) and not is_ours:
        return every
    return every.filter(Q(kind__in=_MILESTONES) | Q(actor_id=actor.user_id))
