"""What happened elsewhere that a mail follows: each event queues a job, in its own transaction.

Only ids are queued. What opens something is made when the mail is sent.
"""

from __future__ import annotations

from ledgerstone.directory.events import LinkCodeAsked, LinkRenewed, PersonInvited
from ledgerstone.tenancy.events import subscribe

from . import catalogue, jobs
from .delivery import posting


def subscribe_to_all() -> None:
    """Listen to every event that a mail follows."""
    posting.listen(catalogue.KINDS.values())
    subscribe(PersonInvited, _person_invited)
    subscribe(LinkCodeAsked, _link_code_asked)
    subscribe(LinkRenewed, _link_renewed)


def _person_invited(event: PersonInvited) -> None:
    jobs.send_invitation.defer(account_id=event.actor.account_id, invitation_id=event.invitation_id)


def _link_code_asked(event: LinkCodeAsked) -> None:
    jobs.send_link_code.defer(account_id=event.actor.account_id, link_id=event.link_id)


def _link_renewed(event: LinkRenewed) -> None:
    jobs.send_link.defer(account_id=event.actor.account_id, link_id=event.link_id)
