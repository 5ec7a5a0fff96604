"""What the page of a claim says of the mails about it."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.template.context import Context
from django.urls import reverse

from ledgerstone.claims.models import Claim
from ledgerstone.correspondence.log import mail_log
from ledgerstone.correspondence.models import Mail
from ledgerstone.projects.queries import words
from ledgerstone.web.claims.records.moments import said_briefly
from ledgerstone.web.mails.rows import is_trouble, subject_of
from ledgerstone.web.signing_in import restricted

register = template.Library()

_LATEST = 3


@dataclass(frozen=True, slots=True)
class LatestMail:
    """One of the last mails; ``troubles`` counts those whom it did not reach for sure."""

    mail: Mail
    subject: str
    when: str
    troubles: int


@dataclass(frozen=True, slots=True)
class ClaimMails:
    """The last mails about a claim, and where all of them are."""

    href: str
    latest: list[LatestMail]
    has_more: bool


@register.simple_tag(takes_context=True)
def mails_of_claim(context: Context, claim: Claim) -> ClaimMails | None:
    """The last mails about a claim; None where the page of them is not there. Two queries."""
    request = context["request"]
    if not restricted.opens(request, "web:claim_messages"):
        return None
    mails = list(mail_log.of_claim(request.actor, claim)[: _LATEST + 1])
    _, formats = words(claim.contract.project)
    return ClaimMails(
        href=reverse("web:claim_messages", args=[claim.pk]),
        latest=[
            LatestMail(
                mail,
                subject_of(mail),
                said_briefly(formats, mail.made_at),
                sum(1 for one in mail_log.shown(mail) if is_trouble(one)),
            )
            for mail in mails[:_LATEST]
        ],
        has_more=len(mails) > _LATEST,
    )
