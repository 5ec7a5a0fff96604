"""The numbers by which registers know a company, checked and written as each country does.

A number is kept without blanks and marks, so that it is found however it is typed, and printed with
the word that its country calls it by. Of a country that is not listed, or of none, it stays as
typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from stdnum import ean
from stdnum.au import abn, acn
from stdnum.ca import bn
from stdnum.exceptions import ValidationError
from stdnum.gb import vat
from stdnum.nz import ird
from stdnum.us import ein

from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import one_line

Which = Literal["identifier", "registration_number"]

_MARKS = re.compile(r"[\s./\u2010-\u2015-]+")

_ANY_WORD = re.compile(
    r"^(?:ABN|ACN|EIN|VAT|IRD|NZBN|BN|Business|Company)\b[\s:.]*(?:no\.?|number)?\s*", re.I
)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A register's numbers: what they are called and look like, and how they are checked.

    ``check`` gives the number without marks or raises; ``write`` puts the marks in.
    """

    word: str
    looks: str
    check: Callable[[str], str]
    write: Callable[[str], str] = str


def compact(text: str) -> str:
    """A number as it is looked for: letters and digits alone, in capitals."""
    return _MARKS.sub("", text).upper()


def number_key(text: str) -> str:
    """What two ways of typing a number have in common, whatever word stands before it."""
    return compact(_ANY_WORD.sub("", one_line(text)))


def scheme_of(country: str, which: Which) -> Scheme | None:
    """How a country's numbers are checked; None where anything goes."""
    return _SCHEMES.get((country, which))


def word_of(country: str, which: Which) -> str:
    """What the number is called, for labels."""
    scheme = scheme_of(country, which)
    if scheme is not None:
        return scheme.word
    return "Business number" if which == "identifier" else "Registration number"


def kept(text: str, country: str, which: Which) -> str:
    """A typed number as it is stored; refused at its field where it cannot be one."""
    typed = one_line(text)
    scheme = scheme_of(country, which)
    if not typed or scheme is None:
        return typed
    try:
        return scheme.check(compact(_without_word(typed, scheme.word)))
    except ValidationError:
        sentence = f"{typed} is not a valid {scheme.word}. {scheme.looks}"
        raise Invalid(sentence, fields={which: sentence}) from None


def shown(number: str, country: str, which: Which) -> str:
    """A stored number with its marks. Whatever does not pass its check stays as it is."""
    scheme = scheme_of(country, which)
    if not number or scheme is None:
        return number
    try:
        return scheme.write(scheme.check(number))
    except ValidationError:
        return number


def printed(number: str, country: str, which: Which = "identifier") -> str:
    """A stored number as documents print it: after the word that it is known by."""
    scheme = scheme_of(country, which)
    written = shown(number, country, which)
    if not written or scheme is None or written.upper().startswith(scheme.word.upper()):
        return written
    return f"{scheme.word} {written}"


def _without_word(typed: str, word: str) -> str:
    """``ABN 51 824 753 556`` and ``51 824 753 556`` are one number."""
    start = word.split()[0]
    return re.sub(rf"^{re.escape(start)}\b[\s:.]*(no\.?|number)?\s*", "", typed, flags=re.I)


def _company_number(text: str) -> str:
    """Eight characters: digits, or two letters of a register and six digits."""
    number = compact(text)
    if re.fullmatch(r"\d{6,7}", number):
        number = number.zfill(8)
    if not re.fullmatch(r"\d{8}|[A-Z]{2}\d{6}|R\d{7}", number):
        raise ValidationError
    return number


def _business_location(text: str) -> str:
    """A New Zealand business number is a location number of thirteen digits."""
    number: str = ean.validate(text)
    if len(number) != 13 or not number.startswith("94"):
        raise ValidationError
    return number


def _canadian(number: str) -> str:
    """Nine digits in two groups, then the program and its account."""
    groups = (number[:5], number[5:9], number[9:11], number[11:])
    return " ".join(group for group in groups if group)


_SCHEMES: Mapping[tuple[str, Which], Scheme] = MappingProxyType(
    {
        ("AU", "identifier"): Scheme(
            "ABN",
            "An ABN has 11 digits, such as 51 824 753 556.",
            abn.validate,
            abn.format,
        ),
        ("AU", "registration_number"): Scheme(
            "ACN", "An ACN has 9 digits, such as 004 085 616.", acn.validate, acn.format
        ),
        ("US", "identifier"): Scheme(
            "EIN", "An EIN has 9 digits, such as 91-1144442.", ein.validate, ein.format
        ),
        ("GB", "identifier"): Scheme(
            "VAT number",
            "A VAT number has 9 or 12 digits, such as 980 7806 84.",
            vat.validate,
            vat.format,
        ),
        ("GB", "registration_number"): Scheme(
            "Company number",
            "A company number has 8 characters, such as 01234567 or SC123456.",
            _company_number,
        ),
        ("NZ", "identifier"): Scheme(
            "IRD number",
            "An IRD number has 8 or 9 digits, such as 49-091-850.",
            ird.validate,
            ird.format,
        ),
        ("NZ", "registration_number"): Scheme(
            "NZBN",
            "An NZBN has 13 digits and begins with 94, such as 9429041535110.",
            _business_location,
        ),
        ("CA", "identifier"): Scheme(
            "Business number",
            "A business number has 9 digits, or 15 characters with its account, such as "
            "12302 6635 RC 0001.",
            bn.validate,
            _canadian,
        ),
    }
)


def words_of(which: Which) -> str:
    """What the checked numbers are called, for a hint: ``ABN, EIN, VAT number``."""
    words = (scheme.word for (_, one), scheme in _SCHEMES.items() if one == which)
    return ", ".join(dict.fromkeys(words))
