"""What is special about one kind of mail: what it follows, whom it is for, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Person
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import Event
from ledgerstone.tenancy.models import Account

from .letters.letter import Letter
from .models import TO, Mail

# Of what ``facts`` of a mail that is sent again say: which mail it is a copy of.
AGAIN_OF = "again_of"
# Of what they say of a mail that is for one person, or about one: who it is, by id.
PERSON = "person"


@dataclass(frozen=True, slots=True)
class Cause:
    """What one mail follows. ``key`` names it, once in the account: ``claim_submitted:12:3``."""

    key: str
    project_id: int | None = None
    contract_id: int | None = None
    claim_id: int | None = None
    invitation_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""
    text: str = ""
    is_private: bool = False
    sender_id: int | None = None
    sender_name: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom a recipients rule names.

    ``because`` ends the sentence "You get this because": ``you are claim contact of SC-03``.
    ``asked_for`` is the company that they are written to for: who left it is not reached for it.
    """

    person: Person
    because: str
    asked_for: int | None = None
    way: str = TO


@dataclass(frozen=True, slots=True)
class Reader:
    """One person who is about to get a mail, and what they are in the account: None where they
    have no login there, or never took it up."""

    person: Person
    actor: Actor | None
    because: str


@dataclass(frozen=True, slots=True)
class Writing:
    """What a letter is made of: the mail, whom it is for, and the words of its project.

    ``terms`` and ``formats`` are the project's, the account's where a mail is about none.
    """

    account: Account
    mail: Mail
    reader: Reader
    terms: Terms
    formats: Formats

    @property
    def contract(self) -> Contract:
        """The contract that the mail is about; only for kinds that are about one."""
        contract = self.mail.contract
        assert contract is not None  # noqa: S101 - said above
        return contract

    @property
    def sender_email(self) -> str:
        """Where whoever sent it is answered; empty where nobody is named."""
        sender = self.mail.sender
        return "" if sender is None else sender.email


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the catalogue.

    ``follows`` and ``causes``: the event, and the mails that one of it is the cause of; a kind
    without them is posted by an operation or by a planned job, as ``when`` says in words.
    ``recipients`` names people as the records stand when the mail is sent, ``to_whom`` in words.
    ``sees`` is whether a reader may still see the thing. ``letter`` is what it says to one reader,
    or the sentence why there is nothing to say any more.
    ``switch`` is the setting of the project that turns it off or on.
    ``may_be_off`` and ``may_wait``: whether a person may do without it, or get it in a daily
    summary; ``fixed_because`` tells them why not. ``papers`` and ``way`` say what goes with it and
    what its button opens. ``sample`` composes it of invented figures, for previews.
    """

    name: str
    title: str
    when: str
    to_whom: str
    recipients: Callable[[Mail], Sequence[Named]]
    sees: Callable[[Mail, Reader], bool]
    letter: Callable[[Writing], Letter | str]
    follows: type[Event] | None = None
    causes: Callable[[Any], Iterable[Cause]] | None = None
    switch: str = ""
    is_on_unless_said: bool = True
    may_be_off: bool = False
    may_wait: bool = False
    fixed_because: str = ""
    papers: str = ""
    way: str = ""
    sample: Callable[[Terms, Formats], Letter] | None = None
