"""What is typed about companies and people, made fit to keep or refused at its field.

Forms and files go through the same checks, so that a row of a spreadsheet is refused in the words
in which a page would refuse it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import fitting, one_line, optional, required, several_lines

from . import identifiers
from .identifiers import Which
from .models import EMAIL, NOT_AT_ALL
from .reach import is_address

MOST_TAGS = 20
NUMBERS: tuple[Which, ...] = ("identifier", "registration_number")
MESSAGES = {EMAIL: "Via Email", NOT_AT_ALL: "Not at all"}

COUNTRIES: Mapping[str, str] = {
    code: name
    for code, name in sorted(Locale("en").territories.items(), key=lambda pair: pair[1])
    if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB")
}

_URL = URLValidator(schemes=["http", "https"])
_COMPANY_LINES = {
    "trading_name": ("the trading name", 200),
    "phone": ("the phone number", 40),
}
_COMPANY_TEXTS = {
    "address": "the address",
    "postal_address": "the postal address",
}
_PERSON_LINES = {
    "phone": ("the phone number", 40),
    "job_title": ("the job title", 200),
}


def company_values(
    given: Mapping[str, Any], *, country: str = "", numbers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What was typed about a company. ``country`` and ``numbers`` are what the record says so far:
    another country checks the numbers anew."""
    values: dict[str, Any] = {}
    for key, typed in given.items():
        values[key] = _company_value(key, typed)
    is_moved = "country" in values and values["country"] != country
    place = values.get("country", country)
    for which in NUMBERS:
        if which in given or (is_moved and (numbers or {}).get(which)):
            number = given.get(which, (numbers or {}).get(which, ""))
            values[which] = _number(number, place, which)
    return values


def person_values(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed about a person."""
    return {key: _person_value(key, typed) for key, typed in given.items()}


def email_address(text: str, *, field: str = "email") -> str:
    """An e-mail address, or none."""
    address = one_line(text)
    if address and not is_address(address):
        sentence = "This is not an e-mail address. Type one such as name@example.com."
        raise Invalid(sentence, fields={field: sentence})
    return fitting(address, field=field, what="the e-mail address", longest=254)


def tags_of(typed: str | Iterable[str]) -> list[str]:
    """Tags, each once in whatever case it was typed first; a text is parted by commas."""
    parts = typed.replace(";", ",").split(",") if isinstance(typed, str) else typed
    tags: dict[str, str] = {}
    for part in parts:
        tag = one_line(part)
        if tag:
            fitting(tag, field="tags", what=f"the tag {tag[:20]}…", longest=40)
            tags.setdefault(tag.casefold(), tag)
    if len(tags) > MOST_TAGS:
        sentence = f"At most {MOST_TAGS} tags; these are {len(tags)}."
        raise Invalid(sentence, fields={"tags": sentence})
    return list(tags.values())


def country_of(typed: str) -> str:
    """The two letters of a country, given by them or by its name."""
    text = one_line(typed)
    if not text or text.upper() in COUNTRIES:
        return text.upper()
    code = _BY_NAME.get(text.casefold())
    if code is None:
        sentence = f"{text} is not a country that is known. Give its two letters, such as AU."
        raise Invalid(sentence, fields={"country": sentence})
    return code


_BY_NAME = {
    **{name.casefold(): code for code, name in COUNTRIES.items()},
    "uk": "GB",
    "usa": "US",
    "united states of america": "US",
    "great britain": "GB",
}


def _company_value(key: str, typed: Any) -> Any:
    if key in _COMPANY_LINES:
        what, longest = _COMPANY_LINES[key]
        return optional(typed, field=key, what=what, longest=longest)
    if key in _COMPANY_TEXTS:
        what = _COMPANY_TEXTS[key]
        return fitting(several_lines(typed), field=key, what=what, longest=1000)
    try:
        return _COMPANY_SINGLE[key](typed)
    except KeyError:
        raise TypeError(f"A company has no {key} to change.") from None


def _person_value(key: str, typed: Any) -> Any:
    if key in _PERSON_LINES:
        what, longest = _PERSON_LINES[key]
        return optional(typed, field=key, what=what, longest=longest)
    try:
        return _PERSON_SINGLE[key](typed)
    except KeyError:
        raise TypeError(f"A person has no {key} to change.") from None


def _number(typed: str, country: str, which: Which) -> str:
    number = identifiers.kept(typed, country, which)
    what = f"the {identifiers.word_of(country, which)}"
    return fitting(number, field=which, what=what, longest=40)


def _website(typed: str) -> str:
    address = one_line(typed)
    if not address:
        return ""
    if "://" not in address:
        address = f"https://{address}"
    try:
        _URL(address)
    except ValidationError:
        sentence = "This is not a web address. Type one such as www.example.com."
        raise Invalid(sentence, fields={"website": sentence}) from None
    return fitting(address, field="website", what="the web address", longest=200)


def _messages(typed: str) -> str:
    said = one_line(typed).casefold()
    for value, words in MESSAGES.items():
        if said in (value, words.casefold()):
            return value
    sentence = "Messages go Via Email or Not at all."
    raise Invalid(sentence, fields={"messages": sentence})


def _name_of(what: str) -> Callable[[str], str]:
    return lambda typed: required(typed, field="name", what=what, longest=200)


_COMPANY_SINGLE: Mapping[str, Callable[[Any], Any]] = {
    "name": _name_of("the company's name"),
    "country": country_of,
    "email": email_address,
    "website": _website,
    "tags": tags_of,
    "is_active": bool,
    "is_tax_registered": bool,
    "identifier": one_line,
    "registration_number": one_line,
}
_PERSON_SINGLE: Mapping[str, Callable[[Any], Any]] = {
    "name": _name_of("the person's name"),
    "email": email_address,
    "messages": _messages,
    "is_active": bool,
    "is_insurance_manager": bool,
}
