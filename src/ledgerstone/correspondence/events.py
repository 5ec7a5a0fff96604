"""What happens to mails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractMailed(Event):
    """Somebody wrote a mail about a contract. Its words stand in the mail alone."""

    kind: ClassVar[str] = "contract.mailed"

    mail_id: int

    def details(self) -> dict[str, Any]:
        return {"mail_id": self.mail_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailChosen(Event):
    """A person said what they want of mails: at once, in a daily summary, or never."""

    kind: ClassVar[str] = "mail.chosen"

    person_id: int
    choices: Mapping[str, str]

    def details(self) -> dict[str, Any]:
        return {"person_id": self.person_id, "choices": dict(self.choices)}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSentAgain(Event):
    """Somebody had a mail sent again to one of its recipients. ``mail_id`` is the mail that goes
    out: the same where it had not been sent, else a new one."""

    kind: ClassVar[str] = "mail.sent_again"

    mail_id: int
    person_id: int

    def details(self) -> dict[str, Any]:
        return {"mail_id": self.mail_id, "person_id": self.person_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimForwarded(Event):
    """Somebody sent a claim on by e-mail. Their words stand in the mail alone."""

    kind: ClassVar[str] = "claim.forwarded"

    mail_id: int

    def details(self) -> dict[str, Any]:
        return {"mail_id": self.mail_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRequested(Event):
    """Somebody asked claim contacts by mail to break the schedule of a commitment down."""

    kind: ClassVar[str] = "contract.subcontractor_schedule_requested"

    mail_id: int

    def details(self) -> dict[str, Any]:
        return {"mail_id": self.mail_id}
