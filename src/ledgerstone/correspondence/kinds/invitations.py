"""Invitations and reminders to claim: who wants which claim by when, and the figures to decide it.

The first sentence is the whole request. Then what may be entered, the figures that the reader needs
to decide, and one button: it opens the page on which they say yes or no, without a password. What
was overtaken meanwhile (another answer, a claim that was handed in, somebody who is contact no
longer) is not sent, and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse

from ledgerstone.access.automation import automation
from ledgerstone.claims.inviting.invitation_events import RoundInvited, RoundReminded
from ledgerstone.claims.inviting.invitation_round import Standing, standings, why_not_reminded
from ledgerstone.claims.inviting.invitation_words import period_words, type_words
from ledgerstone.claims.models import Invitation
from ledgerstone.claims.models.round import ACCEPTED, INVITED
from ledgerstone.claims.queries import last_certificate
from ledgerstone.contracts import queries as contracts
from ledgerstone.correspondence.kind import Cause, Writing
from ledgerstone.correspondence.letters.letter import (
    Figure,
    Figures,
    Letter,
    Paragraph,
    Quoted,
    Small,
    Way,
)
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.correspondence.letters.targets import INVITATION
from ledgerstone.correspondence.letters.ways import way_for
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from .sentences import BY_LINK, OVERTAKEN


@dataclass(frozen=True, slots=True)
class Asked:
    """What an invitation or a reminder is made of. ``period`` is in words: ``October``;
    ``last_claim`` is the number of the last one that was certified."""

    name: str
    account: str
    project: str
    kind: str
    number: str
    title: str
    inviter: str
    inviter_email: str
    period: str
    due: dt.date
    until: dt.date
    type: str
    text: str
    is_reminder: bool
    has_accepted: bool
    has_draft: bool
    currency: str
    contract_sum: Decimal
    certified: Decimal
    retained: Decimal
    last_claim: int | None


def causes_of_invited(event: RoundInvited) -> Iterable[Cause]:
    """A mail for each commitment that was invited. One query."""
    for one in _invitations(event):
        yield _cause(event, one, "invitation", one.invited_at)


def causes_of_reminded(event: RoundReminded) -> Iterable[Cause]:
    """A mail for each commitment that was reminded. One query."""
    for one in _invitations(event):
        assert one.reminded_at is not None  # noqa: S101 - it was reminded just now
        yield _cause(event, one, "invitation_reminder", one.reminded_at)


def invitation(writing: Writing) -> Letter | str:
    """An invitation as the records stand now; else why it is not sent."""
    found = invitation_of(writing)
    if writing.mail.facts["at"] != found.invited_at.isoformat():
        return OVERTAKEN
    if found.status != INVITED:
        return "It was answered already."
    return _request(writing, found, is_reminder=False)


def reminder(writing: Writing) -> Letter | str:
    """A reminder as the records stand now; else why it is not sent."""
    found = invitation_of(writing)
    if found.reminded_at is None or writing.mail.facts["at"] != found.reminded_at.isoformat():
        return OVERTAKEN
    return _request(writing, found, is_reminder=True)


def invitation_sample(terms: Terms, formats: Formats) -> Letter:
    """As an invitation looks, of invented records."""
    return _sample(terms, formats, is_reminder=False)


def reminder_sample(terms: Terms, formats: Formats) -> Letter:
    """As a reminder looks, of invented records."""
    return _sample(terms, formats, is_reminder=True)


def invitation_of(writing: Writing) -> Invitation:
    """The invitation that a mail is about, with what its letters say. One query."""
    pk = writing.mail.invitation_id
    assert pk is not None  # noqa: S101 - mails of these kinds are about an invitation
    return Invitation.objects.select_related("period", "invited_by", "answered_by").get(
        account_id=writing.account.pk, pk=pk
    )


def _invitations(event: RoundInvited | RoundReminded) -> Iterable[Invitation]:
    return Invitation.objects.filter(
        account_id=event.actor.account_id, pk__in=list(event.invitation_ids)
    ).order_by("pk")


def _cause(
    event: RoundInvited | RoundReminded, about: Invitation, kind: str, at: dt.datetime
) -> Cause:
    return Cause(
        key=f"{kind}:{about.pk}:{at.isoformat()}",
        project_id=event.project_id,
        contract_id=about.contract_id,
        invitation_id=about.pk,
        facts={"at": at.isoformat()},
        sender_id=event.actor.signed_by,
        sender_name=event.actor.name,
    )


def _request(writing: Writing, found: Invitation, *, is_reminder: bool) -> Letter | str:
    contract = writing.contract
    found.period.project = contract.project
    reader = automation(writing.account.pk, contract.project_id)
    at = standings(reader, found.period, [contract])[contract.pk]
    why_not = _why_not(writing, at) or why_not_reminded(at, found.period)
    if why_not:
        return why_not
    asked = _asked(writing, found, at, is_reminder=is_reminder)
    way = way_for(
        writing,
        _label(asked, writing.terms),
        reverse("web:contract", args=[contract.pk]),
        purpose=INVITATION,
        kind=INVITATION,
        target_id=found.pk,
    )
    return _letter(asked, writing.terms, writing.formats, way)


def _why_not(writing: Writing, at: Standing) -> str:
    """Why there is nothing to ask this person for any more; empty where there is."""
    person = writing.reader.person
    mine = next((one for one in at.contacts if one.person.pk == person.pk), None)
    if mine is None:
        who = f"{person.name} is {writing.terms.claim_contact} of {at.contract.number}"
        return f"{who} no longer."
    return mine.why_unreachable


def _asked(writing: Writing, found: Invitation, at: Standing, *, is_reminder: bool) -> Asked:
    contract = at.contract
    kept = contracts.figures(contract)
    certificate = last_certificate(contract)
    return Asked(
        name=writing.reader.person.name,
        account=writing.account.name,
        project=contract.project.name,
        kind=writing.terms[contract.kind].capitalised,
        number=contract.number,
        title=contract.title,
        inviter=found.invited_by.name,
        inviter_email=found.invited_by.email,
        period=period_words(found.period, writing.formats),
        due=at.due,
        until=found.period.end,
        type=found.type,
        text=found.text,
        is_reminder=is_reminder,
        has_accepted=found.status == ACCEPTED,
        has_draft=at.claim is not None,
        currency=contract.currency,
        contract_sum=kept.original + kept.approved,
        certified=kept.certified,
        retained=kept.retained,
        last_claim=None if certificate is None else certificate.claim.number,
    )


def _letter(asked: Asked, terms: Terms, formats: Formats, way: Way) -> Letter:
    quoted = (Quoted(f"{asked.inviter} writes:", asked.text),) if asked.text else ()
    return Letter(
        _subject(asked, terms, formats),
        (
            Paragraph(_first(asked, terms, formats)),
            Paragraph(_what_is_open(asked, terms, formats)),
            *quoted,
            _figures(asked, terms, formats),
            way,
            *_or_decline(asked, terms, way),
            Small(_afterwards(asked, terms, formats)),
            Small(
                f"Questions: reply to this mail, or write to {asked.inviter} at "
                f"{asked.inviter_email}."
            ),
            Small(
                f"You get this because {asked.account} named you as {terms.claim_contact} of "
                f"{asked.number}. {BY_LINK}"
            ),
        ),
        reply_to=asked.inviter_email,
        about=f"{asked.kind} {asked.number}",
    )


def _subject(asked: Asked, terms: Terms, formats: Formats) -> str:
    """Who wants what by when, and for which contract."""
    verb = f"{terms.to_claim} for {asked.period} by {formats.short_day(asked.due)}"
    which = f"{asked.number} {asked.title}"
    if asked.is_reminder:
        return f"{asked.project}: reminder to {verb}, {which}"
    return f"{asked.project}: {asked.inviter} invites you to {verb}, {which}"


def _first(asked: Asked, terms: Terms, formats: Formats) -> str:
    works = f"{asked.title} ({asked.number}) at {asked.project}"
    until = formats.weekday(asked.due)
    claim = f"{asked.period} {terms.claim_short}"
    if asked.has_draft:
        return (
            f"{asked.name}, the {claim} for {works} is started and has not been sent yet. "
            f"Please send it by {until}."
        )
    if asked.is_reminder and asked.has_accepted:
        return (
            f"{asked.name}, you said that you will send the {claim} for {works}. "
            f"Please do so by {until}."
        )
    if asked.is_reminder:
        return f"{asked.name}, the {claim} for {works} has not come yet. Please send it by {until}."
    return f"{asked.name}, please send your {claim} for {works} by {until}."


def _what_is_open(asked: Asked, terms: Terms, formats: Formats) -> str:
    may = f"You may enter {type_words(asked.type, terms)}, up to {formats.day(asked.until)}."
    if asked.type == "work_materials":
        may += f" {terms.retention_release.plural_capitalised} are not open this time."
    if asked.last_claim is not None and asked.type != "retention_release":
        may += f" Your figures carry on from {terms.claim_short} {asked.last_claim}."
    return may


def _figures(asked: Asked, terms: Terms, formats: Formats) -> Figures:
    certified, short = "Certified to date", terms.claim_short
    if asked.last_claim is not None:
        many = f"{short.plural} 1 to {asked.last_claim}"
        certified += f", {many}" if asked.last_claim > 1 else f", {short} 1"
    left = asked.contract_sum - asked.certified
    return Figures(
        (
            Figure(f"{terms.contract_sum.capitalised} to date", formats.money(asked.contract_sum)),
            Figure(certified, formats.money(asked.certified)),
            Figure(f"{terms.retention.capitalised} held", formats.money(asked.retained)),
            Figure(f"Left to {terms.to_claim}", formats.money(left), is_total=True),
        ),
        f"Amounts in {asked.currency}, before {terms.tax}.",
    )


def _label(asked: Asked, terms: Terms) -> str:
    claim = f"{asked.period} {terms.claim_short}"
    return f"Continue the {claim}" if asked.has_draft else f"Start the {claim}"


def _or_decline(asked: Asked, terms: Terms, way: Way) -> Iterable[Way]:
    """The other answer, which the same page takes."""
    if not asked.has_draft:
        lead = f"Nothing to {terms.to_claim}?"
        yield replace(way, label=f"Decline for {asked.period}", is_second=True, lead=lead)


def _afterwards(asked: Asked, terms: Terms, formats: Formats) -> str:
    short = terms.claim_short
    return (
        f"After {formats.weekday(asked.due)} only {asked.account} can start "
        f"{short.with_article} for this {terms.billing_period}. A draft that you have started can "
        "still be sent."
    )


def _sample(terms: Terms, formats: Formats, *, is_reminder: bool) -> Letter:
    asked = Asked(
        name="Pat Keel",
        account="Marlow Build",
        project="Harbour Library",
        kind=terms.subcontract.capitalised,
        number="SC-03",
        title="Structural steel",
        inviter="Alex Morgan",
        inviter_email="alex.morgan@marlow.example",
        period="October",
        due=dt.date(2026, 10, 28),
        until=dt.date(2026, 10, 31),
        type="work_materials_retention",
        text="Please send your tax invoice with it.",
        is_reminder=is_reminder,
        has_accepted=False,
        has_draft=False,
        currency=formats.currency or "AUD",
        contract_sum=Decimal("412500.00"),
        certified=Decimal("96250.00"),
        retained=Decimal("4812.50"),
        last_claim=2,
    )
    return _letter(asked, terms, formats, Way(_label(asked, terms), address("/")))
