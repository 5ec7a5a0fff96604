"""Sending a mail again to one of its recipients, because somebody asks for it.

What did not get there is tried once more: the same mail, under the same name, so that a mail
program that has it already shows it once. What was sent goes as a new mail, composed as the records
stand by then. Both go through the gate like every mail, and the history says who asked.
"""

from __future__ import annotations

from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.delivery.settling import leave_to_worker
from ledgerstone.correspondence.events import MailSentAgain
from ledgerstone.correspondence.kind import AGAIN_OF
from ledgerstone.correspondence.models import (
    BLIND,
    HANDING,
    QUEUED,
    SENDING,
    SENT,
    SUMMED,
    Mail,
    MailRecipient,
)
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState

from . import mail_log

AGAIN_BY = "again_by"


def send_again(*, actor: Actor, recipient_id: int) -> MailRecipient:
    """Have a mail sent again to one recipient; the row that goes out."""
    with acting(actor):
        recipient = _locked(actor, recipient_id)
        mail = recipient.mail
        _refuse_unless_possible(actor, recipient)
        out = (
            _as_a_new_mail(actor, recipient)
            if recipient.state in (SENT, SUMMED)
            else _once_more(recipient)
        )
        leave_to_worker(out.account_id, [out.pk])
        publish(
            MailSentAgain(
                actor=actor,
                project_id=mail.project_id,
                contract_id=mail.contract_id,
                claim_id=mail.claim_id,
                mail_id=out.mail_id,
                person_id=out.person_id,
                summary=_said(recipient),
            )
        )
    return out


def _locked(actor: Actor, recipient_id: int) -> MailRecipient:
    """The recipient, locked; not there for who may not read the mail or is not told of them."""
    recipient = (
        MailRecipient.objects.select_for_update(of=("self",))
        .filter(account_id=actor.account_id, pk=recipient_id)
        .select_related("person__company", "mail__contract")
        .first()
    )
    if recipient is None:
        raise NotThere
    mail = mail_log.get_mail(actor, recipient.mail_id)
    if recipient.pk not in {one.pk for one in mail_log.shown(mail)}:
        raise NotThere
    return recipient


def _refuse_unless_possible(actor: Actor, recipient: MailRecipient) -> None:
    if not mail_log.may_send_again(actor, recipient.mail):
        raise NotAllowed("Ask whoever wrote the mail, or an administrator, to send it again.")
    is_due = recipient.due_at <= clock.now()
    if recipient.state in (SENDING, HANDING) or (recipient.state == QUEUED and is_due):
        raise WrongState(f"The mail to {recipient.person.name} is on its way already.")
    parts = MailRecipient.objects.filter(account_id=actor.account_id, summary_id=recipient.mail_id)
    if parts.exists():
        raise WrongState("A daily summary goes once. Send the mails that it lists again.")
    why_not = why_unreachable(recipient.person, recipient.asked_for)
    if why_not:
        raise Invalid(why_not)


def _once_more(recipient: MailRecipient) -> MailRecipient:
    # The count of tries goes on: a try that is still under way elsewhere keeps its own number.
    recipient.state, recipient.due_at = QUEUED, clock.now()
    recipient.why_not = recipient.server_words = ""
    recipient.address = recipient.person.email
    recipient.save(update_fields=["state", "due_at", "why_not", "server_words", "address"])
    return recipient


def _as_a_new_mail(actor: Actor, recipient: MailRecipient) -> MailRecipient:
    old, now = recipient.mail, clock.now()
    key = f"again:{recipient.pk}"
    times = Mail.objects.filter(account_id=old.account_id, cause__startswith=f"{key}:").count()
    mail = Mail.objects.create(
        account_id=old.account_id,
        kind=old.kind,
        cause=f"{key}:{times + 1}",
        project_id=old.project_id,
        contract_id=old.contract_id,
        claim_id=old.claim_id,
        invitation_id=old.invitation_id,
        facts={**old.facts, AGAIN_OF: old.facts.get(AGAIN_OF, old.pk), AGAIN_BY: actor.name},
        subject=old.subject,
        text=old.text,
        is_private=old.is_private,
        sender_id=old.sender_id,
        sender_name=old.sender_name,
        made_at=now,
        recipients_at=now,
    )
    return MailRecipient.objects.create(
        account_id=mail.account_id,
        mail=mail,
        person_id=recipient.person_id,
        way=recipient.way,
        because=recipient.because,
        asked_for=recipient.asked_for,
        address=recipient.person.email,
        due_at=now,
    )


def _said(recipient: MailRecipient) -> str:
    """What the history says: no more than everybody who reads it is told of the mail."""
    if recipient.mail.is_private:
        return "had a private mail sent again"
    to = "" if recipient.way == BLIND else f" to {recipient.person.name}"
    return f"had “{_named(recipient)}” sent again{to}"


def _named(recipient: MailRecipient) -> str:
    mail = recipient.mail
    return (mail.subject or recipient.subject or catalogue.KINDS[mail.kind].title)[:200]
