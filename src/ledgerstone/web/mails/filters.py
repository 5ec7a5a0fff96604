"""What a list of mails is asked for, as its address says it, and the menus that ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.log.mail_filter import GROUPS, Asked
from ledgerstone.web.filter_menus import menu_of_one, menu_of_several
from ledgerstone.web.posted import record_asked

_WORDS = {
    "failed": "Failed",
    "unknown": "Not known",
    "not_sent": "Not sent",
    "under_way": "On its way",
    "waits": "Waits",
    "sent": "Sent",
}


def asked(given: QueryDict) -> Asked:
    """What the address asks for; what it cannot ask for is taken as not asked."""
    kind = given.get("kind", "")
    return Asked(
        states=tuple(one for one in given.get("state", "").split(".") if one in GROUPS),
        kind=kind if kind in catalogue.KINDS else "",
        person_id=record_asked(given.get("person", "")),
    )


def address(here: str, asked: Asked, *, page: int = 1, **changes: Any) -> str:
    """An address with what is asked for and some of it otherwise."""
    wanted = replace(asked, **changes)
    said = {
        "state": ".".join(wanted.states),
        "kind": wanted.kind,
        "person": "" if wanted.person_id is None else str(wanted.person_id),
        "page": "" if page == 1 else str(page),
    }
    query = urlencode({name: value for name, value in said.items() if value}, safe=".")
    return f"{here}?{query}" if query else here


def menus(
    asked: Asked, here: str, kinds: Sequence[tuple[str, str]], people: Sequence[tuple[int, str]]
) -> list[dict[str, Any]]:
    """The menus that narrow the list, each with what is chosen in it."""

    def way(name: str) -> Any:
        return lambda value: address(here, asked, **{name: value})

    return [
        menu_of_several("State", asked.states, list(_WORDS.items()), way("states")),
        menu_of_one("Kind", asked.kind, kinds, way("kind"), nothing=""),
        menu_of_one("Person", asked.person_id, people, way("person_id")),
    ]
