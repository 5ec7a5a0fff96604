"""Mails that people write about a contract: who may get them, and writing them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from ledgerstone.tenancy.typed_text import fitting, required, several_lines

from .commitments import posted
from .events import ContractMailed
from .kind import Cause
from .models import COPY, TO, Mail

KIND = "contract_mail"
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


def email_contract(
    *,
    actor: Actor,
    contract_id: int,
    to: Sequence[int],
    subject: str,
    text: str,
    copies: Sequence[int] = (),
    is_private: bool = False,
    with_document: bool = True,
) -> Mail:
    """Mail about a contract to people of its project, with the way to it.

    ``to`` and ``copies`` are people by id. Whoever cannot be reached is named in the refusal. The
    contract goes along as a PDF, unless asked not to, to each of them who sees its figures.
    """
    with acting(actor):
        contract = contracts.get_contract(actor, contract_id)
        if not policy.may(actor, contract, Action.EMAIL_CONTRACT):
            raise NotAllowed("Ask somebody who works on this contract to send it.")
        people = _recipients(contract, to, copies)
        mail = posted(
            KIND,
            contract,
            Cause(
                key=f"{KIND}:{uuid.uuid4()}",
                project_id=contract.project_id,
                contract_id=contract.pk,
                facts={**_chosen(to, copies), "with_document": with_document},
                subject=required(subject, field="subject", what="the subject", longest=200),
                text=_said(text),
                is_private=is_private,
                sender_id=actor.user_id,
                sender_name=actor.name[:200],
            ),
        )
        _tell(actor, contract, mail, len(people))
    return mail


def _tell(actor: Actor, contract: Contract, mail: Mail, count: int) -> None:
    whom = f"{count} people" if count > 1 else "one person"
    publish(
        ContractMailed(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            message_id=mail.pk,
            summary=f"mailed the contract to {whom}",
        )
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


def _chosen(to: Sequence[int], copies: Sequence[int]) -> dict[str, list[int]]:
    """Who was chosen, each once and by id, under the way they are addressed."""
    addressed = list(dict.fromkeys(to))
    return {TO: addressed, COPY: [pk for pk in dict.fromkeys(copies) if pk not in addressed]}


def _said(text: str) -> str:
    said = fitting(several_lines(text), field="text", what="the message", longest=_LONGEST)
    if not said:
        raise _refused("text", "Write what you want to say.")
    return said


def _refused(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={field: sentence})
