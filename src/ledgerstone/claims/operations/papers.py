"""Writes to the files of claims: evidence, and the copy that was signed by hand."""

from __future__ import annotations

from django.db.models import Exists, Q

from ledgerstone.claims import policy
from ledgerstone.claims.acts import tell
from ledgerstone.claims.allowed import not_allowed
from ledgerstone.claims.events import ClaimEvent
from ledgerstone.claims.fields.fields import ATTACHMENTS, fields_of_claim
from ledgerstone.claims.locking import lock_contract
from ledgerstone.claims.models import OPEN_STATUSES, WITHDRAWN, Claim, ClaimAttachment, ClaimLine
from ledgerstone.claims.papers import paper_events, papers
from ledgerstone.claims.queries import get_claim
from ledgerstone.claims.transitions import State, state_words
from ledgerstone.contracts.models import ScheduleLine
from ledgerstone.files.attaching import attached
from ledgerstone.projects.queries import words
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed, NotThere, WrongState


def attach_to_claim(
    *, actor: Actor, claim_id: int, name: str, content: bytes, line_id: int | None = None
) -> ClaimAttachment:
    """Attach a file to a claim, or to one of its lines.

    Whoever edits the claim does, while it is prepared and, as further evidence, afterwards.
    """
    with acting(actor):
        claim = held(actor, claim_id)
        if not policy.may_speak(actor, claim):
            raise not_allowed(actor, claim.contract)
        _refuse_withdrawn(claim)
        if not fields_of_claim(claim).shows(ATTACHMENTS):
            raise WrongState("This project takes no attachments with its claims.")
        line = None if line_id is None else line_of(claim, line_id)
        paper = _keep(actor, claim, name, content, line=line)
        on = "" if line is None else f" to line {line.item}"
        _tell(paper_events.ClaimPaperAttached, actor, claim, paper, f"attached {paper.name}{on}")
    return paper


def record_signed_copy(
    *, actor: Actor, claim_id: int, name: str, content: bytes
) -> ClaimAttachment:
    """Attach a scan of the claim as it was signed by hand; the actor is who recorded it.

    For administrators, of a claim that was handed in.
    """
    with acting(actor):
        claim = held(actor, claim_id)
        if not policy.is_administrator(actor, claim):
            raise NotAllowed("Ask an administrator of the project to record the signed copy.")
        _refuse_withdrawn(claim)
        if claim.status in OPEN_STATUSES:
            terms, _ = words(claim.contract.project)
            raise WrongState(
                f"This {terms.claim_short} is {state_words(State.of(claim), terms)}: what is "
                f"signed is {terms.claim_short.with_article} that was handed in."
            )
        paper = _keep(actor, claim, name, content, kind=ClaimAttachment.SIGNED_COPY)
        said = f"recorded the signed copy {paper.name}: claim {claim.number} is signed by hand"
        _tell(paper_events.SignedCopyRecorded, actor, claim, paper, said)
    return paper


def remove_claim_paper(*, actor: Actor, paper_id: int) -> Claim:
    """Take a file off its claim: administrators; others while the claim is with them."""
    with acting(actor):
        claim = held(actor, papers.get_paper(actor, paper_id).claim_id)
        paper = papers.get_paper(actor, paper_id)  # nobody took it off meanwhile
        paper.claim = claim
        if not policy.may_speak(actor, claim):
            raise not_allowed(actor, claim.contract)
        if not papers.may_remove(actor, paper, papers.fellows_of(actor, claim)):
            raise NotAllowed(_why_it_stays(claim))
        said = f"removed {paper.name}"
        _tell(paper_events.ClaimPaperRemoved, actor, claim, paper, said)
        paper.delete()
    return claim


def held(actor: Actor, claim_id: int) -> Claim:
    """A claim that the actor sees, with its contract locked."""
    lock_contract(actor.account_id, get_claim(actor, claim_id).contract_id)
    return get_claim(actor, claim_id)


def line_of(claim: Claim, line_id: int) -> ScheduleLine:
    """A line that the claim lists; NotThere for any other."""
    said = ClaimLine.objects.filter(account_id=claim.account_id, claim_id=claim.pk, line_id=line_id)
    found = ScheduleLine.objects.filter(
        Q(variation=None) | Exists(said),
        account_id=claim.account_id,
        contract_id=claim.contract_id,
        pk=line_id,
    ).first()
    if found is None:
        raise NotThere
    return found


def _why_it_stays(claim: Claim) -> str:
    if claim.status in OPEN_STATUSES:
        return "Ask whoever attached this file, or an administrator of the project, to remove it."
    terms, _ = words(claim.contract.project)
    return (
        f"This {terms.claim_short} was handed in, and its files with it. Ask an administrator of "
        "the project to remove one."
    )


def _refuse_withdrawn(claim: Claim) -> None:
    if claim.status == WITHDRAWN:
        terms, _ = words(claim.contract.project)
        raise WrongState(f"This {terms.claim_short} is withdrawn and stays as it is.")


def _keep(
    actor: Actor,
    claim: Claim,
    name: str,
    content: bytes,
    *,
    kind: str = ClaimAttachment.ATTACHMENT,
    line: ScheduleLine | None = None,
) -> ClaimAttachment:
    file, called = attached(account_id=claim.account_id, name=name, content=content)
    return ClaimAttachment.objects.create(
        account_id=claim.account_id,
        claim=claim,
        line=line,
        file=file,
        name=called,
        kind=kind,
        added_by_id=actor.user_id,
        added_at=clock.now(),
    )


def _tell(
    event: type[ClaimEvent], actor: Actor, claim: Claim, paper: ClaimAttachment, said: str
) -> None:
    tell(event, actor, claim, said, paper=paper.pk, line=paper.line_id, name=paper.name)
