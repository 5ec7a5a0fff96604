"""What the page of a period's claims is asked to show, and the addresses of it asked otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

from ledgerstone.contracts.models import PURCHASE_ORDER, SUBCONTRACT
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.periods.period_states import PAYMENTS, states

TURN = "turn"
# What rows can be put together by, in the one list and in the other.
GROUPED = {False: ("company", "status", "payment"), True: ("contract", "status", "payment")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked for; what is empty was not asked."""

    period_id: int | None = None
    head: bool = False
    statuses: tuple[str, ...] = ()
    late: bool = False
    company_id: int | None = None
    kind: str = ""
    payment: str = ""
    words: str = ""
    sort: str = TURN
    is_descending: bool = False
    group: str = ""
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Whether rows may be left out."""
        return bool(self.statuses or self.late or self.is_filtered)

    @property
    def is_filtered(self) -> bool:
        """Whether rows may be left out for another reason than their state."""
        return bool(self.company_id or self.kind or self.payment or self.words)

    @property
    def given(self) -> dict[str, str]:
        """What is asked for as an address says it, without what needs no saying."""
        said = {
            "period": str(self.period_id or ""),
            "list": "head" if self.head else "",
            "status": ".".join(self.statuses),
            "late": "yes" if self.late else "",
            "company": str(self.company_id or ""),
            "kind": self.kind,
            "payment": self.payment,
            "q": self.words,
            "sort": "" if self.sort == TURN else f"{'-' if self.is_descending else ''}{self.sort}",
            "group": self.group,
            "page": str(self.page) if self.page > 1 else "",
        }
        return {name: value for name, value in said.items() if value}

    def address(self, **other: Any) -> str:
        """The page with some of it asked otherwise, from its first page on."""
        return "?" + urlencode(replace(self, **{"page": 1, **other}).given)

    def but(self, *names: str) -> dict[str, str]:
        """What a form carries along that asks for these itself."""
        left = {*names, "page"}
        return {name: value for name, value in self.given.items() if name not in left}

    @property
    def everything(self) -> str:
        """The same list with nothing left out."""
        return self.address(statuses=(), late=False, company_id=None, kind="", payment="", words="")


def asked_of(given: QueryDict, terms: Terms, sortable: frozenset[str]) -> Asked:
    """What the address asks for; what it cannot ask for is taken as not asked."""
    head = given.get("list") == "head"
    sort = given.get("sort", "")
    named = sort.removeprefix("-")
    kind, payment, group = given.get("kind", ""), given.get("payment", ""), given.get("group", "")
    known = states(terms, head=head)
    # A form gives one status a field, an address all of them with dots between.
    wanted = ".".join(given.getlist("status")).split(".")
    return Asked(
        period_id=_number(given, "period"),
        head=head,
        statuses=tuple(one for one in dict.fromkeys(wanted) if one in known),
        late=given.get("late") == "yes",
        company_id=_number(given, "company"),
        kind=kind if not head and kind in (SUBCONTRACT, PURCHASE_ORDER) else "",
        payment=payment if payment in PAYMENTS else "",
        words=given.get("q", "").strip()[:200],
        sort=named if named in sortable else TURN,
        is_descending=sort.startswith("-") and named in sortable,
        group=group if group in GROUPED[head] else "",
        page=min(_number(given, "page") or 1, 10_000),
    )


def _number(given: QueryDict, name: str) -> int | None:
    text = given.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None
