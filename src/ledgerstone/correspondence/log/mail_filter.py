"""Narrows a list of mails by how far they got, what kind they are of, and to whom they went.

Only recipients whom the reader is told of count (`mail_log.told_of`), and all that is asked of them
is asked of one of them: mails that failed to one person, not those to them that failed to another.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.models import (
    FAILED,
    HANDING,
    HELD,
    NOT_SENT,
    QUEUED,
    SENDING,
    SENT,
    SUMMED,
    UNKNOWN,
    Mail,
    MailRecipient,
)

# What people tell apart, that somebody should look at first.
GROUPS = {
    "failed": (FAILED,),
    "unknown": (UNKNOWN,),
    "not_sent": (NOT_SENT,),
    "under_way": (QUEUED, SENDING, HANDING),
    "waits": (HELD,),
    "sent": (SENT, SUMMED),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of mails is asked for. ``states`` are groups of states; none is any."""

    states: tuple[str, ...] = ()
    kind: str = ""
    person_id: int | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether not everything is asked for."""
        return self != Asked()

    def is_for(self, recipient: MailRecipient) -> bool:
        """Whether a recipient is one that is asked for."""
        states = self._states()
        return (not states or recipient.state in states) and (
            self.person_id is None or recipient.person_id == self.person_id
        )

    def of_recipients(self) -> Q:
        """What is asked of a mail's recipients; empty where nothing is."""
        states = self._states()
        found = Q(state__in=states) if states else Q()
        return found if self.person_id is None else found & Q(person_id=self.person_id)

    def _states(self) -> list[str]:
        return [state for group in self.states for state in GROUPS[group]]


def narrowed(found: QuerySet[Mail], told: Q, asked: Asked) -> QuerySet[Mail]:
    """The mails among those found that are asked for. No query of its own."""
    if asked.kind:
        found = found.filter(kind=asked.kind)
    of_recipients = asked.of_recipients()
    if not of_recipients:
        return found
    recipients = MailRecipient.objects.filter(
        told, of_recipients, account_id=OuterRef("account_id"), mail_id=OuterRef("pk")
    )
    return found.filter(Exists(recipients))


def kinds_in(found: QuerySet[Mail]) -> list[tuple[str, str]]:
    """The kinds of the mails found, each with its title, in its order. One query."""
    names = set(_bare(found).values_list("kind", flat=True).distinct())
    return [(name, kind.title) for name, kind in catalogue.KINDS.items() if name in names]


def people_in(found: QuerySet[Mail], told: Q) -> list[tuple[int, str]]:
    """The recipients of the mails found, of those told of, each once by name. One query."""
    rows = MailRecipient.objects.filter(told, mail_id__in=_bare(found).values("pk"))
    named = rows.order_by("person__name", "person_id").values_list("person_id", "person__name")
    return list(named.distinct())


def _bare(found: QuerySet[Mail]) -> QuerySet[Mail]:
    """The mails found, without what a list of them shows."""
    return found.prefetch_related(None).select_related(None).order_by()
