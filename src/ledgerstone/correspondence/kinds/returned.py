"""Mails about a claim that was returned, for its contacts: what of it is to be revised, line by
line with the reasons, and that returning is no answer where the law asks for one (decision 10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from ledgerstone.claims.events import ClaimReturned
from ledgerstone.claims.inviting.due import due_date_of, is_over
from ledgerstone.claims.models import REVISE_AND_RESUBMIT, Claim, ClaimLine, Submission
from ledgerstone.claims.sheets.reason_words import reason_sentence
from ledgerstone.claims.sheets.valuation import value
from ledgerstone.core import Cover
from ledgerstone.correspondence.kind import Cause, Writing
from ledgerstone.correspondence.letters.letter import (
    Figure,
    Figures,
    Letter,
    Paragraph,
    Quoted,
    Way,
)
from ledgerstone.correspondence.models import Mail
from ledgerstone.documents.claim_pages.figures import cover_of
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from . import of_claims, samples
from .of_claims import About, Cut, LawDay
from .sentences import OVERTAKEN

RETURNED = "claim_returned"
# A line that came onto the claim after it was handed in.
_NOT_HANDED_IN = {"work": "0", "materials": "0", "retention_released": None}


def causes(event: ClaimReturned) -> Iterable[Cause]:
    """One mail for each time that a commitment's claim is returned."""
    if event.is_upstream:
        return []
    version = event.noted["version"]
    key = f"{RETURNED}:{event.claim_id}:{version}"
    return [of_claims.cause(event, key, {"version": version, "reason": event.noted["reason"]})]


def letter(writing: Writing) -> Letter | str:
    """What a claim was returned with, for its contacts; else why there is nothing to revise."""
    claim, facts = of_claims.claim_of(writing.mail), writing.mail.facts
    latest = of_claims.submissions(claim).first()
    if claim.status != REVISE_AND_RESUBMIT or latest is None or _came_back_since(claim, facts):
        return OVERTAKEN
    contract, handed_in = claim.contract, cover_of(latest.cover)
    due = due_date_of(claim.period, contract)
    may_claim = of_claims.may_claim(writing)
    verb = "Revise" if may_claim else "Open"
    return _compose(
        of_claims.about(writing, claim),
        reason=facts["reason"],
        cuts=[
            *_line_cuts(claim, latest, writing.terms),
            *_cover_cuts(claim, handed_in, writing.terms),
        ],
        claimed=handed_in.payable,
        assessed=claim.assessed_payable if claim.version == facts["version"] else None,
        due=None if is_over(due, contract.project) else due,
        may_claim=may_claim,
        law=of_claims.law_day(claim),
        way=of_claims.to_claim(
            writing, claim, f"{verb} {writing.terms.claim_short} {claim.number}"
        ),
    )


def sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of an invented claim."""
    about = samples.sample_about(terms, formats, to_contact=True)
    return _compose(
        about,
        reason="Two lines are claimed ahead of the work. Please send the delivery dockets.",
        cuts=samples.sample_cuts(),
        claimed=samples.sample_cover().payable,
        assessed=samples.sample_answer().payable,
        due=dt.date(2026, 11, 27),
        may_claim=True,
        law=samples.sample_law(formats),
        way=samples.sample_way(f"Revise {about.claim}", is_personal=True),
    )


def _compose(
    about: About, *, reason: str, cuts: Sequence[Cut], claimed: Decimal, assessed: Decimal | None,
    due: dt.date | None, may_claim: bool, law: LawDay | None, way: Way,
) -> Letter:  # fmt: skip
    request = (
        f"{about.reader}, {about.account} has returned {about.named}. "
        f"{_what_next(about, due, may_claim)}"
    )
    rows = [Figure("Claimed", about.formats.money(claimed), is_total=assessed in (None, claimed))]
    if assessed is not None and assessed != claimed:
        rows.append(Figure("As assessed so far", about.formats.money(assessed), is_total=True))
    title = "What is assessed otherwise than claimed, to date:"
    return of_claims.letter(
        about,
        f"{about.claim} for {about.period} is returned to be revised, {about.contract}",
        request,
        [
            Quoted(f"{about.sender} writes:", reason),
            of_claims.listed(about, title, cuts, "assessed"),
            Figures(tuple(rows), f"Amounts in {about.formats.currency}, payable on {about.claim}."),
            None if law is None else Paragraph(_no_answer(about, law)),
        ],
        way,
    )


def _what_next(about: About, due: dt.date | None, may_claim: bool) -> str:
    if not may_claim:
        return f"{about.account} revises and submits it; there is nothing for you to do."
    if due is None:
        return (
            "Please revise it and submit it again; the due date has passed, but it is still taken."
        )
    return f"Please revise it and submit it again by {about.formats.weekday(due)}."


def _no_answer(about: About, law: LawDay) -> str:
    """That the answer by law is still to come, and by when (decision 10)."""
    schedule = about.terms.payment_schedule
    until = "is still due"
    if law.on is not None:
        day = about.formats.weekday(law.on)
        until = f"was due by {day}" if law.is_over else f"is still due by {day}"
    return (
        f"Returning it does not answer the {about.terms.claim_short}: "
        f"{schedule.with_article} of {about.account} {until}."
    )


def _came_back_since(claim: Claim, facts: Mapping[str, int]) -> bool:
    """Whether it was handed in and returned once more since the mail was written."""
    later = Mail.objects.filter(account_id=claim.account_id, claim_id=claim.pk, kind=RETURNED)
    return later.filter(facts__version__gt=facts["version"]).exists()


def _line_cuts(claim: Claim, submission: Submission, terms: Terms) -> Iterator[Cut]:
    """What was said of lines, beside what was handed in: that stays as it is when the claimant
    goes on with the claim. One query."""
    said = (
        ClaimLine.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
        .exclude(assessed_work=None, assessed_materials=None, reason_code="", reason="")
        .select_related("line")
        .order_by("line__position", "line_id")
    )
    handed_in = {line["line_id"]: line for line in submission.lines}
    for row in said:
        line = handed_in.get(row.line_id, _NOT_HANDED_IN)
        work, stored = Decimal(line["work"]), Decimal(line["materials"])
        claimed = work + stored
        answered = (work if row.assessed_work is None else row.assessed_work) + (
            stored if row.assessed_materials is None else row.assessed_materials
        )
        reason = reason_sentence(row.reason_code, row.reason)
        what = f"{row.line.item} {row.line.description}"
        if claimed != answered:
            yield Cut(what, claimed, answered, reason)
            continue
        asked = Decimal(line["retention_released"] or "0")
        released = row.assessed_retention_released
        if released is not None and released != asked:
            yield Cut(f"{terms.retention_release.capitalised}: {what}", asked, released, reason)
        elif reason:
            yield Cut(what, claimed, answered, reason)


def _cover_cuts(claim: Claim, handed_in: Cover, terms: Terms) -> Iterator[Cut]:
    """What was said of the cover rather than of a line: a release that was cut, or more that is
    deducted than when it was handed in."""
    reason = reason_sentence(claim.assessed_reason_code, claim.assessed_reason)
    answer = value(claim).cover
    asked, released = (
        handed_in.retention_released_this_period,
        answer.retention_released_this_period,
    )
    is_answered = (claim.assessed_release_share, claim.assessed_release_amount) != (None, None)
    if is_answered and released < asked:
        yield Cut(terms.retention_release.capitalised, asked, released, reason)
        reason = ""
    before, deducted = handed_in.deductions_this_period, answer.deductions_this_period
    if deducted < before:
        yield Cut(terms.deduction.plural_capitalised, before, deducted, reason)
