"""What mails about one claim have in common: how they name it, its figures, and its way in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse

from ledgerstone.access.actions import Action
from ledgerstone.claims.answering_time import answer_due, answers_by_law
from ledgerstone.claims.inviting.invitation_words import period_words
from ledgerstone.claims.models import Claim, Submission
from ledgerstone.claims.record import read_claim
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import Contract
from ledgerstone.core import Cover
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
    Small,
    Way,
)
from ledgerstone.correspondence.letters.targets import CLAIM
from ledgerstone.correspondence.letters.ways import way_for
from ledgerstone.correspondence.models import Mail
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.events import Event

from .sentences import BY_LINK

# A mail lists so many lines; the page has them all.
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class About:
    """A claim as a mail names it, and whom the mail is from and to.

    ``sender`` did what the mail tells; ``reader`` and ``because`` are of whoever gets it.
    """

    account: str
    project: str
    contract: str
    kind: str
    company: str
    number: int
    period: str
    terms: Terms
    formats: Formats
    reader: str
    because: str
    sender: str = ""
    sender_email: str = ""

    @property
    def claim(self) -> str:
        """Which it is: `claim 3`."""
        return f"{self.terms.claim_short} {self.number}"

    @property
    def place(self) -> str:
        """Where it belongs: `SC-03 Structural steel, Harbour Library`."""
        return f"{self.contract}, {self.project}"

    @property
    def named(self) -> str:
        """All of it: `claim 3 for October on SC-03 Structural steel, Harbour Library`."""
        return f"{self.claim} for {self.period} on {self.place}"

    def money(self, amount: Decimal) -> str:
        """An amount in a sentence."""
        return self.formats.money_with_sign(amount)


@dataclass(frozen=True, slots=True)
class Cut:
    """Something that is answered otherwise than claimed, in words, and why."""

    what: str
    claimed: Decimal
    answered: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LawDay:
    """That the law wants a claim answered; ``on`` is by when, where a rule is kept."""

    on: dt.date | None
    is_over: bool = False


def about(writing: Writing, claim: Claim) -> About:
    """A claim, with its contract, project, company and period, as a mail to one reader names it."""
    contract = claim.contract
    return About(
        account=writing.account.name,
        project=contract.project.name,
        contract=f"{contract.number} {contract.title}",
        kind=kind_of(contract, writing.terms),
        company=contract.company.name,
        number=claim.number,
        period=period_words(claim.period, writing.formats),
        terms=writing.terms,
        formats=writing.formats,
        reader=writing.reader.person.name,
        because=writing.reader.because,
        sender=writing.mail.sender_name,
        sender_email=writing.sender_email,
    )


def cause(
    event: Event, key: str, facts: Mapping[str, object], *, claim_id: int | None = None
) -> Cause:
    """What a mail follows: an event, with whoever did it as the sender."""
    return Cause(
        key=key,
        project_id=event.project_id,
        contract_id=event.contract_id,
        claim_id=event.claim_id if claim_id is None else claim_id,
        facts=facts,
        sender_id=event.actor.signed_by,
        sender_name=event.actor.name,
    )


def claim_of(mail: Mail) -> Claim:
    """The claim of a mail with its contract, project, company, period and certificate, as it stands
    now. One query."""
    assert mail.claim_id is not None  # noqa: S101 - only for kinds that are about a claim
    claim = read_claim(mail.account_id, mail.claim_id)
    assert claim is not None  # noqa: S101 - its mails go with it
    return claim


def submissions(claim: Claim) -> QuerySet[Submission]:
    """What was handed in of a claim, the latest first."""
    found = Submission.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
    return found.order_by("-sequence")


def law_day(claim: Claim) -> LawDay | None:
    """By when the law wants a claim answered; None where no law does."""
    if not answers_by_law(claim.contract.project):
        return None
    due = answer_due(claim)
    return LawDay(None) if due is None else LawDay(due.on, due.is_over)


def sees_claims(mail: Mail, reader: Reader) -> bool:
    """Whether a reader sees the claims of the contract that a mail is about: as the pages say, or
    as one of its claim contacts without a login."""
    assert mail.contract is not None  # noqa: S101 - only for kinds that are about a contract
    if reader.actor is None:
        return gate.sees_contract(mail, reader)
    return policy.may(reader.actor, mail.contract, Action.VIEW_CLAIM)


def to_claim(writing: Writing, claim: Claim, label: str) -> Way:
    """The button to one claim; contacts get a link of their own."""
    path = reverse("web:claim", args=[claim.pk])
    return way_for(writing, label, path, purpose=CLAIM, kind=CLAIM, target_id=claim.pk)


def may_claim(writing: Writing) -> bool:
    """Whether the reader may change and submit claims of the mail's contract: as the page says, or
    as one of its contacts without a login."""
    actor = writing.reader.actor
    return actor is None or writing.mail.contract_id in actor.claims_for


def letter(
    about: About, subject: str, request: str, blocks: Iterable[Block | None], way: Way
) -> Letter:
    """A mail about a claim."""
    return composed(
        f"{about.project}: {subject}",
        request,
        [one for one in blocks if one is not None],
        way,
        because=about.because,
        sender=about.sender,
        sender_email=about.sender_email,
        about=about.kind,
    )


def composed(
    subject: str, request: str, blocks: Iterable[Block], way: Way, *, because: str, sender: str,
    sender_email: str, about: str,
) -> Letter:  # fmt: skip
    """The request, what belongs to it, the button, whom to ask, and why the reader has it."""
    end = [f"You get this because {because}."]
    if sender and sender_email:
        end.insert(0, f"Questions: reply to this mail, or write to {sender} at {sender_email}.")
    if way.is_personal:
        end.append(BY_LINK)
    said = (Paragraph(request), *blocks, way, Small("\n".join(end)))
    return Letter(subject, said, reply_to=sender_email, about=about)


def kind_of(contract: Contract, terms: Terms) -> str:
    """What opposite the account's name says what the mail is about: `Subcontract SC-03`."""
    return f"{terms[contract.kind].capitalised} {contract.number}"


def chain(about: About, cover: Cover, label: str) -> Figures:
    """From what is done to date to what is payable: the arithmetic of the cover, line by line."""
    return Figures(tuple(_chain(about, cover, label)), _in_what(about, cover))


def _chain(about: About, cover: Cover, label: str) -> Iterator[Figure]:
    terms, money = about.terms, about.formats.money
    yield Figure("Completed and stored to date", money(cover.total_completed_and_stored))
    if cover.total_retention:
        yield Figure(f"Less {terms.retention}", money(-cover.total_retention))
    if cover.less_previous_certificates:
        yield Figure("Less previous certificates", money(-cover.less_previous_certificates))
    if cover.deductions_this_period:
        yield Figure(terms.deduction.plural_capitalised, money(cover.deductions_this_period))
    if cover.tax:
        yield Figure(terms.tax.capitalised, money(cover.tax))
    yield Figure(label, money(cover.payable), is_total=True)


def _in_what(about: About, cover: Cover) -> str:
    formats = about.formats
    return (
        f"Amounts in {formats.currency}. {about.terms.contract_sum.capitalised} to date "
        f"{formats.money(cover.contract_sum_to_date)}, of which "
        f"{formats.percent(cover.percent_complete)} is done."
    )


def listed(
    about: About, title: str, cuts: Sequence[Cut], answered: str, *, compares: bool = True
) -> Listed | None:
    """Cuts one after the other, each with its figures and its reason; None where there is none."""
    if not cuts:
        return None
    items = [_item(about, cut, answered, compares) for cut in cuts[:MOST_LINES]]
    if len(cuts) > MOST_LINES:
        items.append(Item(f"and {len(cuts) - MOST_LINES} more, on the page of {about.claim}"))
    return Listed(title, tuple(items))


def _item(about: About, cut: Cut, answered: str, compares: bool) -> Item:
    money = about.formats.money
    lines = []
    if cut.claimed != cut.answered:
        if compares:
            difference = cut.answered - cut.claimed
            less = "less" if difference < 0 else "more"
            lines.append(
                f"Claimed {money(cut.claimed)}, {answered} {money(cut.answered)}: "
                f"{money(abs(difference))} {less}"
            )
        else:
            lines.append(f"{answered.capitalize()} {money(cut.answered)}")
    if cut.reason:
        lines.append(cut.reason)
    return Item(cut.what, tuple(lines))
