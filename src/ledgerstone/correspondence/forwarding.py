"""Sending a claim on by e-mail with its PDF: a subcontractor's to people of the project, our own to
the owner.

Who sends it decides who gets it. It is offered to nobody who works for another subcontractor or
supplier of the project: what one of them claims is no business of the others.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.functions import Lower

from ledgerstone.claims import policy
from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import Claim
from ledgerstone.contracts import tool_settings
from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.models import Account
from ledgerstone.tenancy.refusals import NotAllowed
from ledgerstone.tenancy.typed_text import required

from .addressing import LONGEST_SUBJECT, Addressed, people_of, said, write_down
from .audience import may_get_claims_of
from .events import ClaimForwarded
from .kind import Cause
from .models import Mail

FORWARDED = "claim_forwarded"
TO_OWNER = "claim_to_owner"


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a forwarded claim begins with: people by id, and a subject."""

    to: tuple[int, ...]
    copies: tuple[int, ...]
    subject: str


def suggested(claim: Claim) -> Suggested:
    """Who is written to unless the sender chooses otherwise: the distribution of the tool; of our
    own claims the owner's primary contact, else their people on the project, and the distribution
    gets copies. Whom mail does not reach is left out. Three queries at most."""
    contract = claim.contract
    offered = {one.pk: one for one in may_get_claims_of(contract) if not why_unreachable(one)}
    purpose = "head_contracts" if claim.is_upstream else "commitments"
    named = tool_settings.recipients(contract.account_id, contract.project_id, purpose)
    listed = [one.pk for one in named if one.pk in offered]
    if not claim.is_upstream:
        return Suggested(tuple(listed), (), subject(claim))
    owners = _owners(contract, offered)
    if not owners:
        return Suggested(tuple(listed), (), subject(claim))
    copies = [pk for pk in listed if pk not in owners]
    return Suggested(tuple(owners), tuple(copies), subject(claim))


def subject(claim: Claim) -> str:
    """As ``FW: Progress claim 3 for HC-01 - Marlow Build - Harbour Trust``: from and to."""
    contract = claim.contract
    terms, _formats = words(contract.project)
    own = Account.objects.get(pk=contract.account_id).name
    ends = (own, contract.company.name) if claim.is_upstream else (contract.company.name, own)
    named = f"FW: {terms.claim.capitalised} {claim.number} for {contract.number}"
    return " - ".join((named, *ends))[:LONGEST_SUBJECT]


def forward_claim(
    *,
    actor: Actor,
    claim_id: int,
    to: Sequence[int],
    subject: str,
    text: str = "",
    copies: Sequence[int] = (),
    blind: Sequence[int] = (),
    is_private: bool = False,
) -> Mail:
    """Mail a claim with its PDF to people whom the actor chooses, by id: a subcontractor's claim to
    people of the project, our own to the owner.

    Whoever cannot be reached is named in the refusal. The PDF is made when the mail is sent.
    """
    with acting(actor):
        claim = claims.get_claim(actor, claim_id)
        if not policy.may_forward(actor, claim):
            raise NotAllowed("Ask an administrator of the project to send it.")
        contract = claim.contract
        addressed = Addressed(to, copies, blind)
        people = people_of(addressed, may_get_claims_of(contract), _whom(contract))
        kind = TO_OWNER if claim.is_upstream else FORWARDED
        cause = Cause(
            key=f"{kind}:{uuid.uuid4()}",
            project_id=contract.project_id,
            contract_id=contract.pk,
            claim_id=claim.pk,
            facts=addressed.facts,
            subject=required(subject, field="subject", what="the subject", longest=LONGEST_SUBJECT),
            text=said(text),
            is_private=is_private,
            sender_id=actor.user_id,
            sender_name=actor.name,
        )
        mail = write_down(contract.account_id, kind, cause)
        publish(_forwarded(actor, claim, mail, len(people)))
    return mail


def _whom(contract: Contract) -> str:
    """Who may be chosen, as a refusal says it."""
    if contract.is_private:
        return "administrators or people on the private list of this contract"
    return "people who are on the project and work for no other company that claims there"


def _owners(contract: Contract, offered: dict[int, Person]) -> list[int]:
    """The owner's people whom the claim is written to."""
    theirs = {pk: one for pk, one in offered.items() if one.company_id == contract.company_id}
    first = [pk for pk, one in theirs.items() if one.is_primary_contact]
    if first:
        return first
    on_project = Person.objects.filter(
        account_id=contract.account_id,
        pk__in=list(theirs),
        memberships__project_id=contract.project_id,
    )
    return list(on_project.order_by(Lower("name"), "id").values_list("pk", flat=True))


def _forwarded(actor: Actor, claim: Claim, mail: Mail, count: int) -> ClaimForwarded:
    terms, _formats = words(claim.contract.project)
    whom = "one person" if count == 1 else f"{count} people"
    return ClaimForwarded(
        actor=actor,
        project_id=claim.contract.project_id,
        contract_id=claim.contract_id,
        claim_id=claim.pk,
        mail_id=mail.pk,
        summary=f"mailed {terms.claim_short} {claim.number} to {whom}",
    )
