"""Where the button of a mail leads its reader: to a page, or to the page by a link of their own.

Claim contacts open what they are written to about without a password, by a link that opens it for
them alone. Everybody else signs in as always.
"""

from __future__ import annotations

from django.urls import reverse

from ledgerstone.correspondence.kind import Writing
from ledgerstone.directory.operations import create_link
from ledgerstone.directory.operations.links import CONTRACT, link_word

from .letter import Way
from .sending import address


def way_for(
    writing: Writing, label: str, path: str, *, purpose: str, target_id: int, kind: str = CONTRACT
) -> Way:
    """The button for one reader. ``path`` is the page; ``purpose``, ``kind`` and ``target_id`` say
    what a contact's link opens, as `web/signing_in/purposes.py` knows them."""
    if not is_contact(writing):
        return Way(label, address(path))
    link = create_link(
        actor=None,
        account_id=writing.account.pk,
        person_id=writing.reader.person.pk,
        purpose=purpose,
        target_kind=kind,
        target_id=target_id,
    )
    return Way(label, address(reverse("web:mailed_link", args=[link_word(link)])), is_personal=True)


def is_contact(writing: Writing) -> bool:
    """Whether the reader is written to as a claim contact of the mail's contract."""
    actor, contract_id = writing.reader.actor, writing.mail.contract_id
    return actor is None or contract_id in actor.contact_of
