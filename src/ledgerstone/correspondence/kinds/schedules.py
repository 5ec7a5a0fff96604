"""Mails about the subcontractor's schedule: it is asked for, handed in, and given back.

Of what an administrator does besides (an approval, a status set by hand) nobody is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse

from ledgerstone.contracts import contacts, policy
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import (
    OPEN,
    REVISE,
    UNDER_REVIEW,
    breakdown,
)
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule_events import (
    SubcontractorScheduleMoved,
    SubcontractorScheduleReturned,
    SubcontractorScheduleSubmitted,
)
from ledgerstone.correspondence.delivery import gate
from ledgerstone.correspondence.kind import Cause, Reader, Writing
from ledgerstone.correspondence.letters.letter import (
    Block,
    Figure,
    Figures,
    Item,
    Letter,
    Listed,
    Paragraph,
    Quoted,
    Small,
    Way,
)
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.correspondence.letters.targets import TO_FILL
from ledgerstone.correspondence.letters.ways import way_for
from ledgerstone.correspondence.models import Mail
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.models import Account

from .sentences import BY_LINK, OVERTAKEN

_HANDED_IN = "It was handed in already."
# Of what ``facts`` of a request say: by when it is wanted.
BY = "by"
# A mail lists so many notes; the page has them all.
_MOST_NOTES = 40


@dataclass(frozen=True, slots=True)
class About:
    """A schedule as a mail names it, and whom the mail is from and to."""

    name: str
    because: str
    sender: str
    sender_email: str
    account: str
    company: str
    kind: str
    number: str
    title: str
    project: str
    lines: int
    details: int
    total: Decimal
    currency: str
    text: str = ""
    by: dt.date | None = None
    notes: tuple[tuple[str, str], ...] = ()
    is_by_system: bool = False
    contact_fills: bool = True

    @property
    def which(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def about(self) -> str:
        """What stands opposite the account's name: `Subcontract SC-03`."""
        return f"{self.kind[:1].upper()}{self.kind[1:]} {self.number}"


def causes_of_submitted(event: SubcontractorScheduleSubmitted) -> Iterable[Cause]:
    """One mail each time it is handed in."""
    yield _cause(event, "schedule_submitted", {})


def causes_of_returned(event: SubcontractorScheduleReturned) -> Iterable[Cause]:
    """One mail each time it comes back."""
    facts = {
        "reason": event.reason,
        "notes": [list(note) for note in event.notes],
        "is_by_system": event.is_by_system,
    }
    yield _cause(event, "schedule_returned", facts)


def sees_schedule(mail: Mail, reader: Reader) -> bool:
    """Whether a reader sees the contract with its schedule of values; its contacts do."""
    assert mail.contract is not None  # noqa: S101 - only for kinds that are about a contract
    if not gate.sees_contract(mail, reader):
        return False
    return reader.actor is None or policy.may_see_schedule(reader.actor, mail.contract)


def contacts_fill(contract: Contract) -> bool:
    """Whether the claim contacts of a contract break its lines down. Two queries."""
    account = Account.objects.get(pk=contract.account_id)
    return contacts.settings_of_contract(account, contract).may_fill_schedule.holds


def requested(writing: Writing) -> Letter | str:
    """The request to break the schedule down; else why it is not sent."""
    contract = writing.contract
    if not contract.has_subcontractor_schedule or not contacts_fill(contract):
        return OVERTAKEN
    if contract.subcontractor_schedule_status not in OPEN:
        return _HANDED_IN
    by = writing.mail.facts.get(BY)
    told = replace(
        _about(writing),
        text=writing.mail.text,
        by=dt.date.fromisoformat(by) if by else None,
    )
    way = _way_to_fill(writing, "Break the lines down")
    return _requested(told, writing.terms, writing.formats, way)


def submitted(writing: Writing) -> Letter | str:
    """That the schedule waits to be reviewed; else why that is no news any more."""
    contract = writing.contract
    if contract.subcontractor_schedule_status != UNDER_REVIEW or _is_overtaken(writing.mail):
        return OVERTAKEN
    url = address(reverse("web:subcontractor_schedule", args=[contract.pk]))
    return _submitted(_about(writing), writing.terms, writing.formats, url)


def returned(writing: Writing) -> Letter | str:
    """What is to be revised; else why there is nothing to revise any more."""
    contract, facts = writing.contract, writing.mail.facts
    if contract.subcontractor_schedule_status != REVISE or _is_overtaken(writing.mail):
        return OVERTAKEN
    told = replace(
        _about(writing),
        text=facts["reason"],
        notes=tuple((item, note) for item, note in facts["notes"]),
        is_by_system=facts["is_by_system"],
        contact_fills=contacts_fill(contract),
    )
    label = "Change the lines" if told.contact_fills else "See the notes"
    return _returned(told, writing.terms, _way_to_fill(writing, label))


def requested_sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of invented records."""
    told = replace(
        _invented(terms, formats),
        details=0,
        text="Ten lines or so for the steel of each level will do.",
        by=dt.date(2026, 10, 9),
    )
    return _requested(told, terms, formats, Way("Break the lines down", address("/")))


def submitted_sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of invented records."""
    told = replace(
        _invented(terms, formats),
        name="Alex Morgan",
        because="you are on the project's distribution for it",
        sender="Pat Keel",
    )
    return _submitted(told, terms, formats, address("/"))


def returned_sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of invented records."""
    told = replace(
        _invented(terms, formats),
        text="Please part delivery from erection.",
        notes=(("4", "Delivery and erection apart."), ("7.2", "Which level is this?")),
    )
    return _returned(told, terms, Way("Change the lines", address("/")))


def _cause(event: SubcontractorScheduleMoved, kind: str, facts: dict[str, object]) -> Cause:
    return Cause(
        key=f"{kind}:{event.contract_id}:{event.version}",
        project_id=event.project_id,
        contract_id=event.contract_id,
        facts={"version": event.version, **facts},
        sender_id=event.actor.signed_by,
        sender_name=event.actor.name,
    )


def _is_overtaken(mail: Mail) -> bool:
    """Whether the same happened again since. One query."""
    of_kind = Mail.objects.filter(account_id=mail.account_id, kind=mail.kind)
    later = of_kind.filter(contract=mail.contract, facts__version__gt=mail.facts["version"])
    return later.exists()


def _about(writing: Writing) -> About:
    contract = writing.contract
    schedule = breakdown(contract)
    return About(
        name=writing.reader.person.name,
        because=writing.reader.because,
        sender=writing.mail.sender_name,
        sender_email=writing.sender_email,
        account=writing.account.name,
        company=contract.company.name,
        kind=str(writing.terms[contract.kind]),
        number=contract.number,
        title=contract.title,
        project=contract.project.name,
        lines=len(schedule.parts),
        details=schedule.detail_count,
        total=schedule.total,
        currency=contract.currency,
    )


def _way_to_fill(writing: Writing, label: str) -> Way:
    contract = writing.contract
    return way_for(
        writing,
        label,
        reverse("web:subcontractor_schedule", args=[contract.pk]),
        purpose=TO_FILL,
        target_id=contract.pk,
    )


def _requested(told: About, terms: Terms, formats: Formats, way: Way) -> Letter:
    until = f" by {formats.weekday(told.by)}" if told.by is not None else ""
    quoted = (Quoted(f"{told.sender} writes:", told.text),) if told.text else ()
    first = (
        f"{told.name}, please break down the {terms.schedule_of_values} of {told.kind} "
        f"{told.which} at {told.project}{until}. {told.sender} of {told.account} asks for it; "
        f"you can {terms.to_claim} once it is approved."
    )
    return Letter(
        f"{told.project}: {told.sender} invites you to break down your "
        f"{terms.schedule_of_values} for this {told.kind}, {told.which}",
        (
            Paragraph(first),
            *quoted,
            _figures(told, terms, formats),
            way,
            _why_contact(told, terms),
        ),
        reply_to=told.sender_email,
        about=told.about,
    )


def _submitted(told: About, terms: Terms, formats: Formats, url: str) -> Letter:
    schedule = terms.subcontractor_schedule
    first = (
        f"{told.name}, please review the {schedule} of {told.kind} {told.which} at "
        f"{told.project}. {told.sender} handed it in for {told.company}; {terms.claim_short.plural}"
        " on it wait until it is approved."
    )
    return Letter(
        f"{told.project}: {told.company} handed in the {schedule}, {told.which}",
        (
            Paragraph(first),
            _figures(told, terms, formats),
            Way("Review it", url),
            Small(f"You get this because {told.because}."),
        ),
        about=told.about,
    )


def _returned(told: About, terms: Terms, way: Way) -> Letter:
    schedule = f"the {terms.subcontractor_schedule} of {told.kind} {told.which} at {told.project}"
    if told.is_by_system:
        happened = f"{told.sender} of {told.account} changed the agreed lines"
    else:
        happened = f"{told.sender} of {told.account} returned it"
    first = (
        f"{told.name}, please revise {schedule}: {happened}."
        if told.contact_fills
        else f"{told.name}, {schedule} is being revised: {happened}. {told.account} enters its "
        "lines; there is nothing for you to do."
    )
    schedule_word = terms.subcontractor_schedule
    asked = f"revise the {schedule_word}" if told.contact_fills else f"{schedule_word} in revision"
    said: list[Block] = []
    if told.is_by_system:
        said.append(Paragraph(told.text))
    elif told.text:
        said.append(Quoted(f"{told.sender} writes:", told.text))
    if told.notes:
        said.append(_notes(told.notes))
    return Letter(
        f"{told.project}: {asked}, {told.which}",
        (Paragraph(first), *said, way, _why_contact(told, terms)),
        reply_to=told.sender_email,
        about=told.about,
    )


def _notes(notes: Sequence[tuple[str, str]]) -> Listed:
    items = [Item(f"Line {item}", (note,)) for item, note in notes[:_MOST_NOTES]]
    if len(notes) > _MOST_NOTES:
        items.append(Item(f"And {len(notes) - _MOST_NOTES} more on the page."))
    return Listed("Notes on lines", tuple(items))


def _figures(told: About, terms: Terms, formats: Formats) -> Figures:
    rows = [Figure("Agreed lines", str(told.lines))]
    if told.details:
        rows.append(Figure("Broken down into", str(told.details)))
    rows.append(Figure("In all", formats.money(told.total), is_total=True))
    return Figures(tuple(rows), f"Amounts in {told.currency}, before {terms.tax}.")


def _why_contact(told: About, terms: Terms) -> Small:
    return Small(
        f"You get this because {told.account} named you as {terms.claim_contact} of "
        f"{told.number}. {BY_LINK}"
    )


def _invented(terms: Terms, formats: Formats) -> About:
    return About(
        name="Pat Keel",
        because="",
        sender="Alex Morgan",
        sender_email="alex.morgan@marlow.example",
        account="Marlow Build",
        company="Keel Steel",
        kind=str(terms.subcontract),
        number="SC-03",
        title="Structural steel",
        project="Harbour Library",
        lines=14,
        details=52,
        total=Decimal("412500.00"),
        currency=formats.currency or "AUD",
    )
