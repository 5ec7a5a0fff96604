"""Saying something about a claim or one of its lines."""

from __future__ import annotations

from ledgerstone.claims import policy
from ledgerstone.claims.acts import tell
from ledgerstone.claims.allowed import not_allowed
from ledgerstone.claims.models import ClaimComment
from ledgerstone.claims.papers import paper_events
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from ledgerstone.tenancy.typed_text import fitting, several_lines

from .papers import held, line_of

_LONGEST = 4000


def comment_on_claim(
    *,
    actor: Actor,
    claim_id: int,
    text: str,
    line_id: int | None = None,
    is_internal: bool = False,
) -> ClaimComment:
    """Say something about a claim, or one of its lines, to all who see it.

    Whoever edits the claim does, whatever its state. ``is_internal``: only to its administrators,
    by one of them.
    """
    said = fitting(several_lines(text), field="text", what="the comment", longest=_LONGEST)
    if not said:
        sentence = "Write what you want to say."
        raise Invalid(sentence, fields={"text": sentence})
    with acting(actor):
        claim = held(actor, claim_id)
        if not policy.may_speak(actor, claim):
            raise not_allowed(actor, claim.contract)
        if is_internal and not policy.is_administrator(actor, claim):
            raise NotAllowed("Only administrators of the project comment among themselves.")
        line = None if line_id is None else line_of(claim, line_id)
        comment = ClaimComment.objects.create(
            account_id=claim.account_id,
            claim=claim,
            line=line,
            text=said,
            is_internal=is_internal,
            author_id=actor.user_id,
            author_name=actor.name[:200],
            created_at=clock.now(),
        )
        on = "" if line is None else f" on line {line.item}"
        among = " among administrators" if is_internal else ""
        tell(
            paper_events.ClaimCommentedInternally if is_internal else paper_events.ClaimCommented,
            actor,
            claim,
            f"commented{on}{among}",
            comment=comment.pk,
            line=line_id,
        )
    return comment
