"""Claims that people send on by e-mail: who sends them, what they come to, and the PDF.

Figures and PDF are made when the first of the recipients is sent the mail, and are the same for all
of them, whatever happens to the claim meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from django.urls import reverse

from ledgerstone.claims import policy
from ledgerstone.claims.models import (
    DRAFT,
    PENDING_OWNER_APPROVAL,
    REVISE_AND_RESUBMIT,
    UNDER_REVIEW,
    WITHDRAWN,
    Claim,
)
from ledgerstone.claims.sheets.as_claimed import as_claimed
from ledgerstone.claims.sheets.valuation import value
from ledgerstone.contracts.actors import actor_for
from ledgerstone.core import Cover
from ledgerstone.correspondence.audience import may_get_claims_of
from ledgerstone.correspondence.delivery import gate
from ledgerstone.correspondence.kind import Reader, Writing
from ledgerstone.correspondence.letters import papers
from ledgerstone.correspondence.letters.letter import (
    Block,
    Item,
    Letter,
    Listed,
    Paragraph,
    Quoted,
    Small,
    Way,
)
from ledgerstone.correspondence.letters.papers import Attached
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.correspondence.models import BLIND, COPY, TO, Mail, MailRecipient
from ledgerstone.documents.claim_pages.figures import cover_of
from ledgerstone.files.models import StoredFile
from ledgerstone.payments.due import payment_due_on
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor

from . import of_claims, samples
from .of_claims import About, LawDay
from .sentences import BY_LINK

_KEPT = "as_sent"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a claim stands, as a mail about it says: its status, its figures, and what is due.

    ``paid_by`` is when a certified one is to be paid, ``law`` by when one that was handed in is to
    be answered.
    """

    status: str
    is_upstream: bool
    is_certified: bool
    cover: Cover
    paid_by: dt.date | None = None
    law: LawDay | None = None

    def to_keep(self) -> dict[str, Any]:
        """As plain values."""
        law = self.law
        return {
            **asdict(self),
            "cover": {name: str(figure) for name, figure in asdict(self.cover).items()},
            "paid_by": _written(self.paid_by),
            "law": None if law is None else {"on": _written(law.on), "is_over": law.is_over},
        }

    @classmethod
    def kept(cls, kept: Mapping[str, Any]) -> Standing:
        """As it was kept."""
        law = kept["law"]
        return cls(
            status=kept["status"],
            is_upstream=kept["is_upstream"],
            is_certified=kept["is_certified"],
            cover=cover_of(kept["cover"]),
            paid_by=_read(kept["paid_by"]),
            law=None if law is None else LawDay(_read(law["on"]), law["is_over"]),
        )


def sees(mail: Mail, reader: Reader) -> bool:
    """Whether the reader is still somebody whom claims of the contract may be sent to."""
    assert mail.contract is not None  # noqa: S101 - a mail of this kind is about a contract
    return may_get_claims_of(mail.contract).filter(pk=reader.person.pk).exists()


def letter(writing: Writing) -> Letter | str:
    """A claim as it stands, from somebody who may still send it."""
    mail = writing.mail
    claim = of_claims.claim_of(mail)
    assert mail.sender is not None  # noqa: S101 - a person sends it
    sender = actor_for(mail.sender, writing.account)
    if sender is None or not policy.may_forward(sender, claim):
        return f"{mail.sender_name} may not send it any more."
    kept = mail.facts.get(_KEPT) or papers.keep_first(mail, _KEPT, _made(claim, sender))
    file = StoredFile.objects.get(account_id=mail.account_id, pk=kept["file"])
    return _compose(
        of_claims.about(writing, claim),
        subject=mail.subject,
        note=mail.text,
        standing=Standing.kept(kept["standing"]),
        attached=papers.attached(kept["name"], file),
        ways=tuple(_ways(writing, claim)),
        others=_others(writing),
    )


def sample(terms: Terms, formats: Formats) -> Letter:
    """A subcontractor's claim that is forwarded, as it looks, of invented records."""
    return _sample(
        _sample_about(terms, formats),
        subject=f"FW: {terms.claim.capitalised} 3 for SC-03 - Keel Steel - Marlow Build",
        note="Please compare the steel on site with lines 4 to 9 by Thursday.",
        standing=Standing(
            "under_review", False, False, samples.sample_cover(), law=samples.sample_law(formats)
        ),
    )


def to_owner_sample(terms: Terms, formats: Formats) -> Letter:
    """Our own claim as it goes to the owner, of invented records."""
    about = replace(
        _sample_about(terms, formats),
        contract="HC-01 New library",
        kind=f"{terms.head_contract.capitalised} HC-01",
        company="Harbour Trust",
    )
    return _sample(
        about,
        subject=f"FW: {terms.claim.capitalised} 3 for HC-01 - Marlow Build - Harbour Trust",
        note="Please find our claim for October. The dockets follow by post.",
        standing=Standing(
            "approved", True, False, samples.sample_cover(), law=samples.sample_law(formats)
        ),
    )


def _sample_about(terms: Terms, formats: Formats) -> About:
    about = samples.sample_about(terms, formats, to_contact=True)
    return replace(about, reader="Ana Reyes", because=f"{about.sender} sent it to you")


def _sample(about: About, *, subject: str, note: str, standing: Standing) -> Letter:
    name = f"{about.contract.split()[0]}_claim_3.pdf"
    return _compose(
        about,
        subject=subject,
        note=note,
        standing=standing,
        attached=Attached(name, 214 * 1024, None),
        ways=(samples.sample_way(f"Open {about.claim}", is_personal=False),),
        others="Sent to Ana Reyes, with a copy to Bo Lind.",
        is_attached=True,
    )


def _made(claim: Claim, sender: Actor) -> dict[str, Any]:
    """The figures and the PDF of a claim as it stands, as they are kept with the mail."""
    name, file = papers.of_claim(claim, sender)
    return {"name": name, "file": file.pk, "standing": standing_of(claim).to_keep()}


def standing_of(claim: Claim) -> Standing:
    """The figures as on the PDF: as certified, else as handed in, else of the draft."""
    certificate = claim.certificate
    if certificate is not None:
        cover = Cover(**{part.name: getattr(certificate, part.name) for part in fields(Cover)})
        due = payment_due_on(claim) if claim.status != PENDING_OWNER_APPROVAL else None
        return Standing(claim.status, claim.is_upstream, True, cover, paid_by=due)
    handed_in = of_claims.submissions(claim).defer("lines").first()
    if claim.status in (DRAFT, REVISE_AND_RESUBMIT) or handed_in is None:
        cover = as_claimed(claim, value(claim)).claimed_cover
        return Standing(claim.status, claim.is_upstream, False, cover)
    law = None if claim.status == WITHDRAWN else of_claims.law_day(claim)
    return Standing(claim.status, claim.is_upstream, False, cover_of(handed_in.cover), law=law)


def _compose(
    about: About, *, subject: str, note: str, standing: Standing, attached: Attached,
    ways: tuple[Way, ...], others: str, is_attached: bool = False,
) -> Letter:  # fmt: skip
    label = "Certified" if standing.is_certified else "Claimed"
    paper = attached.paper
    blocks: list[Block] = [Paragraph(_request(about, standing))]
    if note:
        blocks.append(Quoted(f"{about.sender} writes:", note))
    blocks += [
        of_claims.chain(about, standing.cover, label),
        _goes_along(about, attached, is_attached=is_attached or paper is not None, ways=ways),
        *ways,
        Small("\n".join(_end(about, others, ways))),
    ]
    return Letter(
        subject,
        tuple(blocks),
        reply_to=about.sender_email,
        papers=() if paper is None else (paper,),
        about=about.kind,
    )


def _request(about: About, standing: Standing) -> str:
    """Who sends what, what it comes to, where it stands, and what is due when."""
    whose = about.named if standing.is_upstream else f"{about.company}’s {about.named}"
    amount = about.money(standing.cover.payable)
    verb = "certified" if standing.is_certified else "claimed"
    tax = f", with {about.terms.tax}" if standing.cover.tax else ""
    first = f"{about.sender} of {about.account} sends you {whose}: {amount} is {verb}{tax}."
    parts = (first, _stands(about, standing), _due(about, standing))
    return " ".join(part for part in parts if part)


def _stands(about: About, standing: Standing) -> str:
    if standing.status == DRAFT:
        return f"It is a draft that is not {'issued' if standing.is_upstream else 'submitted'} yet."
    return {
        REVISE_AND_RESUBMIT: "It was returned and is being changed.",
        PENDING_OWNER_APPROVAL: f"It waits for the approval of the {about.terms.owner}.",
        WITHDRAWN: "It was withdrawn.",
        UNDER_REVIEW: "It is under review." if not standing.is_upstream else "",
    }.get(standing.status, "")


def _due(about: About, standing: Standing) -> str:
    weekday = about.formats.weekday
    if standing.paid_by is not None and standing.cover.payable > 0:
        return f"It is to be paid by {weekday(standing.paid_by)}."
    law = standing.law
    if law is None or law.on is None:
        return ""
    schedule = about.terms.payment_schedule.with_article
    verb = "was" if law.is_over else "is"
    return f"{schedule[:1].upper()}{schedule[1:]} {verb} due by {weekday(law.on)}."


def _goes_along(
    about: About, attached: Attached, *, is_attached: bool, ways: tuple[Way, ...]
) -> Block:
    """The PDF by name, or that it is too large and where it is."""
    if is_attached:
        return Listed("Attached:", (Item(f"{attached.name}, {attached.in_words}"),))
    where = "Open it with the link below." if ways else f"Ask {about.sender} for it."
    return Paragraph(
        f"{attached.name} has {attached.in_words}, which is too large for a mail. {where}"
    )


def _end(about: About, others: str, ways: tuple[Way, ...]) -> Iterator[str]:
    if about.sender_email:
        yield (
            f"Questions: reply to this mail, or write to {about.sender} at {about.sender_email}."
        )
    yield others
    yield f"You get this because {about.because}."
    if any(way.is_personal for way in ways):
        yield BY_LINK


def _ways(writing: Writing, claim: Claim) -> Iterator[Way]:
    """The page and the PDF, for a reader who may open them; nothing for others."""
    label = f"Open {writing.terms.claim_short} {claim.number}"
    actor = writing.reader.actor
    if _is_contact(writing):
        yield of_claims.to_claim(writing, claim, label)
    elif actor is not None and policy.may_see(actor, claim):
        yield Way(label, address(reverse("web:claim", args=[claim.pk])))
        if policy.may_export(actor, claim):
            url = address(reverse("web:claim_document", args=[claim.pk]))
            yield Way("View the PDF", url, is_second=True)


def _is_contact(writing: Writing) -> bool:
    """Whether the reader is a claim contact of the contract, with a login or without."""
    mail, reader = writing.mail, writing.reader
    if reader.actor is None:
        return gate.sees_contract(mail, reader)
    return mail.contract_id in reader.actor.contact_of


def _others(writing: Writing) -> str:
    """Who got it openly."""
    rows = (
        MailRecipient.objects.filter(account_id=writing.mail.account_id, mail_id=writing.mail.pk)
        .exclude(way=BLIND)
        .select_related("person")
        .order_by("pk")
    )
    named: dict[str, list[str]] = {TO: [], COPY: []}
    for row in rows:
        named[row.way].append(row.person.name)
    sent = f"Sent to {', '.join(named[TO])}" if named[TO] else "Sent"
    return f"{sent}{', with a copy to ' + ', '.join(named[COPY]) if named[COPY] else ''}."


def _written(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read(day: str | None) -> dt.date | None:
    return None if day is None else dt.date.fromisoformat(day)
