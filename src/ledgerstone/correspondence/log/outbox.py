"""The mails that lie in the local outbox, while no mail server is named.

A mail of the work has a file named after its row in the log, so it is known whose account it is of.
Every other file holds a mail about signing in: what it says opens something, and it stays a file.
What opens something for the recipient alone is taken out of the rest.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from ledgerstone.correspondence.letters.rendering import LOGO
from ledgerstone.correspondence.models import MailRecipient
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

# As many files as are looked at, the latest first.
_MOST = 2_000
_FILE = re.compile(r"(?P<moment>[\d-]+?)-mail-(?P<id>\d{1,18})\.eml")
_LINK = re.compile(r"""\bhref\s*=\s*("[^"]*"|'[^']*')""")
_PERSONAL = re.compile(r"/(open|invitation)/[^/\"'<>\s]+")


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail of the outbox. ``html`` leads nowhere; ``papers`` are the names of what goes along."""

    recipient: MailRecipient
    file: str
    html: str
    papers: Sequence[str]


def latest(actor: Actor, outbox: Path) -> list[MailRecipient]:
    """Whom the mails of the outbox went to in the actor's account, the latest first. One query."""
    ids = list(dict.fromkeys(_files(outbox)))
    rows = MailRecipient.objects.filter(account_id=actor.account_id, pk__in=ids)
    found = {row.pk: row for row in rows.select_related("person", "mail__project")}
    return [found[pk] for pk in ids if pk in found]


def open_mail(actor: Actor, outbox: Path, recipient_id: int) -> Opened:
    """One mail of the outbox, to be looked at; not there where it is not of the account."""
    recipient = (
        MailRecipient.objects.filter(account_id=actor.account_id, pk=recipient_id)
        .select_related("person", "mail__project")
        .first()
    )
    path = _files(outbox).get(recipient_id)
    if recipient is None or path is None:
        raise NotThere
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    # A file of another installation may bear the same name.
    if not isinstance(message, EmailMessage) or message["Message-ID"] != recipient.message_id:
        raise NotThere
    papers = [part.get_filename() or "" for part in message.iter_attachments() if _is_paper(part)]
    return Opened(recipient, path.name, _inert(message), papers)


def mail_of(actor: Actor, recipient_id: int) -> int:
    """The mail in the log that a recipient is of, also where its file was removed. One query."""
    rows = MailRecipient.objects.filter(account_id=actor.account_id, pk=recipient_id)
    mail_id = rows.values_list("mail_id", flat=True).first()
    if mail_id is None:
        raise NotThere
    return mail_id


def _files(outbox: Path) -> dict[int, Path]:
    """The files of mails of the work, by the rows that they are named after, the latest first."""
    if not outbox.is_dir():
        return {}
    names = sorted((one.name for one in outbox.iterdir()), reverse=True)[:_MOST]
    found: dict[int, Path] = {}
    for name in names:
        named = _FILE.fullmatch(name)
        if named is not None:
            found.setdefault(int(named["id"]), outbox / name)
    return found


def _is_paper(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment"


def _inert(message: EmailMessage) -> str:
    """The HTML of a mail with its picture in it and without its links."""
    part = message.get_body(("html",))
    html = str(part.get_content()) if isinstance(part, EmailMessage) else ""
    html = _PERSONAL.sub(r"/\1/…", _LINK.sub('href="#"', html))
    for one in message.walk():
        if one.get("Content-ID") == f"<{LOGO}>" and one.get_content_maintype() == "image":
            content = one.get_payload(decode=True)
            picture = base64.b64encode(content if isinstance(content, bytes) else b"").decode()
            html = html.replace(f"cid:{LOGO}", f"data:{one.get_content_type()};base64,{picture}")
    return html
