"""Mails that take back what another mail told: only those who were told get them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from ledgerstone.correspondence.kind import AGAIN_OF, Named, Writing
from ledgerstone.correspondence.models import (
    HANDING,
    QUEUED,
    SENDING,
    SENT,
    SUMMED,
    UNKNOWN,
    Mail,
    MailRecipient,
)

# Of what ``facts`` say: which mail is taken back.
TAKES_BACK = "takes_back"
NEVER_TOLD = "What it takes back was never sent to them."
_TOLD = (SENT, SUMMED, UNKNOWN, HANDING)


def that_told(account_id: int, kind: str, **about: object) -> Mail | None:
    """The last mail of a kind about something, not counting those that were sent again; None where
    nobody was to be told. One query."""
    found = Mail.objects.filter(account_id=account_id, kind=kind, **about)
    return found.exclude(facts__has_key=AGAIN_OF).only("id").order_by("-id").first()


def who_was_told(mail: Mail) -> Sequence[Named]:
    """Those whom the mail that ``facts`` name went to, the first time or again, or may just be
    going to. One query."""
    rows = (
        _recipients(mail)
        .filter(state__in=[*_TOLD, SENDING])
        .select_related("person__company", "person__user")
        .order_by(Lower("person__name"), "person_id")
    )
    return [Named(row.person, "a mail told you otherwise", row.asked_for) for row in rows]


def was_told(writing: Writing) -> bool:
    """Whether the mail that is taken back went to this reader in the end. One query."""
    own = _recipients(writing.mail).filter(person_id=writing.reader.person.pk)
    return own.filter(state__in=_TOLD).exists()


def is_told_anew(writing: Writing, kind: str, *, stands: bool) -> bool:
    """Whether this reader was told of the same claim anew since, or is being told at once. What
    they only get with their daily summary, or not at all, tells them nothing yet; nor does what
    waits to be sent where it does not stand any more. One query."""
    mail = writing.mail
    rows = MailRecipient.objects.filter(
        account_id=mail.account_id,
        person_id=writing.reader.person.pk,
        mail__kind=kind,
        mail__claim=mail.claim,
        mail_id__gt=mail.facts[TAKES_BACK],
    ).exclude(mail__facts__has_key=AGAIN_OF)
    return rows.filter(state__in=[*_TOLD, SENDING, *([QUEUED] if stands else [])]).exists()


def _recipients(mail: Mail) -> QuerySet[MailRecipient]:
    """Everybody whom the mail that is taken back was for, also when it was sent again."""
    assert mail.contract_id is not None  # noqa: S101 - only for kinds that are about a contract
    taken_back = mail.facts[TAKES_BACK]
    mails = Mail.objects.filter(
        Q(pk=taken_back) | Q(facts__contains={AGAIN_OF: taken_back}),
        account_id=mail.account_id,
        contract_id=mail.contract_id,
    )
    return MailRecipient.objects.filter(account_id=mail.account_id, mail__in=mails)
