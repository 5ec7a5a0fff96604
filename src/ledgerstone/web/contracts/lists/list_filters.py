"""What a list of contracts is asked for, as its address says it, and the menus that ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from ledgerstone.contracts.listing import SORTED_BY, Asked
from ledgerstone.contracts.models import HEAD_CONTRACT, PURCHASE_ORDER, STATUSES, SUBCONTRACT
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.filter_menus import menu_of_one, menu_of_several

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
        menu_of_several(
            "Status", asked.statuses, statuses, lambda now: address(here, asked, statuses=now)
        ),
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
    def way(value: Any) -> str:
        return address(here, asked, **{name: value})

    return menu_of_one(label, getattr(asked, name), choices, way, nothing=nothing)


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"
