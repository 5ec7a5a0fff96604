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
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from ledgerstone.tenancy.typed_text import required

from .addressing import LONGEST_SUBJECT, Addressed, people_of, said, write_down
from .events import ContractMailed
from .kind import Cause
from .kinds.written import WITH_DOCUMENT
from .models import Mail

KIND = "contract_mail"


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
        addressed = Addressed(to, copies)
        people = people_of(addressed, may_be_written_to(contract), "people who are on the project")
        mail = write_down(
            contract.account_id,
            KIND,
            Cause(
                key=f"{KIND}:{uuid.uuid4()}",
                project_id=contract.project_id,
                contract_id=contract.pk,
                facts={**addressed.facts, WITH_DOCUMENT: with_document},
                subject=required(
                    subject, field="subject", what="the subject", longest=LONGEST_SUBJECT
                ),
                text=_said(text),
                is_private=is_private,
                sender_id=actor.user_id,
                sender_name=actor.name,
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
            mail_id=mail.pk,
            summary=f"mailed the contract to {whom}",
        )
    )


def _said(text: str) -> str:
    found = said(text)
    if not found:
        sentence = "Write what you want to say."
        raise Invalid(sentence, fields={"text": sentence})
    return found
