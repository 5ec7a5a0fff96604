"""Companies and people as rows of text, in the columns in which files bring them in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import identifiers
from .imports.plan import COLUMNS, in_words
from .models import COMPANIES, PEOPLE, Company, Person


def company_rows(companies: Iterable[Company]) -> Iterator[list[str]]:
    """A row for each company, in the columns of ``COLUMNS``."""
    for company in companies:
        said = {
            which: identifiers.shown(getattr(company, which), company.country, which)
            for which in ("identifier", "registration_number")
        }
        yield [
            said.get(key, in_words(key, getattr(company, key, ""))) for key in COLUMNS[COMPANIES]
        ]


def people_rows(people: Iterable[Person]) -> Iterator[list[str]]:
    """A row for each person (with their company), in the columns of ``COLUMNS``."""
    for person in people:
        company = person.company
        said = {
            "company": company.name,
            "company_identifier": identifiers.shown(
                company.identifier, company.country, "identifier"
            ),
        }
        yield [said.get(key, in_words(key, getattr(person, key, ""))) for key in COLUMNS[PEOPLE]]
