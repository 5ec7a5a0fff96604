"""Whom a person writes a mail to, checked, and the mail with its recipients, written down at once.

Whoever wrote it sees on the page that follows whom it goes to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from ledgerstone.directory.models import Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.tenancy.models import Account
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import fitting, several_lines

from . import catalogue
from .delivery import posting, settling
from .kind import Cause
from .models import BLIND, COPY, TO, Mail

MOST = 50
LONGEST_SUBJECT = 200
LONGEST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Addressed:
    """People by id, under the way they are addressed; each stands where they are named first."""

    to: Sequence[int]
    copies: Sequence[int] = ()
    blind: Sequence[int] = ()

    @property
    def ways(self) -> dict[int, str]:
        """Everybody once, with the way they are addressed."""
        found: dict[int, str] = {}
        for way, people in ((TO, self.to), (COPY, self.copies), (BLIND, self.blind)):
            for pk in people:
                found.setdefault(pk, way)
        return found

    @property
    def facts(self) -> dict[str, list[int]]:
        """As ``audience.chosen`` reads it."""
        ways = self.ways
        return {way: [pk for pk, its in ways.items() if its == way] for way in (TO, COPY, BLIND)}


def people_of(addressed: Addressed, offered: QuerySet[Person], whom: str) -> list[Person]:
    """The people addressed, if all of them are offered and mail reaches them.

    ``whom`` says who may be chosen: ``people who are on the project``. One query.
    """
    wanted = list(addressed.ways)
    if not addressed.to:
        raise at_to("Choose at least one person to write to.")
    if len(wanted) > MOST:
        raise at_to(f"Write to at most {MOST} people at once.")
    found = {one.pk: one for one in offered.filter(pk__in=wanted)}
    if len(found) < len(wanted):
        raise at_to(f"Choose {whom}.")
    unreachable = [why for why in (why_unreachable(found[pk]) for pk in wanted) if why]
    if unreachable:
        raise at_to(" ".join(unreachable))
    return [found[pk] for pk in wanted]


def said(text: str) -> str:
    """What a person wrote, in their lines; refused at ``text`` where it is too long."""
    return fitting(several_lines(text), field="text", what="the message", longest=LONGEST_TEXT)


def write_down(account_id: int, kind: str, cause: Cause) -> Mail:
    """The mail with its recipients."""
    [pk] = posting.post(account_id, catalogue.KINDS[kind], [cause])
    settling.settle_recipients(Account.objects.get(pk=account_id), pk)
    return Mail.objects.get(account_id=account_id, pk=pk)


def at_to(sentence: str) -> Invalid:
    """A refusal of who was chosen."""
    return Invalid(sentence, fields={"to": sentence})
