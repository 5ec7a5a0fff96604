"""Which rows the page shows: narrowed, put together, cut into pages; and what each choice is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ledgerstone.claims.listing import HandedIn
from ledgerstone.contracts.models import PURCHASE_ORDER, SUBCONTRACT
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.periods.period_rows import ToolRow
from ledgerstone.web.claims.periods.period_states import PAYMENTS, states

from .tool_asked import GROUPED, TURN, Asked
from .tool_columns import Sums, sorted_rows, sums_of

PAGE = 200


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together, with their sums; without a title they are the whole list."""

    title: str
    rows: Sequence[ToolRow]
    sums: Sums | None = None


@dataclass(frozen=True, slots=True)
class Narrowed:
    """``of_any_state``: what is left by everything but the states; ``rows``: by those too."""

    of_any_state: Sequence[ToolRow]
    rows: Sequence[ToolRow]


def narrowed(rows: Sequence[ToolRow], asked: Asked, said: Mapping[int, str]) -> Narrowed:
    """The rows that are asked for, in their order. ``said``: comments by claim, to be searched."""
    wanted = asked.words.casefold().split()
    left = [row for row in rows if _fits(row, asked) and _says(row, wanted, said)]
    found = [
        row
        for row in left
        if (not asked.statuses or row.state in asked.statuses) and (not asked.late or row.is_late)
    ]
    return Narrowed(left, sorted_rows(found, asked))


def _fits(row: ToolRow, asked: Asked) -> bool:
    return (
        (asked.company_id is None or row.contract.company_id == asked.company_id)
        and (not asked.kind or row.contract.kind == asked.kind)
        and (not asked.payment or row.payment == asked.payment)
    )


def _says(row: ToolRow, wanted: Sequence[str], said: Mapping[int, str]) -> bool:
    if not wanted:
        return True
    text = row.searched
    if row.claim is not None and row.claim.pk in said:
        text = f"{text} {said[row.claim.pk].casefold()}"
    return all(word in text for word in wanted)


def paged(rows: Sequence[ToolRow], asked: Asked) -> tuple[Sequence[ToolRow], int]:
    """The rows of the page that is asked for, and how many pages there are."""
    pages = max(1, -(-len(rows) // PAGE))
    start = (min(asked.page, pages) - 1) * PAGE
    return rows[start : start + PAGE], pages


def grouped(
    rows: Sequence[ToolRow], asked: Asked, covers: Mapping[int, HandedIn], terms: Terms
) -> list[Group]:
    """The rows as they are put together; each group keeps their order."""
    if not asked.group:
        return [Group("", rows)]
    order = list(states(terms, head=asked.head))
    payments = list(PAYMENTS)

    def place(row: ToolRow) -> tuple[Any, str]:
        if asked.group == "status":
            return order.index(row.state), row.status.word
        if asked.group == "payment":
            known = row.payment in PAYMENTS
            rank = payments.index(row.payment) if known else len(payments)
            return rank, PAYMENTS.get(row.payment, "Nothing to pay yet")
        if asked.group == "company":
            return row.contract.company.name.casefold(), row.contract.company.name
        return row.contract.number, str(row.contract)

    found = groupby(sorted(rows, key=place), key=place)
    return [
        Group(title, members, sums_of(members, covers))
        for (_, title), several in found
        if (members := list(several))
    ]


# --- what can be chosen --------------------------------------------------------------------------


def chips(asked: Asked, rows: Sequence[ToolRow], terms: Terms) -> list[dict[str, str]]:
    """What narrows the list just now, each with the address of the list without it."""
    known = states(terms, head=asked.head)
    company = next(
        (one.contract.company.name for one in rows if one.contract.company_id == asked.company_id),
        "",
    )
    found = [
        (known[one].word, asked.address(statuses=tuple(s for s in asked.statuses if s != one)))
        for one in asked.statuses
    ]
    if asked.late:
        found.append(("Late", asked.address(late=False)))
    if asked.company_id is not None:
        found.append((company or "Another company", asked.address(company_id=None)))
    if asked.kind:
        found.append((terms[asked.kind].plural_capitalised, asked.address(kind="")))
    if asked.payment:
        found.append((PAYMENTS[asked.payment], asked.address(payment="")))
    if asked.words:
        found.append((f"“{asked.words}”", asked.address(words="")))
    return [{"label": label, "href": href} for label, href in found]


def filter_choices(asked: Asked, rows: Sequence[ToolRow], terms: Terms) -> dict[str, Any]:
    """What the filter's form offers, with what is chosen in it."""
    present = {row.state for row in rows}
    companies = {row.contract.company_id: row.contract.company.name for row in rows}
    named = sorted(companies.items(), key=lambda one: one[1].casefold())
    kinds = [(one, terms[one].plural_capitalised) for one in (SUBCONTRACT, PURCHASE_ORDER)]
    return {
        "company_label": terms.owner.capitalised if asked.head else "Company",
        "companies": _choices(named, asked.company_id),
        "kinds": [] if asked.head else _choices(kinds, asked.kind),
        "payments": _choices(list(PAYMENTS.items()), asked.payment),
        "statuses": [
            (one.state, one.word, one.state in asked.statuses)
            for one in states(terms, head=asked.head).values()
            if one.state in present or one.state in asked.statuses
        ],
        "hidden": asked.but("company", "kind", "payment", "status", "late"),
    }


def _choices(given: Sequence[tuple[Any, str]], now: Any) -> list[tuple[Any, str, bool]]:
    return [(value, word, value == now) for value, word in given]


def group_choices(asked: Asked, terms: Terms) -> list[dict[str, Any]]:
    """The ways to put rows together."""
    words = {
        "": "none",
        "company": "company",
        "contract": str(terms.head_contract),
        "status": "status",
        "payment": "payment",
    }
    return [
        {
            "label": words[key],
            "href": asked.address(group=key),
            "current": key == asked.group,
        }
        for key in ("", *GROUPED[asked.head])
    ]


_SORTS = (
    (TURN, False, "Your turn first"),
    ("number", False, "By number"),
    ("company", False, "By company"),
    ("due", False, "By due date"),
    ("claimed", True, "Largest first"),
)


def sort_choices(asked: Asked) -> list[dict[str, Any]]:
    """The orders that are asked for most; the heads of the columns have the others."""
    return [
        {
            "label": label,
            "href": asked.address(sort=key, is_descending=descending),
            "current": (key, descending) == (asked.sort, asked.is_descending),
        }
        for key, descending, label in _SORTS
    ]
