"""Whether mail reaches a person, and in words why not. Pure: reads the record and its company."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from .models import NOT_AT_ALL, Person


def why_unreachable(person: Person, company_id: int | None = None) -> str:
    """Why nothing is sent to this person, as sentences; empty where they can be reached.

    ``company_id`` is the company that they are asked for, such as a contract's: somebody who has
    left it is not reached for it. Reads ``person.company``: fetch it with the person.
    """
    return " ".join(_reasons(person, company_id))


def is_address(text: str) -> bool:
    """Whether mail could be sent to this address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def is_refused(person: Person) -> bool:
    """Whether a mail server refused the address that the person has."""
    return bool(person.email) and person.refused_address.lower() == person.email.lower()


def _reasons(person: Person, company_id: int | None) -> list[str]:
    reasons = []
    if not person.is_active:
        reasons.append(f"{person.name} is not active.")
    if not person.email:
        reasons.append("There is no e-mail address.")
    elif not is_address(person.email):
        reasons.append(f"The e-mail address {person.email} is not valid.")
    elif is_refused(person):
        reasons.append(
            f"The mail server refused {person.email}: \u201c{person.refused_words}\u201d."
        )
    if person.messages == NOT_AT_ALL:
        reasons.append("\u201cSend this user messages\u201d is \u201cNot at all\u201d.")
    if company_id is not None and person.company_id != company_id:
        reasons.append(f"{person.name} works for {person.company.name} now.")
    if not person.company.is_active:
        reasons.append(f"{person.company.name} is no longer in use.")
    return reasons
