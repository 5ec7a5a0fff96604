"""What a report can be narrowed by, with what is chosen, and what narrows it now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.reports.asked import ABOVE, BELOW, CLAIM, COMPANY, CONTRACT
from ledgerstone.reports.catalogue import BY, MONTHS, ON, SIDE, Entry
from ledgerstone.reports.scope import About, Scope

from .wanted import Wanted

# A list of more contracts than this is no choice: a company is chosen first.
MOST_CONTRACTS = 400
Choice = tuple[Any, str, bool]


def side_choices(wanted: Wanted, scope: Scope, entry: Entry, terms: Terms) -> list[dict[str, Any]]:
    """The two directions, where the person has both."""
    if SIDE not in entry.asks or not scope.sees_both:
        return []
    words = {BELOW: terms.commitment, ABOVE: terms.head_contract}
    return [
        {
            "label": word.plural_capitalised,
            "href": wanted.address(side=side, company_id=None, contract_id=None),
            "current": wanted.asked.side == side,
        }
        for side, word in words.items()
    ]


def filter_choices(
    wanted: Wanted, scope: Scope, entry: Entry, terms: Terms, own_projects: int
) -> dict[str, Any]:
    """What the form of the filter offers."""
    asked = wanted.asked
    among = [
        one
        for one in scope.known
        if SIDE not in entry.asks or one.is_above == asked.is_above or not scope.sees_both
    ]
    within = [one for one in among if asked.project_id in (None, one.project_id)]
    of_company = [one for one in within if asked.company_id in (None, one.company_id)]
    contracts = [(one.id, f"{one.number} {one.title}") for one in of_company]
    return {
        "projects": _projects(among, asked.project_id) if own_projects > 1 else [],
        "company_label": terms.owner.capitalised if asked.is_above else "Company",
        "companies": _companies(within, asked.company_id),
        "contracts": (
            _choices(contracts, asked.contract_id) if len(contracts) <= MOST_CONTRACTS else []
        ),
        "currencies": (
            _choices([(one, one) for one in scope.currencies], scope.currency)
            if len(scope.currencies) > 1
            else []
        ),
        "has_months": MONTHS in entry.asks,
        "has_day": ON in entry.asks,
        "groups": _groups(asked.by, terms) if BY in entry.asks else [],
        "first": wanted.given.get("from", ""),
        "last": wanted.given.get("to", ""),
        "on": wanted.given.get("on", ""),
        "hidden": wanted.but(
            "project", "company", "contract", "currency", "from", "to", "on", "by"
        ),
    }


def _projects(among: Iterable[About], chosen: int | None) -> list[Choice]:
    named = {one.project_id: f"{one.project_number} {one.project}" for one in among}
    return _choices(named.items(), chosen)


def _companies(among: Iterable[About], chosen: int | None) -> list[Choice]:
    named = {one.company_id: one.company for one in among}
    return _choices(sorted(named.items(), key=lambda one: one[1].casefold()), chosen)


def _groups(chosen: str, terms: Terms) -> list[Choice]:
    known = [
        (COMPANY, "Company"),
        (CONTRACT, terms.contract.capitalised),
        (CLAIM, terms.claim_short.capitalised),
    ]
    return _choices(known, chosen)


def _choices(given: Iterable[tuple[Any, str]], now: Any) -> list[Choice]:
    return [(value, word, value == now) for value, word in given]


def chips(
    wanted: Wanted, scope: Scope, entry: Entry, terms: Terms, formats: Formats
) -> list[dict[str, str]]:
    """What narrows the report, each with the address of it without that."""
    asked = wanted.asked
    found: list[tuple[str, str]] = []
    if asked.project_id is not None:
        name = next((one.project for one in scope.known if one.project_id == asked.project_id), "")
        found.append((name or "Another project", wanted.address(project_id=None)))
    if asked.company_id is not None:
        name = next((one.company for one in scope.known if one.company_id == asked.company_id), "")
        found.append((name or "Another company", wanted.address(company_id=None)))
    if asked.contract_id is not None:
        named = (f"{one.number} {one.title}" for one in scope.known if one.id == asked.contract_id)
        found.append((next(named, "Another contract"), wanted.address(contract_id=None)))
    if MONTHS in entry.asks and asked.first is not None:
        found.append((f"From {formats.month(asked.first)}", wanted.address(first=None)))
    if MONTHS in entry.asks and asked.last is not None:
        found.append((f"Until {formats.month(asked.last)}", wanted.address(last=None)))
    if ON in entry.asks and asked.on is not None:
        found.append((f"On {formats.day(asked.on)}", wanted.address(on=None)))
    return [{"label": label, "href": href} for label, href in found]


def said(wanted: Wanted, scope: Scope, entry: Entry, terms: Terms, formats: Formats) -> list[str]:
    """What the report was asked, in words, as paper and files say it."""
    words = [chip["label"] for chip in chips(wanted, scope, entry, terms, formats)]
    if SIDE in entry.asks:
        word = terms.head_contract if wanted.asked.is_above else terms.commitment
        words.insert(0, word.plural_capitalised)
    return [*words, scope.currency] if scope.currency else words
