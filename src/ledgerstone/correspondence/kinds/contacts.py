"""Mails to administrators about a claim contact whom mail does not reach any more (decision 2).

One a person and project, however many commitments name them, and once a day for one reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models.functions import Lower
from django.urls import reverse

from ledgerstone.access.levels import Level
from ledgerstone.contracts import policy
from ledgerstone.contracts.events import ContactUnreachable
from ledgerstone.contracts.models import ContractPerson
from ledgerstone.correspondence.kind import PERSON, Cause, Named, Reader, Writing
from ledgerstone.correspondence.letters.letter import Item, Letter, Listed, Paragraph, Small, Way
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.correspondence.models import Mail
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import ProjectMember
from ledgerstone.projects.queries import words
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock

REACHED = "They can be reached again, or are named no longer."


@dataclass(frozen=True, slots=True)
class Place:
    """A commitment that names the contact, and its page."""

    name: str
    url: str


def causes(event: ContactUnreachable) -> Iterable[Cause]:
    """One mail a person, project, reason and day; the commitments are read when it is sent."""
    reason = hashlib.blake2s(event.reason.encode(), digest_size=8).hexdigest()
    about = f"{event.project_id}:{event.person_id}"
    return [
        Cause(
            key=f"contact_unreachable:{about}:{clock.today('UTC'):%Y-%m-%d}:{reason}",
            project_id=event.project_id,
            facts={PERSON: event.person_id},
            sender_id=event.actor.signed_by,
            sender_name=event.actor.name,
        )
    ]


def administrators(mail: Mail) -> Sequence[Named]:
    """Who administers the commitments of the mail's project. One query."""
    project = mail.project
    assert project is not None  # noqa: S101 - this kind is about a project
    members = (
        ProjectMember.objects.filter(
            account_id=mail.account_id, project_id=project.pk, template__commitments=Level.ADMIN
        )
        .select_related("person__company", "person__user")
        .order_by(Lower("person__name"), "person_id")
    )
    terms, _ = words(project)
    because = f"you administer the {terms.commitment.plural} of {project.name}"
    return [Named(one.person, because) for one in members]


def sees(mail: Mail, reader: Reader) -> bool:
    """Whether a reader sees any of the commitments that name the contact."""
    return bool(_named_on(mail, reader))


def letter(writing: Writing) -> Letter | str:
    """Whom mail does not reach, why, and on which commitments; else why it need not be said."""
    mail, project = writing.mail, writing.mail.project
    assert project is not None  # noqa: S101 - this kind is about a project
    found = [
        (row, why)
        for row in _named_on(mail, writing.reader)
        if (why := why_unreachable(row.person, row.contract.company_id))
    ]
    if not found:
        return REACHED
    person, why = found[0][0].person, found[0][1]
    contracts = [row.contract for row, _ in found]
    return _compose(
        person=person.name,
        company=contracts[0].company.name,
        project=project.name,
        why=why,
        places=[
            Place(f"{one.number} {one.title}", address(reverse("web:contract", args=[one.pk])))
            for one in contracts
        ],
        terms=writing.terms,
        because=writing.reader.because,
    )


def sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of an invented contact."""
    return _compose(
        person="Pat Keel",
        company="Keel Steel",
        project="Harbour Library",
        why="The mail server refused pat@keel.example: “550 5.1.1 No such mailbox”.",
        places=[
            Place("SC-03 Structural steel", address("/")),
            Place("SC-07 Handrails", address("/")),
        ],
        terms=terms,
        because=f"you administer the {terms.commitment.plural} of Harbour Library",
    )


def _compose(
    *, person: str, company: str, project: str, why: str, places: Sequence[Place], terms: Terms,
    because: str,
) -> Letter:  # fmt: skip
    named = places[0].name
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    request = (
        f"Mail does not reach {person} of {company}, {terms.claim_contact} of {named}{more}, "
        f"{project}. Please put their record right, or name somebody else."
    )
    items = tuple(Item(place.name, url=place.url) for place in places)
    listed = [Listed(f"{person} is named on:", items)] if more else []
    return Letter(
        f"{project}: mail does not reach {person} of {company}, {named}{more}",
        (
            Paragraph(request),
            Paragraph(f"{why} Nothing is sent to them until then."),
            *listed,
            Way(f"Open {named}", places[0].url),
            Small(f"You get this because {because}."),
        ),
    )


def _named_on(mail: Mail, reader: Reader) -> list[ContractPerson]:
    """Where the contact is named on the project, as far as the reader sees it. One query."""
    actor = reader.actor
    assert mail.project_id is not None  # noqa: S101 - this kind is about a project
    if actor is None:
        return []
    rows = (
        ContractPerson.objects.filter(
            account_id=mail.account_id,
            person_id=mail.facts[PERSON],
            is_contact=True,
            contract__project_id=mail.project_id,
        )
        .select_related("person__company", "contract__company")
        .order_by("contract__number", "contract_id")
    )
    return [row for row in rows if policy.may_see(actor, row.contract)]
