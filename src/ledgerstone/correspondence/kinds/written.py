"""Mails that people write: about a contract, to people of its project."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from ledgerstone.contracts import policy
from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence.delivery import gate
from ledgerstone.correspondence.kind import Writing
from ledgerstone.correspondence.letters.letter import Letter, Paper, Paragraph, Quoted, Small, Way
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from .commitments import ATTACHED, SAMPLE, papers_of

# Of what ``facts`` of a mail about a contract say: whether the contract goes along.
WITH_DOCUMENT = "with_document"


def contract_mail(writing: Writing) -> Letter:
    """What somebody wrote about a contract, with the way to it."""
    mail, contract = writing.mail, writing.contract
    return _contract_mail(
        subject=mail.subject,
        text=mail.text,
        sender=mail.sender_name,
        account=writing.account.name,
        contract=f"{contract.number} {contract.title}",
        about=f"{writing.terms[contract.kind].capitalised} {contract.number}",
        project=contract.project.name,
        url=address(reverse("web:contract", args=[contract.pk])),
        reply_to=writing.sender_email,
        papers=papers_of(mail, contract) if _has_document(writing, contract) else (),
    )


def _has_document(writing: Writing, contract: Contract) -> bool:
    """Whether the contract goes along: it was asked for, and the reader sees its figures."""
    actor = writing.reader.actor
    if not writing.mail.facts.get(WITH_DOCUMENT):
        return False
    if actor is None:
        return gate.sees_contract(writing.mail, writing.reader)
    return policy.may_see(actor, contract) and policy.may_see_schedule(actor, contract)


def contract_mail_sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of invented records."""
    return _contract_mail(
        subject="SC-03 Structural steel",
        text="Please find the subcontract for your signature.\n\nCall me if anything is unclear.",
        sender="Alex Morgan",
        account="Marlow Build",
        contract="SC-03 Structural steel",
        about=f"{terms.subcontract.capitalised} SC-03",
        project="Harbour Library",
        url=address("/"),
        reply_to="",
        papers=(SAMPLE,),
    )


def _contract_mail(
    *,
    subject: str,
    text: str,
    sender: str,
    account: str,
    contract: str,
    about: str,
    project: str,
    url: str,
    reply_to: str,
    papers: Sequence[Paper],
) -> Letter:
    attached = (Paragraph(ATTACHED),) if papers else ()
    return Letter(
        subject,
        (
            Paragraph(f"{sender} of {account} writes to you about {contract}, {project}."),
            Quoted("The message:", text),
            *attached,
            Way(f"Open {contract}", url),
            Small(
                f"The page opens for those who may see it. You get this because {sender} "
                "sent it to you."
            ),
        ),
        reply_to=reply_to,
        papers=tuple(papers),
        about=about,
    )
