"""How the lines of a claim's sheet are gathered: by section, by variation, by budget code."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from ledgerstone.claims.sheets.sheet import LineRow
from ledgerstone.projects.terminology import Terms

BY_SECTION, BY_VARIATION, BY_CODE = "section", "variation", "code"
VARIATIONS, UNAPPROVED = "variations", "unapproved"


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to gather the lines: groups by key and label in their order, and where each of the
    lines stands; an empty key stands in no group."""

    key: str
    label: str
    groups: Sequence[tuple[str, str]]
    places: Sequence[str]


def groupings_of(rows: Sequence[LineRow], contract: str, terms: Terms) -> list[Grouping]:
    """The ways to gather these lines that show more than one group; by section comes first.

    ``contract``: what the lines of the contract itself are called together.
    """
    found = [_by_section(rows, contract, terms)]
    if any(row.variation is not None for row in rows):
        found.append(_by_variation(rows, contract, terms))
    if any(row.budget_code for row in rows):
        found.append(_by_code(rows, terms))
    return found


def _by_section(rows: Sequence[LineRow], contract: str, terms: Terms) -> Grouping:
    """Sections of the contract, then variations, then those that are not approved.

    Where there are groups, lines without a section have one too: the contract's own.
    """
    label = "Section" if all(row.variation is None for row in rows) else "Section and "
    label += "" if label == "Section" else terms.variation.plural
    sections = dict.fromkeys(row.section for row in rows if row.variation is None)
    has_variations = any(row.variation is not None for row in rows)
    if not has_variations and list(sections) in ([], [""]):
        return Grouping(BY_SECTION, label, [], [""] * len(rows))
    keys = {section: f"s{n}" for n, section in enumerate(sections)}
    groups = [(key, section or contract) for section, key in keys.items()]
    plural = terms.variation.plural_capitalised
    named = {VARIATIONS: plural, UNAPPROVED: f"{plural} not approved"}
    places = []
    for row in rows:
        apart = VARIATIONS if row.counts else UNAPPROVED
        places.append(keys[row.section] if row.variation is None else apart)
    here = set(places)
    groups += [(key, name) for key, name in named.items() if key in here]
    return Grouping(BY_SECTION, label, groups, places)


def _by_variation(rows: Sequence[LineRow], contract: str, terms: Terms) -> Grouping:
    """The contract's own lines, then every variation for itself."""

    def name(row: LineRow) -> str:
        return " ".join(filter(None, (row.variation, row.variation_title))) or contract

    keys, labels = _keyed(rows, "v", lambda row: row.variation, name)
    return Grouping(
        BY_VARIATION, terms.variation.capitalised, labels, [keys[row.variation] for row in rows]
    )


def _by_code(rows: Sequence[LineRow], terms: Terms) -> Grouping:
    """Codes in the order of the alphabet, then the lines without one."""
    ordered = sorted(rows, key=lambda row: (not row.budget_code, row.budget_code or ""))
    code = terms.budget_code
    keys, labels = _keyed(
        ordered, "c", lambda row: row.budget_code, lambda row: row.budget_code or f"No {code}"
    )
    return Grouping(BY_CODE, code.capitalised, labels, [keys[row.budget_code] for row in rows])


def _keyed(
    rows: Sequence[LineRow],
    letter: str,
    by: Callable[[LineRow], Hashable],
    name: Callable[[LineRow], str],
) -> tuple[dict[Hashable, str], list[tuple[str, str]]]:
    """A key for each of what the rows differ by, and the keys with their labels, as they come."""
    first: dict[Hashable, LineRow] = {}
    for row in rows:
        first.setdefault(by(row), row)
    keys = {value: f"{letter}{n}" for n, value in enumerate(first)}
    return keys, [(keys[value], name(row)) for value, row in first.items()]
