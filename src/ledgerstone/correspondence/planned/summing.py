"""Daily summaries: what people chose to get once a day goes to each of them in one mail.

Mails that wait are held until seven where the account is. Then a person's become one mail, and they
are parts of it. The gate is asked of each part again when it is written; what is not for the person
any more is left out, and says why. Once it is known what became of the mail, that is what became
of its parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection, transaction

from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.delivery import posting
from ledgerstone.correspondence.kind import PERSON, Cause, Kind, Named, Writing
from ledgerstone.correspondence.letters import composing
from ledgerstone.correspondence.letters.letter import Letter
from ledgerstone.correspondence.models import HELD, NOT_SENT, Mail, MailRecipient
from ledgerstone.directory.models import Person
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import Account

KIND = "daily_summary"

_ADD_PARTS = """
UPDATE correspondence_mailrecipient part SET summary_id = summary.id
FROM correspondence_mail summary
WHERE summary.account_id = %(account)s AND summary.id = ANY(%(summaries)s)
AND part.account_id = %(account)s AND part.id = ANY(%(parts)s)
AND part.person_id = (summary.facts ->> 'person')::bigint
"""
# What became of a summary is what became of the parts that went in it.
_CONCLUDE = """
UPDATE correspondence_mailrecipient part SET
  state = CASE whole.state WHEN 'sent' THEN 'summed' ELSE whole.state END,
  sent_at = whole.sent_at, address = whole.address, message_id = whole.message_id,
  why_not = whole.why_not, server_words = whole.server_words, tries = whole.tries
FROM correspondence_mailrecipient whole
WHERE part.account_id = %(account)s AND part.state = 'held' AND part.summary_id IS NOT NULL
AND whole.account_id = part.account_id AND whole.mail_id = part.summary_id
AND whole.person_id = part.person_id
AND whole.state IN ('sent', 'not_sent', 'failed', 'unknown')
AND (%(recipient)s::bigint IS NULL OR whole.id = %(recipient)s)
"""


def queue_summaries(account: Account) -> int:
    """Leave the summaries that are due to the worker; how many. The account is in context.

    One a person and day, whatever runs twice: what comes too late for it waits for the next.
    """
    now = clock.now()
    today = clock.today(account.time_zone).isoformat()
    with transaction.atomic():
        held = dict(
            MailRecipient.objects.select_for_update(of=("self",))
            .filter(account_id=account.pk, state=HELD, due_at__lte=now, summary__isnull=True)
            .order_by("id")
            .values_list("pk", "person_id")
        )
        causes = [
            Cause(f"{KIND}:{person}:{today}", facts={PERSON: person})
            for person in sorted(set(held.values()))
        ]
        summaries = posting.post(account.pk, catalogue.KINDS[KIND], causes)
        if summaries:
            with connection.cursor() as cursor:
                cursor.execute(
                    _ADD_PARTS,
                    {"account": account.pk, "summaries": summaries, "parts": list(held)},
                )
    return len(summaries)


def conclude_parts(account: Account, recipient_id: int | None = None) -> int:
    """Say of parts what became of their summary, of all or of the one that went to a recipient just
    now; of how many. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_CONCLUDE, {"account": account.pk, "recipient": recipient_id})
        return int(cursor.rowcount)


def reader_of(mail: Mail) -> Sequence[Named]:
    """The one person whom a summary is for. One query."""
    found = Person.objects.filter(account_id=mail.account_id, pk=mail.facts[PERSON])
    because = "you chose to have such mails in a daily summary"
    return [Named(one, because) for one in found.select_related("company", "user")]


def parts_of(writing: Writing) -> Iterator[tuple[Kind, Letter]]:
    """The letters in a summary with their kinds, in the order of their causes; those that are still
    for the reader.

    What is left out says why from then on.
    """
    parts = MailRecipient.objects.filter(
        account_id=writing.account.pk,
        summary_id=writing.mail.pk,
        person_id=writing.reader.person.pk,
        state=HELD,
    )
    for part in composing.to_compose(parts).order_by("mail_id"):
        letter = composing.letter_of(writing.account, part)
        if isinstance(letter, Letter):
            kept = composing.as_kept(letter)
            part.subject, part.text = kept["subject"], kept["text"]
            part.save(update_fields=["subject", "text"])
            yield catalogue.KINDS[part.mail.kind], letter
        else:
            part.state, part.why_not = NOT_SENT, letter
            part.save(update_fields=["state", "why_not"])
