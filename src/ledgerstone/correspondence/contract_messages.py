"""Mails that people write about a contract: who may get them, writing them, and what was sent.

A message is written in one transaction with the jobs that send it, one for each recipient, and each
of them is sent at most once.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.models import Account
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from ledgerstone.tenancy.typed_text import fitting, required, several_lines

from .deferring import defer_all
from .events import ContractMailed
from .models import NOT_SENT, QUEUED, SENDING, SENT, Message, MessageRecipient
from .sending import Letter, address, send

TASK = "correspondence.contract_message"
QUEUE = "mail"
MOST = 50
_LONGEST = 10_000


def may_be_written_to(contract: Contract) -> QuerySet[Person]:
    """The people of a contract's project, and its claim contacts, by name."""
    on_project = Q(memberships__project_id=contract.project_id)
    named = Q(contracts__contract_id=contract.pk, contracts__is_contact=True)
    return (
        Person.objects.filter(on_project | named, account_id=contract.account_id, is_active=True)
        .select_related("company")
        .distinct()
        .order_by(Lower("name"), "id")
    )


def messages_of(actor: Actor, contract: Contract) -> QuerySet[Message]:
    """The messages about a contract that the person may read, the latest first. Two queries."""
    found = Message.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    if not policy.may_configure(actor, contract):
        found = found.filter(
            Q(is_private=False)
            | Q(sender_id=actor.user_id)
            | Q(recipients__person_id=actor.person_id)
        ).distinct()
    recipients = MessageRecipient.objects.select_related("person").order_by("is_copy", "id")
    return found.prefetch_related(Prefetch("recipients", queryset=recipients)).order_by("-id")


def email_contract(
    *,
    actor: Actor,
    contract_id: int,
    to: Sequence[int],
    subject: str,
    text: str,
    copies: Sequence[int] = (),
    is_private: bool = False,
) -> Message:
    """Mail about a contract to people of its project, with the way to it.

    ``to`` and ``copies`` are people by id. Whoever cannot be reached is named in the refusal.
    """
    with acting(actor):
        contract = contracts.get_contract(actor, contract_id)
        if not policy.may(actor, contract, Action.EMAIL_CONTRACT):
            raise NotAllowed("Ask somebody who works on this contract to send it.")
        people = _recipients(contract, to, copies)
        message = Message(
            account_id=contract.account_id,
            contract=contract,
            subject=required(subject, field="subject", what="the subject", longest=200),
            text=_said(text),
            is_private=is_private,
            sender_id=actor.user_id,
            sender_name=actor.name[:200],
            created_at=clock.now(),
        )
        message.save(force_insert=True)
        _queue(message, people, set(copies) - set(to))
        publish(
            ContractMailed(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                message_id=message.pk,
                summary=f"mailed the contract to {len(people)} people"
                if len(people) > 1
                else "mailed the contract to one person",
            )
        )
    return message


def send_message(account: Account, recipient_id: int) -> None:
    """Mail a message to one recipient who is still to get it; the account is in context."""
    recipient = (
        MessageRecipient.objects.filter(account_id=account.pk, pk=recipient_id)
        .select_related("person__company", "message__contract")
        .first()
    )
    if recipient is None or not _turn(recipient, QUEUED, SENDING):
        return
    why_not = why_unreachable(recipient.person)
    if why_not:
        _turn(recipient, SENDING, NOT_SENT, why_not=why_not)
        return
    try:
        send(_letter(account, recipient.message), to=recipient.address)
    except Exception:
        _turn(recipient, SENDING, QUEUED)
        raise
    _turn(recipient, SENDING, SENT, sent_at=clock.now())


def _letter(account: Account, message: Message) -> Letter:
    contract = message.contract
    url = address(reverse("web:contract", args=[contract.pk]))
    return Letter(
        message.subject,
        (
            f"{message.sender_name} of {account.name} writes about {contract.number} "
            f"{contract.title}:",
            message.text,
            f"Open the contract, if you may see it:\n{url}",
        ),
    )


def _recipients(contract: Contract, to: Sequence[int], copies: Sequence[int]) -> list[Person]:
    wanted = list(dict.fromkeys([*to, *copies]))
    if not to:
        raise _refused("to", "Choose at least one person to write to.")
    if len(wanted) > MOST:
        raise _refused("to", f"Write to at most {MOST} people at once.")
    found = {one.pk: one for one in may_be_written_to(contract).filter(pk__in=wanted)}
    if len(found) < len(wanted):
        raise _refused("to", "Choose people who are on the project.")
    unreachable = [why for why in (why_unreachable(found[pk]) for pk in wanted) if why]
    if unreachable:
        raise _refused("to", " ".join(unreachable))
    return [found[pk] for pk in wanted]


def _said(text: str) -> str:
    said = fitting(several_lines(text), field="text", what="the message", longest=_LONGEST)
    if not said:
        raise _refused("text", "Write what you want to say.")
    return said


def _queue(message: Message, people: Sequence[Person], copied: set[int]) -> None:
    ids = insert_rows(
        MessageRecipient,
        [
            {
                "account_id": message.account_id,
                "message_id": message.pk,
                "person_id": person.pk,
                "is_copy": person.pk in copied,
                "address": person.email,
                "state": QUEUED,
                "why_not": "",
            }
            for person in people
        ],
    )
    defer_all(
        TASK,
        queue=QUEUE,
        arguments=[{"account_id": message.account_id, "recipient_id": pk} for pk in ids],
    )


def _turn(recipient: MessageRecipient, before: str, after: str, **besides: object) -> bool:
    """Take a recipient from one state to the next; whether it was in the first."""
    return bool(
        MessageRecipient.objects.filter(
            account_id=recipient.account_id, pk=recipient.pk, state=before
        ).update(state=after, **besides)
    )


def _refused(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={field: sentence})
