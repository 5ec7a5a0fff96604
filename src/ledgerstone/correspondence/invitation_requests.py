"""What invitations and reminders to claim say: who wants which claim by when, and the figures.

The first sentence is the whole request. Then what may be entered, the figures that the reader needs
to decide, and one link: it opens the page on which they say yes or no, without a password.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from ledgerstone.access.automation import automation
from ledgerstone.claims.invitation_round import Standing, standings, why_not_reminded
from ledgerstone.claims.invitation_words import period_words, type_words
from ledgerstone.claims.models import Invitation
from ledgerstone.claims.models.round import ACCEPTED, INVITED
from ledgerstone.claims.queries import last_certificate
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.directory.operations import create_link
from ledgerstone.directory.operations.links import link_word
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.queries import words
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.models import Account

from .models import InvitationMail
from .sending import Letter, address
from .targets import INVITATION
from .wrapping import wrapped

_LABEL, _FIGURE = 34, 18


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a letter is made of."""

    account: Account
    mail: InvitationMail
    at: Standing
    invitation: Invitation
    contract: Contract
    terms: Terms
    formats: Formats

    @property
    def period(self) -> str:
        """For when: `October`."""
        return period_words(self.invitation.period, self.formats)

    @property
    def claim(self) -> str:
        """What is asked for: `October claim`."""
        return f"{self.period} {self.terms.claim_short}"

    @property
    def is_reminder(self) -> bool:
        return self.mail.about == InvitationMail.REMINDED


def letter(account: Account, mail: InvitationMail) -> Letter | str:
    """An invitation or a reminder as the records stand now; else why it is not sent."""
    invitation, contract = mail.invitation, mail.invitation.contract
    period = invitation.period
    period.project = contract.project
    reader = automation(account.pk, contract.project_id)
    at = standings(reader, period, [contract])[contract.pk]
    why_not = _why_not(mail, at)
    if why_not:
        return why_not
    terms, formats = words(contract.project)
    asked = _Asked(account, mail, at, invitation, contract, terms, formats)
    paragraphs = [wrapped(_request(asked)), wrapped(_what_is_open(asked))]
    if invitation.text:
        said = [wrapped(line) for line in invitation.text.split("\n")]
        paragraphs.append("\n".join([f"{invitation.invited_by.name} writes:", *said]))
    paragraphs += ["\n".join(_figures(asked)), _way(asked), wrapped(_afterwards(asked))]
    paragraphs += [wrapped(_whom_to_ask(asked)), wrapped(_why_you(asked))]
    return Letter(_subject(asked), tuple(paragraphs), reply_to=invitation.invited_by.email)


def _why_not(mail: InvitationMail, at: Standing) -> str:
    """Why there is nothing to ask this person for any more; empty where there is."""
    person, contract = mail.person, at.contract
    mine = next((one for one in at.contacts if one.person.pk == person.pk), None)
    if mine is None:
        terms, _ = words(contract.project)
        return f"{person.name} is {terms.claim_contact} of {contract.number} no longer."
    if mine.why_unreachable:
        return mine.why_unreachable
    if mail.about == InvitationMail.INVITED and mail.invitation.status != INVITED:
        return "It was answered already."
    return why_not_reminded(at, mail.invitation.period)


def _subject(asked: _Asked) -> str:
    """Who wants what by when, and for which contract."""
    project, contract = asked.contract.project, asked.contract
    verb = f"{asked.terms.to_claim} for {asked.period} by {asked.formats.short_day(asked.at.due)}"
    if asked.is_reminder:
        return f"{project.name}: reminder to {verb}, {contract.number} {contract.title}"
    inviter = asked.invitation.invited_by.name
    return f"{project.name}: {inviter} invites you to {verb}, {contract.number} {contract.title}"


def _request(asked: _Asked) -> str:
    contract = asked.contract
    works = f"{contract.title} ({contract.number}) at {contract.project.name}"
    until = asked.formats.weekday(asked.at.due)
    name = asked.mail.person.name
    if asked.at.claim is not None:
        return (
            f"{name}, the {asked.claim} for {works} is started and has not been sent yet. "
            f"Please send it by {until}."
        )
    if asked.is_reminder and asked.invitation.status == ACCEPTED:
        return (
            f"{name}, you said that you will send the {asked.claim} for {works}. "
            f"Please do so by {until}."
        )
    if asked.is_reminder:
        return f"{name}, the {asked.claim} for {works} has not come yet. Please send it by {until}."
    return f"{name}, please send your {asked.claim} for {works} by {until}."


def _what_is_open(asked: _Asked) -> str:
    period, type_ = asked.invitation.period, asked.invitation.type
    until = asked.formats.day(period.end)
    may = f"You may enter {type_words(type_, asked.terms)}, up to {until}."
    if type_ == "work_materials":
        may += f" {asked.terms.retention_release.plural_capitalised} are not open this time."
    certificate = last_certificate(asked.contract)
    if certificate is not None and type_ != "retention_release":
        may += f" Your figures carry on from {asked.terms.claim_short} {certificate.claim.number}."
    return may


def _figures(asked: _Asked) -> Iterator[str]:
    kept = contracts.figures(asked.contract)
    total = kept.original + kept.approved
    certificate = last_certificate(asked.contract)
    certified = "Certified to date"
    if certificate is not None:
        last, short = certificate.claim.number, asked.terms.claim_short
        certified += f", {short.plural} 1 to {last}" if last > 1 else f", {short} 1"
    rows: list[tuple[str, Decimal]] = [
        (f"{asked.terms.contract_sum.capitalised} to date", total),
        (certified, kept.certified),
        (f"{asked.terms.retention.capitalised} held", kept.retained),
        (f"Left to {asked.terms.to_claim}", total - kept.certified),
    ]
    for label, figure in rows:
        yield f"{label:<{_LABEL}}{asked.formats.money(figure):>{_FIGURE}}"
    yield f"Amounts in {asked.contract.currency}, before {asked.terms.tax}."


def _way(asked: _Asked) -> str:
    """The one link; it is made for this recipient as the mail goes out."""
    link = create_link(
        actor=None,
        account_id=asked.account.pk,
        person_id=asked.mail.person.pk,
        purpose=INVITATION,
        target_kind=INVITATION,
        target_id=asked.invitation.pk,
    )
    url = address(reverse("web:mailed_link", args=[link_word(link)]))
    if asked.at.claim is not None:
        return f"Continue the {asked.claim}:\n{url}"
    return (
        f"Start the {asked.claim}, or say that there is nothing to {asked.terms.to_claim}:\n{url}"
    )


def _afterwards(asked: _Asked) -> str:
    day = asked.formats.weekday(asked.at.due)
    short = asked.terms.claim_short
    return (
        f"After {day} only {asked.account.name} can start {short.with_article} for this "
        f"{asked.terms.billing_period}. A draft that you have started can still be sent."
    )


def _whom_to_ask(asked: _Asked) -> str:
    inviter = asked.invitation.invited_by
    return f"Questions: reply to this mail, or write to {inviter.name} at {inviter.email}."


def _why_you(asked: _Asked) -> str:
    return (
        f"You get this because {asked.account.name} named you as {asked.terms.claim_contact} of "
        f"{asked.contract.number}. The link opens this contract only, without a password: a code "
        "is mailed to you when you open it."
    )
