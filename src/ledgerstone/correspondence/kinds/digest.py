"""What the weekly digest says: which claims of a project wait, since when, for whom, how much.

It lists what is with us to review, what was returned, and what is a draft: claims of the open
billing period, and those of earlier ones that nobody has decided. Each reader gets the claims that
they see.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse

from ledgerstone.claims import queries
from ledgerstone.claims.answering_time import answer_due
from ledgerstone.claims.events import ClaimReturned
from ledgerstone.claims.models import DRAFT, REVISE_AND_RESUBMIT, UNDER_REVIEW, Claim
from ledgerstone.correspondence.kind import Reader, Writing
from ledgerstone.correspondence.letters.letter import (
    Figure,
    Figures,
    Item,
    Letter,
    Listed,
    Paragraph,
    Small,
    Way,
)
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.correspondence.models import Mail
from ledgerstone.history.models import Event
from ledgerstone.projects import policy as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock

_STATES = (UNDER_REVIEW, REVISE_AND_RESUBMIT, DRAFT)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim that waits. ``days``: for how many; ``answer_by``: the last day for the answer where
    the law of the place says one."""

    state: str
    contract: str
    company: str
    number: int
    month: str
    days: int
    amount: Decimal
    currency: str
    answer_by: dt.date | None = None
    is_late: bool = False


def sees(mail: Mail, reader: Reader) -> bool:
    """Whether the reader sees the project; the letter has the claims that they see."""
    assert mail.project_id is not None  # noqa: S101 - a digest is a project's
    return reader.actor is not None and projects.may_see(reader.actor, mail.project_id)


def digest(writing: Writing) -> Letter | str:
    """What waits on the project for this reader; else that there is nothing to tell."""
    project, actor = writing.mail.project, writing.reader.actor
    assert project is not None  # noqa: S101 - a digest is a project's
    assert actor is not None  # noqa: S101 - the gate asked for it
    claims = list(
        queries.visible_to(actor)
        .filter(contract__project_id=project.pk, is_upstream=False, status__in=_STATES)
        .order_by("contract__number", "number")
    )
    if not claims:
        return f"No {writing.terms.claim_short} was a draft, under review or returned."
    page = "web:claims_tool"
    if not projects.may_see_claims_tool(actor, project.pk):
        page = "web:project_home"
    return _digest(
        account=writing.account.name,
        project=f"{project.name} ({project.number})",
        waiting=list(_waiting(claims, project, writing.formats)),
        url=address(reverse(page, args=[project.pk])),
        terms=writing.terms,
        formats=writing.formats,
    )


def sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of invented records."""
    invented = (
        (UNDER_REVIEW, "SC-03 Structural steel", "Keel Steel", 4, 6, "182400.00", 8),
        (UNDER_REVIEW, "SC-07 Facade", "Vane Glazing", 2, 13, "96250.50", -1),
        (REVISE_AND_RESUBMIT, "SC-05 Electrical", "Arc & Sons", 3, 4, "41800.00", None),
        (DRAFT, "SC-09 Joinery", "Beechwood", 1, 2, "12650.00", None),
    )
    monday = dt.date(2026, 11, 30)
    waiting = [
        Waiting(
            state, contract, company, number, "November 2026", days, Decimal(amount),
            formats.currency,
            None if due is None else monday + dt.timedelta(days=due),
            due is not None and due < 0,
        )
        for state, contract, company, number, days, amount, due in invented
    ]  # fmt: skip
    return _digest(
        account="Marlow Build",
        project="Harbour Library (HL-01)",
        waiting=waiting,
        url=address("/"),
        terms=terms,
        formats=formats,
    )


def _digest(
    *,
    account: str,
    project: str,
    waiting: Sequence[Waiting],
    url: str,
    terms: Terms,
    formats: Formats,
) -> Letter:
    claims = terms.claim.plural
    return Letter(
        f"{project}: {_counts(waiting, terms)}",
        (
            Paragraph(_request(account, project, waiting, terms, formats)),
            *_sums(waiting, terms, formats),
            *_groups(waiting, terms, formats),
            Way(f"Open the {claims}", url),
            Small(
                f"You get this from {account} on Mondays because you are on the project's "
                f"distribution of {claims}."
            ),
        ),
    )


def _counts(waiting: Sequence[Waiting], terms: Terms) -> str:
    """How many there are of each: ``3 claims to review, 1 returned, 2 drafts``."""
    of = {state: sum(one.state == state for one in waiting) for state in _STATES}
    review, returned, drafts = (of[state] for state in _STATES)
    said = []
    if review:
        said.append(f"{_number(review, terms.claim_short, terms.claim_short.plural)} to review")
    if returned:
        said.append(f"{returned} returned")
    if drafts:
        said.append(_number(drafts, "draft", "drafts"))
    return ", ".join(said)


def _request(
    account: str, project: str, waiting: Sequence[Waiting], terms: Terms, formats: Formats
) -> str:
    """What is asked of the reader: to review, where anything is with us; else only to know."""
    review = [one for one in waiting if one.state == UNDER_REVIEW]
    others = [one for one in waiting if one.state != UNDER_REVIEW]
    if not review:
        return (
            f"Nothing waits for {account} on {project}: {_counts(others, terms)}, with "
            f"{terms.subcontractor.plural} to finish and send."
        )
    claims = _number(len(review), terms.claim, terms.claim.plural)
    verb = "waits" if len(review) == 1 else "wait"
    said = [f"{claims} on {project} {verb} for {account} to review, {_longest(review)}."]
    due = [one for one in review if one.answer_by is not None]
    late = sum(one.is_late for one in due)
    coming = [one.answer_by for one in due if one.answer_by is not None and not one.is_late]
    if late:
        is_or_are = "is" if late == 1 else "are"
        said.append(f"{_number(late, 'answer', 'answers')} {is_or_are} late.")
    if coming:
        which = "it" if len(review) == 1 else "the next"
        said.append(f"Please answer {which} by {formats.weekday(min(coming))}.")
    elif not late:
        said.append("Please review them." if len(review) > 1 else "Please review it.")
    if others:
        said.append(f"With {terms.subcontractor.plural}: {_counts(others, terms)}.")
    return " ".join(said)


def _longest(waiting: Sequence[Waiting]) -> str:
    most = max(one.days for one in waiting)
    if len(waiting) == 1:
        return "since today" if most == 0 else f"for {_number(most, 'day', 'days')} now"
    return "all since today" if most == 0 else f"the longest for {_number(most, 'day', 'days')}"


def _sums(waiting: Sequence[Waiting], terms: Terms, formats: Formats) -> Iterator[Figures]:
    """What the claims of each state come to; of each currency its own."""
    by_currency: dict[str, dict[str, Decimal]] = {}
    for one in waiting:
        of = by_currency.setdefault(one.currency, {})
        of[one.state] = of.get(one.state, Decimal("0.00")) + one.amount
    labels = _labels(terms)
    note = f"As claimed for the {terms.billing_period}, in {{}}, before {terms.tax}."
    for currency, of in by_currency.items():
        rows = [Figure(labels[state], formats.money(of[state])) for state in _STATES if state in of]
        yield Figures(tuple(rows), note=note.format(currency))


def _groups(waiting: Sequence[Waiting], terms: Terms, formats: Formats) -> Iterator[Listed]:
    """The claims of each state, what has waited longest first."""
    for state, label in _labels(terms).items():
        these = sorted((one for one in waiting if one.state == state), key=lambda one: -one.days)
        if these:
            items = tuple(_item(one, terms, formats) for one in these)
            yield Listed(f"{label} ({len(these)})", items)


def _item(one: Waiting, terms: Terms, formats: Formats) -> Item:
    head = f"{one.contract}, {one.company}: {terms.claim_short} {one.number}, {one.month}"
    amount = replace(formats, currency=one.currency).money_with_sign(one.amount)
    since = "since today" if one.days == 0 else f"for {_number(one.days, 'day', 'days')}"
    line = f"{amount}, waits {since}"
    if one.answer_by is not None:
        day = formats.short_day(one.answer_by)
        line += f"; the answer was due on {day}" if one.is_late else f"; to be answered by {day}"
    return Item(head, (line,), is_pressing=one.is_late)


def _labels(terms: Terms) -> Mapping[str, str]:
    return {
        UNDER_REVIEW: "Under review",
        REVISE_AND_RESUBMIT: f"Returned to the {terms.subcontractor}",
        DRAFT: f"Drafts, not sent by the {terms.subcontractor}",
    }


def _waiting(claims: Sequence[Claim], project: Project, formats: Formats) -> Iterator[Waiting]:
    returned = _returned_at(project.account_id, claims)
    today = clock.today(project.time_zone)
    for claim in claims:
        claim.contract.project = project
        since = {
            DRAFT: claim.created_at,
            UNDER_REVIEW: claim.submitted_at,
            REVISE_AND_RESUBMIT: returned.get(claim.pk, claim.submitted_at),
        }[claim.status]
        assert since is not None  # noqa: S101 - the database holds it for these states
        due = answer_due(claim) if claim.status == UNDER_REVIEW else None
        yield Waiting(
            state=claim.status,
            contract=f"{claim.contract.number} {claim.contract.title}",
            company=claim.contract.company.name,
            number=claim.number,
            month=formats.month(claim.period_end),
            days=(today - formats.local(since).date()).days,
            amount=claim.claimed_this_period,
            currency=claim.contract.currency,
            answer_by=due.on if due is not None else None,
            is_late=due is not None and due.is_over,
        )


def _returned_at(account_id: int, claims: Iterable[Claim]) -> dict[int, dt.datetime]:
    """When each of the claims that are returned was returned last. One query at most."""
    ids = [claim.pk for claim in claims if claim.status == REVISE_AND_RESUBMIT]
    if not ids:
        return {}
    found = Event.objects.filter(
        account_id=account_id, claim_id__in=ids, kind=ClaimReturned.kind
    ).order_by("claim_id", "-id")
    latest = found.distinct("claim_id").values_list("claim_id", "occurred_at")
    return {claim_id: at for claim_id, at in latest if claim_id is not None}


def _number(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"
