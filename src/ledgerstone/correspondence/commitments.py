"""Mails that an administrator sends to the claim contacts of a commitment with a button: the
commitment itself, and the request to break its schedule of values down."""

from __future__ import annotations

import datetime as dt
import uuid

from ledgerstone.access.actions import Action
from ledgerstone.contracts import contacts, policy
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.subcontractor_schedules import subcontractor_schedule as schedules
from ledgerstone.projects import queries as projects
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import Event, publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, WrongState

from .addressing import said, write_down
from .events import ContractMailed, ScheduleRequested
from .kind import Cause
from .kinds.schedules import BY, contacts_fill
from .models import Mail

SENT = "commitment_sent"
REQUESTED = "schedule_requested"


def email_commitment(*, actor: Actor, contract_id: int, text: str = "") -> Mail:
    """Mail a commitment to its claim contacts. ``text`` goes with it, and may be empty."""
    note = said(text)
    with acting(actor):
        contract = contracts.get_contract(actor, contract_id)
        why_not = why_not_emailed(actor, contract)
        if not policy.may(actor, contract, Action.EMAIL_CONTRACT):
            raise NotAllowed(why_not)
        if why_not:
            raise WrongState(why_not)
        cause = _cause(actor, contract, SENT, note, {})
        mail = write_down(contract.account_id, SENT, cause)
        told = "mailed the contract to its claim contacts"
        publish(_event(ContractMailed, actor, contract, mail, told))
    return mail


def request_schedule(
    *, actor: Actor, contract_id: int, text: str = "", by: dt.date | None = None
) -> Mail:
    """Ask the claim contacts of a commitment to break its schedule of values down.

    ``by`` is when it is wanted. Refused where an administrator fills it, or it was handed in.
    """
    note = said(text)
    with acting(actor):
        contract = contracts.get_contract(actor, contract_id)
        if not policy.may(actor, contract, Action.REVIEW_SCHEDULE):
            raise NotAllowed("Ask an administrator of the project to do this.")
        terms, formats = projects.words(contract.project)
        why_not = why_not_requested(contract, terms) or _why_nobody(actor, contract, terms)
        if why_not:
            raise WrongState(why_not)
        if by is not None and by < clock.today(formats.time_zone):
            sentence = "Choose a day that is not over."
            raise Invalid(sentence, fields={"by": sentence})
        facts: dict[str, object] = {} if by is None else {BY: by.isoformat()}
        cause = _cause(actor, contract, REQUESTED, note, facts)
        mail = write_down(contract.account_id, REQUESTED, cause)
        told = f"asked for the {terms.subcontractor_schedule}"
        publish(_event(ScheduleRequested, actor, contract, mail, told))
    return mail


def why_not_emailed(actor: Actor, contract: Contract) -> str:
    """Why a person does not mail a contract to its claim contacts; empty where they may."""
    terms, _formats = projects.words(contract.project)
    if not policy.may(actor, contract, Action.EMAIL_CONTRACT):
        return "Ask somebody who works on this contract to send it."
    if contract.is_upstream:
        return f"{terms.head_contract.with_article.capitalize()} has no {terms.claim_contact}."
    return _why_nobody(actor, contract, terms)


def why_not_requested(contract: Contract, terms: Terms) -> str:
    """Why nobody is asked to break a schedule down; empty where contacts may be."""
    schedule = terms.subcontractor_schedule
    if not contract.has_subcontractor_schedule:
        return f"This {terms[contract.kind]} has no {schedule}."
    if contract.subcontractor_schedule_status not in schedules.OPEN:
        return f"The {schedule} was handed in already."
    if not contacts_fill(contract):
        return (
            f"Here the {schedule} is filled by an administrator of the project. Let "
            f"{terms.claim_contact.plural} fill it in the settings first."
        )
    return ""


def _why_nobody(actor: Actor, contract: Contract, terms: Terms) -> str:
    """Why there is nobody to write to; empty where there is. One query."""
    named = contacts.of_contract(actor, contract)
    if not named:
        return f"No {terms.claim_contact} is named. Name one first."
    if any(not one.why_unreachable for one in named):
        return ""
    whys = " ".join(f"{one.person.name}: {one.why_unreachable}" for one in named)
    return f"No {terms.claim_contact} can be reached. {whys}"


def _cause(
    actor: Actor, contract: Contract, kind: str, text: str, facts: dict[str, object]
) -> Cause:
    return Cause(
        key=f"{kind}:{uuid.uuid4()}",
        project_id=contract.project_id,
        contract_id=contract.pk,
        facts=facts,
        text=text,
        sender_id=actor.signed_by,
        sender_name=actor.name,
    )


def _event(
    of: type[ContractMailed] | type[ScheduleRequested],
    actor: Actor,
    contract: Contract,
    mail: Mail,
    told: str,
) -> Event:
    return of(
        actor=actor,
        project_id=contract.project_id,
        contract_id=contract.pk,
        mail_id=mail.pk,
        summary=told,
    )
