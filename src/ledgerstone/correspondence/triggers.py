"""What happened elsewhere that a mail follows: each event queues a job, in its own transaction.

Only ids are queued. What opens something is made when the mail is sent.
"""

from __future__ import annotations

from ledgerstone.claims.invitation_events import InvitationAnswered, RoundInvited, RoundReminded
from ledgerstone.directory.events import LinkCodeAsked, LinkRenewed, PersonInvited
from ledgerstone.documents.compiled_events import BackupsCompiled
from ledgerstone.tenancy.events import subscribe

from . import catalogue, compiled_mails, invitation_mails, jobs, posting
from .models import InvitationMail


def subscribe_to_all() -> None:
    """Listen to every event that a mail follows."""
    posting.listen(catalogue.KINDS.values())
    subscribe(PersonInvited, _person_invited)
    subscribe(LinkCodeAsked, _link_code_asked)
    subscribe(LinkRenewed, _link_renewed)
    subscribe(RoundInvited, _contacts_invited)
    subscribe(RoundReminded, _contacts_reminded)
    subscribe(InvitationAnswered, _invitation_answered)
    subscribe(BackupsCompiled, compiled_mails.follow_compilation)


def _person_invited(event: PersonInvited) -> None:
    jobs.send_invitation.defer(account_id=event.actor.account_id, invitation_id=event.invitation_id)


def _link_code_asked(event: LinkCodeAsked) -> None:
    jobs.send_link_code.defer(account_id=event.actor.account_id, link_id=event.link_id)


def _link_renewed(event: LinkRenewed) -> None:
    jobs.send_link.defer(account_id=event.actor.account_id, link_id=event.link_id)


def _contacts_invited(event: RoundInvited) -> None:
    invitation_mails.queue_requests(
        event.actor.account_id, event.invitation_ids, InvitationMail.INVITED
    )


def _contacts_reminded(event: RoundReminded) -> None:
    invitation_mails.queue_requests(
        event.actor.account_id, event.invitation_ids, InvitationMail.REMINDED
    )


def _invitation_answered(event: InvitationAnswered) -> None:
    invitation_mails.queue_answer(event.actor.account_id, event.invitation_id)
