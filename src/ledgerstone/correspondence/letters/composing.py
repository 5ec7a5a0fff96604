"""Composes a mail for one recipient as the records stand now, also as a part of a summary."""

from __future__ import annotations

from django.db.models import QuerySet

from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.delivery import gate
from ledgerstone.correspondence.kind import Named, Writing
from ledgerstone.correspondence.models import MailRecipient
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import DEFAULT_TERMINOLOGY, Terms, terms
from ledgerstone.tenancy.models import Account

from . import rendering
from .letter import Letter


def to_compose(found: QuerySet[MailRecipient]) -> QuerySet[MailRecipient]:
    """Recipients with what their mails are made of. One query."""
    return found.select_related(
        "person__company",
        "person__user",
        "mail__project",
        "mail__contract__project",
        "mail__contract__company",
        "mail__claim__contract__project",
        "mail__claim__period",
        "mail__sender",
    )


def letter_of(account: Account, recipient: MailRecipient) -> Letter | str:
    """What a mail says to its reader now; else why this person gets none."""
    mail, person = recipient.mail, recipient.person
    kind = catalogue.KINDS[mail.kind]
    named = Named(person, recipient.because, recipient.asked_for, recipient.way)
    reader = gate.reader_of(account, person, recipient.because)
    why_not = gate.why_not(kind, mail, named, reader, gate.choices(kind, [person]))
    if why_not:
        return why_not
    return kind.letter(Writing(account, mail, reader, *_terms_and_formats(account, recipient)))


def as_kept(letter: Letter) -> dict[str, str]:
    """The subject and the text of a letter as they stay in the log: without personal links."""
    return {
        "subject": rendering.subject_of(letter),
        "text": rendering.text_of(letter, without_personal_links=True),
    }


def _terms_and_formats(account: Account, recipient: MailRecipient) -> tuple[Terms, Formats]:
    """The words and the way of writing figures of a mail's project, else of the account."""
    project = recipient.mail.project
    if project is not None:
        return projects.words(project)
    formats = Formats(locale=DEFAULT_TERMINOLOGY, currency="", time_zone=account.time_zone)
    return terms(DEFAULT_TERMINOLOGY), formats
