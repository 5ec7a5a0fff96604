"""Mails about a claim that was approved, for its contacts, and about an approval that was
withdrawn, for those who were told of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import fields
from decimal import Decimal

from ledgerstone.claims.events import ClaimCertified, ClaimEvent, ClaimReopened, PendingApproved
from ledgerstone.claims.models import (
    APPROVED,
    APPROVED_AS_NOTED,
    PENDING_OWNER_APPROVAL,
    REVISE_AND_RESUBMIT,
    UNDER_REVIEW,
    WITHDRAWN,
    Certificate,
    Claim,
)
from ledgerstone.claims.sheets.claimed_shown import prints_claimed
from ledgerstone.core import Cover
from ledgerstone.correspondence.kind import Cause, Writing
from ledgerstone.correspondence.letters.letter import Figure, Figures, Letter, Quoted, Way
from ledgerstone.documents.claim_pages.figures import cover_of, of_certificate
from ledgerstone.payments.due import payment_due_on
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock

from . import of_claims, samples, told
from .of_claims import About, Cut
from .sentences import OVERTAKEN

APPROVAL = "claim_approved"
WITHDRAWAL = "claim_reopened"

# --- approved -------------------------------------------------------------------------------------


def causes_of_approved(event: ClaimEvent) -> Iterable[Cause]:
    """One mail for each approval of a commitment's claim: when it is certified as approved, or when
    the owner's approval of one that waited for it is recorded."""
    if event.is_upstream or not isinstance(event, ClaimCertified | PendingApproved):
        return []
    if event.noted.get("decision") == PENDING_OWNER_APPROVAL:
        return []
    version = event.noted["version"]
    key = f"{APPROVAL}:{event.claim_id}:{version}"
    return [of_claims.cause(event, key, {"version": version})]


def approved(writing: Writing) -> Letter | str:
    """What was approved, for the contacts; else why nothing stands any more."""
    claim = of_claims.claim_of(writing.mail)
    certificate = claim.certificate
    if certificate is None or claim.status not in (APPROVED, APPROVED_AS_NOTED):
        return "The approval was withdrawn."
    if claim.certified_in is None or writing.mail.facts["version"] < claim.certified_in:
        return OVERTAKEN
    certificate.claim = claim
    due = payment_due_on(claim)
    return _approved(
        of_claims.about(writing, claim),
        cover=_cover(certificate),
        claimed=cover_of(certificate.claimed_cover).payable if prints_claimed(claim) else None,
        cuts=_cuts(certificate, writing.terms),
        is_noted=claim.status == APPROVED_AS_NOTED,
        due=due,
        is_late=due is not None and due < clock.today(claim.contract.project.time_zone),
        way=of_claims.to_claim(writing, claim, f"Open {writing.terms.claim_short} {claim.number}"),
    )


def approved_sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of an invented claim."""
    about = samples.sample_about(terms, formats, to_contact=True)
    return _approved(
        about,
        cover=samples.sample_answer(),
        claimed=samples.sample_cover().payable,
        cuts=samples.sample_cuts(),
        is_noted=True,
        due=dt.date(2026, 12, 11),
        is_late=False,
        way=samples.sample_way(f"Open {about.claim}", is_personal=True),
    )


def _approved(
    about: About, *, cover: Cover, claimed: Decimal | None, cuts: Sequence[Cut], is_noted: bool,
    due: dt.date | None, is_late: bool, way: Way,
) -> Letter:  # fmt: skip
    noted = " as noted" if is_noted else ""
    differs = claimed is not None and claimed != cover.payable
    of = f" of the {about.money(claimed)} claimed" if differs and claimed is not None else ""
    request = (
        f"{about.named[:1].upper()}{about.named[1:]} is approved{noted} by {about.account}: "
        f"{about.money(cover.payable)}{of}. "
        f"{_to_be_paid(about, cover.payable, due, is_late=is_late)} "
        "There is nothing for you to do."
    )
    title = "What is approved otherwise than claimed, to date:"
    return of_claims.letter(
        about,
        f"{about.claim} for {about.period} is approved{noted}, {about.contract}",
        request,
        [
            of_claims.chain(about, cover, "Approved"),
            of_claims.listed(about, title, cuts, "approved", compares=claimed is not None),
        ],
        way,
    )


def _to_be_paid(about: About, payable: Decimal, due: dt.date | None, *, is_late: bool) -> str:
    if payable == 0:
        return "Nothing is to be paid on it."
    if payable < 0:
        return f"The figures come to {about.money(-payable)} in favour of {about.account}."
    if due is None:
        return "It is to be paid as the contract says."
    verb = "was to be paid" if is_late else "is to be paid"
    return f"It {verb} by {about.formats.weekday(due)}."


def _cuts(certificate: Certificate, terms: Terms) -> list[Cut]:
    """What was certified otherwise than claimed, as the certificate prints it."""
    return [
        Cut(f"{one.item} {one.description}".strip(), one.claimed, one.certified, one.reason)
        for one in of_certificate(certificate, terms).reasons
    ]


def _cover(certificate: Certificate) -> Cover:
    return Cover(**{part.name: getattr(certificate, part.name) for part in fields(Cover)})


# --- withdrawn ------------------------------------------------------------------------------------


def causes_of_reopened(event: ClaimReopened) -> Iterable[Cause]:
    """One mail for each time that an approval is withdrawn which somebody was to be told of, and
    which was not taken back by then. Two queries."""
    if event.is_upstream:
        return []
    account_id, claim_id = event.actor.account_id, event.claim_id
    before = told.that_told(account_id, APPROVAL, claim_id=claim_id)
    if before is None:
        return []
    taken_back = told.that_told(
        account_id, WITHDRAWAL, claim_id=claim_id, facts__takes_back=before.pk
    )
    if taken_back is not None:
        return []
    noted = event.noted
    facts = {told.TAKES_BACK: before.pk, "code": noted["code"], "reason": noted["reason"]}
    return [of_claims.cause(event, f"{WITHDRAWAL}:{claim_id}:{noted['version']}", facts)]


def reopened(writing: Writing) -> Letter | str:
    """That an approval stands no more, for who was told of it; else why they need not know."""
    mail, claim = writing.mail, of_claims.claim_of(writing.mail)
    if not told.was_told(writing):
        return told.NEVER_TOLD
    if told.is_told_anew(writing, APPROVAL, stands=claim.status in (APPROVED, APPROVED_AS_NOTED)):
        return OVERTAKEN
    withdrawn = Certificate.objects.filter(
        account_id=mail.account_id, claim_id=claim.pk, code=mail.facts["code"]
    )
    return _reopened(
        of_claims.about(writing, claim),
        reason=mail.facts["reason"],
        payable=withdrawn.values_list("payable", flat=True).first(),
        now=_now(claim, writing.terms, writing.formats),
        way=of_claims.to_claim(writing, claim, f"Open {writing.terms.claim_short} {claim.number}"),
    )


def reopened_sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of an invented claim."""
    about = samples.sample_about(terms, formats, to_contact=True)
    return _reopened(
        about,
        reason="The second lift was measured again.",
        payable=samples.sample_answer().payable,
        now="It is under review again.",
        way=samples.sample_way(f"Open {about.claim}", is_personal=True),
    )


def _reopened(about: About, *, reason: str, payable: Decimal | None, now: str, way: Way) -> Letter:
    request = (
        f"{about.account} has withdrawn the approval of {about.named}, which we told you of. "
        f"{now} There is nothing for you to do."
    )
    rows = (Figure("Approved before, withdrawn now", about.formats.money(payable)),)
    return of_claims.letter(
        about,
        f"the approval of {about.claim} for {about.period} is withdrawn, {about.contract}",
        request,
        [
            Quoted(f"{about.sender} writes:", reason),
            Figures(rows, f"Amounts in {about.formats.currency}."),
        ],
        way,
    )


def _now(claim: Claim, terms: Terms, formats: Formats) -> str:
    """Where the claim stands by now."""
    if claim.status == PENDING_OWNER_APPROVAL:
        return f"It waits for the approval of the {terms.owner}."
    if claim.certificate is not None:
        payable = formats.money_with_sign(claim.certificate.payable)
        return f"It was approved anew since: {payable}."
    return {
        UNDER_REVIEW: "It is under review again.",
        REVISE_AND_RESUBMIT: "It was returned since.",
        WITHDRAWN: f"The {terms.claim_short} was withdrawn since.",
    }[claim.status]
