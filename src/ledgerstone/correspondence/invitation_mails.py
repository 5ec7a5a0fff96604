"""Mails about invitations to claim: to whom they go, each once, and sending them.

A row for each recipient and the job that mails it come into being with the invitation, the reminder
or the answer itself, for all commitments of an act at once. Whoever cannot be reached has a row
that says why. The job takes the row before it sends; what was overtaken meanwhile (another answer,
a claim that was handed in, somebody who is contact no longer) is not sent, and the row says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

from ledgerstone.claims.models import Invitation
from ledgerstone.contracts.models import ContractPerson
from ledgerstone.directory.models import Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.bulk import insert_rows
from ledgerstone.tenancy.models import Account
from ledgerstone.tenancy.refusals import Refusal

from . import invitation_answers, invitation_requests
from .deferring import defer_all
from .models import NOT_SENT, QUEUED, SENDING, SENT, InvitationMail
from .sending import Letter, send

TASK = "correspondence.invitation_to_claim"
QUEUE = "mail"

OVERTAKEN = "It was overtaken by what happened since."

# What a mail comes to as the records stand now: a letter, or a sentence that says why none.
Answered = Letter | str
_Letters = Mapping[str, Callable[[Account, InvitationMail], Answered]]
_LETTERS: _Letters = {
    InvitationMail.INVITED: invitation_requests.letter,
    InvitationMail.REMINDED: invitation_requests.letter,
    InvitationMail.ANSWERED: invitation_answers.letter,
}


def queue_requests(account_id: int, invitation_ids: Sequence[int], about: str) -> None:
    """Write to every claim contact of these invitations. Four statements, however many."""
    invitations = {
        one.contract_id: one
        for one in Invitation.objects.filter(
            account_id=account_id, pk__in=list(invitation_ids)
        ).select_related("contract")
    }
    named = (
        ContractPerson.objects.filter(
            account_id=account_id, contract_id__in=list(invitations), is_contact=True
        )
        .select_related("person__company")
        .order_by("contract_id", "id")
    )
    rows = []
    for one in named:
        invitation = invitations[one.contract_id]
        why_not = why_unreachable(one.person, invitation.contract.company_id)
        rows.append(_row(invitation, one.person, about, why_not))
    _queue(account_id, rows)


def queue_answer(account_id: int, invitation_id: int) -> None:
    """Tell who invited, and the distribution of claims, what a contact answered."""
    invitation = (
        Invitation.objects.filter(account_id=account_id, pk=invitation_id)
        .select_related("contract")
        .get()
    )
    people = invitation_answers.recipients(invitation)
    rows = [
        _row(invitation, person, InvitationMail.ANSWERED, why_unreachable(person))
        for person in people
    ]
    _queue(account_id, rows)


def send_mail(account: Account, mail_id: int) -> None:
    """Send a mail that is queued; the account is in context. What was taken is left alone."""
    mail = (
        InvitationMail.objects.filter(account_id=account.pk, pk=mail_id)
        .select_related(
            "person__company",
            "person__user",
            "invitation__contract__project",
            "invitation__contract__company",
            "invitation__period",
            "invitation__invited_by",
            "invitation__answered_by",
        )
        .first()
    )
    if mail is None or not _turn(mail, QUEUED, SENDING):
        return
    try:
        _send(account, mail)
    except Exception:
        _turn(mail, SENDING, QUEUED)
        raise


def _send(account: Account, mail: InvitationMail) -> None:
    try:
        letter = OVERTAKEN if _moment(mail) != mail.at else _LETTERS[mail.about](account, mail)
    except Refusal as refusal:
        letter = refusal.message
    if isinstance(letter, str):
        _turn(mail, SENDING, NOT_SENT, why_not=letter)
        return
    send(letter, to=mail.person.email)
    _turn(mail, SENDING, SENT, sent_at=clock.now(), address=mail.person.email)


def _moment(mail: InvitationMail) -> dt.datetime | None:
    return _moment_of(mail.invitation, mail.about)


def _moment_of(invitation: Invitation, about: str) -> dt.datetime | None:
    """When what a mail is about happened last."""
    return {
        InvitationMail.INVITED: invitation.invited_at,
        InvitationMail.REMINDED: invitation.reminded_at,
        InvitationMail.ANSWERED: invitation.answered_at,
    }[about]


def _row(invitation: Invitation, person: Person, about: str, why_not: str) -> dict[str, object]:
    return {
        "account_id": invitation.account_id,
        "invitation_id": invitation.pk,
        "person_id": person.pk,
        "about": about,
        "at": _moment_of(invitation, about),
        "address": person.email,
        "state": NOT_SENT if why_not else QUEUED,
        "why_not": why_not,
    }


def _queue(account_id: int, rows: Iterable[dict[str, object]]) -> None:
    """Keep the mails, and leave those that can be sent to the worker. Two statements."""
    written = sorted(rows, key=lambda row: row["state"] == NOT_SENT)
    ids = insert_rows(InvitationMail, written)
    defer_all(
        TASK,
        queue=QUEUE,
        arguments=[
            {"account_id": account_id, "mail_id": pk}
            for pk, row in zip(ids, written, strict=True)
            if row["state"] == QUEUED
        ],
    )


def _turn(mail: InvitationMail, before: str, after: str, **besides: object) -> bool:
    """Take a mail from one state to the next; whether it was in the first."""
    return bool(
        InvitationMail.objects.filter(account_id=mail.account_id, pk=mail.pk, state=before).update(
            state=after, **besides
        )
    )
