"""What a list of contracts is asked for, as its address says it, and the menus that ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from ledgerstone.contracts.listing import SORTED_BY, Asked
from ledgerstone.contracts.models import HEAD_CONTRACT, PURCHASE_ORDER, STATUSES, SUBCONTRACT
from ledgerstone.projects.terminology import Terms

from .list_columns import Column

_YES_NO = {"yes": True, "no": False}
_KNOWN = {status for several in STATUSES.values() for status in several}


def asked(given: QueryDict, kind: str) -> Asked:
    """What the address asks for; what it cannot ask for is taken as not asked."""
    sort = given.get("sort", "")
    company = given.get("company", "")
    wanted = given.get("kind", "")
    return Asked(
        words=given.get("q", "").strip()[:200],
        kind=wanted if kind != HEAD_CONTRACT and wanted in (SUBCONTRACT, PURCHASE_ORDER) else "",
        statuses=tuple(one for one in given.get("status", "").split(".") if one in _KNOWN),
        company_id=int(company) if company.isdecimal() and len(company) < 19 else None,
        is_executed=_YES_NO.get(given.get("executed", "")),
        is_private=_YES_NO.get(given.get("private", "")),
        sort=sort.removeprefix("-") if sort.removeprefix("-") in SORTED_BY else "number",
        is_descending=sort.startswith("-") and sort[1:] in SORTED_BY,
    )


def given(asked: Asked) -> dict[str, str]:
    """What is asked for as an address says it, without what needs no saying."""
    sort = f"-{asked.sort}" if asked.is_descending else asked.sort
    said = {
        "q": asked.words,
        "kind": asked.kind,
        "status": ".".join(asked.statuses),
        "company": "" if asked.company_id is None else str(asked.company_id),
        "executed": _yes_no(asked.is_executed),
        "private": _yes_no(asked.is_private),
        "sort": "" if sort == "number" else sort,
    }
    return {key: value for key, value in said.items() if value}


def address(here: str, asked: Asked, *, page: int = 1, **changes: Any) -> str:
    """An address with what is asked for and some of it otherwise."""
    query = given(replace(asked, **changes)) | ({"page": str(page)} if page > 1 else {})
    return f"{here}?{urlencode(query)}" if query else here


def headings(picked: Sequence[Column], asked: Asked, here: str) -> list[dict[str, Any]]:
    """The heads of the columns: each leads to the list sorted by it, the other way when it is."""
    found = []
    for column in picked:
        is_sorted = column.key == asked.sort
        descending = not asked.is_descending if is_sorted else column.is_money
        found.append(
            {
                "column": column,
                "href": address(here, asked, sort=column.key, is_descending=descending)
                if column.is_sortable
                else "",
                "sorted": ("descending" if asked.is_descending else "ascending")
                if is_sorted
                else "",
            }
        )
    return found


def menus(
    asked: Asked,
    here: str,
    statuses: Sequence[tuple[str, str]],
    companies: Sequence[tuple[int, str]],
    terms: Terms,
    kind: str,
) -> list[dict[str, Any]]:
    """The menus that narrow the list, each with what is chosen in it."""
    kinds = [(one, terms[one].capitalised) for one in (SUBCONTRACT, PURCHASE_ORDER)]
    party = terms.owner.capitalised if kind == HEAD_CONTRACT else "Company"
    yes_no = [(True, "Yes"), (False, "No")]
    found = [
        _several("Status", "statuses", asked, here, statuses),
        _one(party, "company_id", None, asked, here, companies),
        _one("Executed", "is_executed", None, asked, here, yes_no),
        _one("Private", "is_private", None, asked, here, yes_no),
    ]
    if kind != HEAD_CONTRACT:
        found.insert(2, _one("Type", "kind", "", asked, here, kinds))
    for place, menu in enumerate(found):
        menu["is_wide_only"] = place > 1 and not menu["is_chosen"]
    return found


def _one(
    label: str,
    name: str,
    nothing: Any,
    asked: Asked,
    here: str,
    choices: Sequence[tuple[Any, str]],
) -> dict[str, Any]:
    """A menu of which one thing at most is chosen; choosing it again lets go of it."""
    now = getattr(asked, name)
    picked = next((word for value, word in choices if value == now and now != nothing), "")
    return {
        "label": f"{label}: {picked}" if picked else label,
        "is_chosen": bool(picked),
        "choices": [
            {
                "label": word,
                "current": bool(picked) and value == now,
                "href": address(here, asked, **{name: nothing if value == now else value}),
            }
            for value, word in choices
        ],
    }


def _several(
    label: str, name: str, asked: Asked, here: str, choices: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """A menu of which several are chosen together."""
    now: tuple[str, ...] = getattr(asked, name)
    words: Mapping[str, str] = dict(choices)
    said = ", ".join(words[one] for one in now if one in words)
    return {
        "label": f"{label}: {said}" if said else label,
        "is_chosen": bool(said),
        "choices": [
            {
                "label": word,
                "current": value in now,
                "href": address(here, asked, page=1, **{name: _toggled(now, value)}),
            }
            for value, word in choices
        ],
    }


def _toggled(now: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(one for one in now if one != value) if value in now else (*now, value)


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"
