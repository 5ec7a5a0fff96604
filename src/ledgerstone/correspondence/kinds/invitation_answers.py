"""What administrators are told when a contact answers an invitation to claim.

It goes to whoever sent the invitation, and to the project's distribution of claims; to each of them
who sees the contract, and not to whoever answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from ledgerstone.claims.inviting.invitation_events import InvitationAnswered
from ledgerstone.claims.inviting.invitation_words import period_words
from ledgerstone.claims.models import Invitation
from ledgerstone.claims.models.round import ACCEPTED
from ledgerstone.correspondence import audience
from ledgerstone.correspondence.kind import Cause, Named, Writing
from ledgerstone.correspondence.letters.letter import Letter, Paragraph, Quoted, Small, Way
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.correspondence.models import Mail
from ledgerstone.directory.models import Person
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from .invitations import invitation_of
from .sentences import OVERTAKEN


@dataclass(frozen=True, slots=True)
class Answer:
    """What a mail about an answer is made of. ``period`` is in words: ``October``."""

    who: str
    company: str
    project: str
    kind: str
    number: str
    title: str
    period: str
    has_accepted: bool
    reason: str
    because: str
    url: str


def causes(event: InvitationAnswered) -> Iterable[Cause]:
    """One mail for an answer. One query."""
    found = Invitation.objects.get(account_id=event.actor.account_id, pk=event.invitation_id)
    assert found.answered_at is not None  # noqa: S101 - it was answered just now
    yield Cause(
        key=f"invitation_answer:{found.pk}:{found.answered_at.isoformat()}",
        project_id=event.project_id,
        contract_id=found.contract_id,
        invitation_id=found.pk,
        facts={"at": found.answered_at.isoformat()},
        sender_id=event.actor.signed_by,
        sender_name=event.actor.name,
    )


def recipients(mail: Mail) -> Sequence[Named]:
    """Whoever invited, then the distribution, without whoever answered. Three queries."""
    invitation = mail.invitation
    assert invitation is not None  # noqa: S101 - a mail of this kind is about an invitation
    inviter = Person.objects.filter(account_id=mail.account_id, user_id=invitation.invited_by_id)
    named = [
        Named(one, "you sent the invitation")
        for one in inviter.select_related("company", "user").order_by("pk")
    ]
    answerer = invitation.answered_by_id
    return [one for one in [*named, *audience.on_claims(mail)] if one.person.user_id != answerer]


def answer(writing: Writing) -> Letter | str:
    """What was answered; else why this person is not told."""
    invitation, contract = invitation_of(writing), writing.contract
    at, answerer = invitation.answered_at, invitation.answered_by
    if at is None or answerer is None or writing.mail.facts["at"] != at.isoformat():
        return OVERTAKEN
    said = Answer(
        who=answerer.name or answerer.email,
        company=contract.company.name,
        project=contract.project.name,
        kind=writing.terms[contract.kind].capitalised,
        number=contract.number,
        title=contract.title,
        period=period_words(invitation.period, writing.formats),
        has_accepted=invitation.status == ACCEPTED,
        reason=invitation.decline_reason,
        because=writing.reader.because,
        url=address(reverse("web:contract", args=[contract.pk])),
    )
    return _letter(said, writing.terms)


def answer_sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of invented records."""
    said = Answer(
        who="Pat Keel",
        company="Keel Steel",
        project="Harbour Library",
        kind=terms.subcontract.capitalised,
        number="SC-03",
        title="Structural steel",
        period="October",
        has_accepted=False,
        reason="The steel of level 2 comes in November.",
        because="you sent the invitation",
        url=address("/"),
    )
    return _letter(said, terms)


def _letter(said: Answer, terms: Terms) -> Letter:
    which = f"{said.number} {said.title}"
    if said.has_accepted:
        did = f"accepted to {terms.to_claim} for {said.period}"
        means = (
            f"The {said.period} {terms.claim_short} comes from them; there is nothing to do until "
            "then."
        )
    else:
        did = f"declined to {terms.to_claim} for {said.period}"
        means = (
            f"No {terms.claim_short} comes from them for {said.period}. You can invite them again."
        )
    first = f"{said.who} of {said.company} {did}, for {which} at {said.project}. {means}"
    quoted = (Quoted("They wrote:", said.reason),) if said.reason else ()
    return Letter(
        f"{said.project}: {said.company} {did}, {which}",
        (
            Paragraph(first),
            *quoted,
            Way(f"Open {said.number}", said.url),
            Small(f"You get this because {said.because}."),
        ),
        about=f"{said.kind} {said.number}",
    )
