"""Mails about a claim that was handed in, for those who review it: what was claimed, and by when
the law wants an answer."""

from __future__ import annotations

from collections.abc import Iterable

from ledgerstone.claims.events import ClaimSubmitted
from ledgerstone.claims.models import UNDER_REVIEW, Claim, Submission
from ledgerstone.core import Cover
from ledgerstone.correspondence.kind import Cause, Writing
from ledgerstone.correspondence.letters.letter import Letter, Quoted, Way
from ledgerstone.directory.models import Person
from ledgerstone.documents.claim_pages.figures import cover_of
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from . import of_claims, samples
from .of_claims import About, LawDay
from .sentences import OVERTAKEN


def causes(event: ClaimSubmitted) -> Iterable[Cause]:
    """One mail for each time that a claim is handed in."""
    sequence = event.noted["submission"]
    key = f"claim_submitted:{event.claim_id}:{sequence}"
    return [of_claims.cause(event, key, {"submission": sequence})]


def letter(writing: Writing) -> Letter | str:
    """What was handed in, for who reviews it; else why there is nothing to review any more."""
    claim = of_claims.claim_of(writing.mail)
    sequence = writing.mail.facts["submission"]
    handed_in = of_claims.submissions(claim).defer("lines").first()
    if claim.status != UNDER_REVIEW or handed_in is None or handed_in.sequence != sequence:
        return OVERTAKEN
    return _compose(
        of_claims.about(writing, claim),
        who=_who(claim, handed_in),
        is_again=sequence > 1,
        cover=cover_of(handed_in.cover),
        comments=claim.comments.strip(),
        law=of_claims.law_day(claim),
        way=of_claims.to_claim(
            writing, claim, f"Review {writing.terms.claim_short} {claim.number}"
        ),
    )


def sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of an invented claim."""
    about = samples.sample_about(terms, formats, to_contact=False)
    return _compose(
        about,
        who="Pat Keel of Keel Steel",
        is_again=False,
        cover=samples.sample_cover(),
        comments="Delivery dockets for the second lift are attached.",
        law=samples.sample_law(formats),
        way=samples.sample_way(f"Review {about.claim}", is_personal=False),
    )


def _compose(
    about: About, *, who: str, is_again: bool, cover: Cover, comments: str, law: LawDay | None,
    way: Way,
) -> Letter:  # fmt: skip
    again = " again" if is_again else ""
    request = (
        f"{who} has submitted {about.named}{again}: {about.money(cover.payable)}. "
        f"Please review it{_by_law(about, law)}."
    )
    return of_claims.letter(
        about,
        f"{about.company} submitted {about.claim}{again} for {about.period}, {about.contract}",
        request,
        [
            Quoted(f"{about.company} writes:", comments) if comments else None,
            of_claims.chain(about, cover, "Claimed"),
        ],
        way,
    )


def _by_law(about: About, law: LawDay | None) -> str:
    if law is None:
        return ""
    schedule = about.terms.payment_schedule.with_article
    if law.on is None:
        return f" and answer it with {schedule}"
    verb = "was due" if law.is_over else "is due"
    return f"; {schedule} {verb} by {about.formats.weekday(law.on)}"


def _who(claim: Claim, submission: Submission) -> str:
    """Who handed it in, and for whom: the company itself, or somebody else for it. One query."""
    company = claim.contract.company
    person = (
        Person.objects.filter(account_id=claim.account_id, user_id=submission.submitted_by_id)
        .values_list("name", "company_id")
        .first()
    )
    if person is None:
        return company.name
    name, company_id = person
    return (
        f"{name} of {company.name}" if company_id == company.pk else f"{name}, for {company.name},"
    )
