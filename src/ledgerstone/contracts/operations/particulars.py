"""The particulars of a contract as typed, made fit to keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypedDict

from ledgerstone.contracts import queries
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.directory import policy as directory
from ledgerstone.directory.models import Company
from ledgerstone.projects import roll
from ledgerstone.projects.terminology import terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import fitting, optional, required, several_lines

METHODS = {"amount": "by amount", "unit": "by units and quantities"}
TAX_BASES = ["net_of_retention", "gross"]
PREFILLS = ["amount", "percentage", "none"]


class Particulars(TypedDict, total=False):
    """What may be said of a contract besides its number, its title and its parties."""

    certifier_name: str
    accounting_method: str | None
    contract_date: dt.date | None
    payment_days: int | None
    description: str
    tax_rate: Decimal | None
    tax_base: str
    move_stored_to_work: bool
    claims_enabled: bool | None
    certify_on_issue: bool
    prefill_by: str


# What holds for a new contract of which nothing else was said.
USUAL = Particulars(
    certifier_name="",
    contract_date=None,
    payment_days=None,
    description="",
    tax_rate=None,
    tax_base="net_of_retention",
    move_stored_to_work=False,
    certify_on_issue=True,
    prefill_by="amount",
)


def refused(field: str, sentence: str) -> Invalid:
    """A refusal at one field."""
    return Invalid(sentence, fields={field: sentence})


def _number(text: Any) -> str:
    return required(text, field="number", what="the contract's number", longest=40)


def _title(text: Any) -> str:
    return required(text, field="title", what="the contract's title", longest=200)


def _certifier_name(text: Any) -> str:
    return optional(text, field="certifier_name", what="the certifier's name", longest=200)


def _description(text: Any) -> str:
    return fitting(several_lines(text), field="description", what="the description", longest=20_000)


def _tax_rate(rate: Any) -> Decimal | None:
    if rate is None:
        return None
    if not isinstance(rate, Decimal) or not rate.is_finite() or not 0 <= rate <= 1:
        raise refused("tax_rate", "The tax rate is from 0% to 100%.")
    if rate != round(rate, 8):
        raise refused("tax_rate", "The tax rate has at most 6 decimals as a percentage.")
    return rate


def _payment_days(days: Any) -> int | None:
    if days is None:
        return None
    if not isinstance(days, int) or not 0 <= days <= 365:
        raise refused("payment_days", "Give the days until payment as a number from 0 to 365.")
    return days


def _contract_date(day: Any) -> dt.date | None:
    if day is not None and not isinstance(day, dt.date):
        raise refused("contract_date", "This is not a day.")
    return day


def _choice(field: str, known: Any) -> Callable[[Any], str]:
    def chosen(given: Any) -> str:
        if given not in known:
            raise refused(field, "Choose one from the list.")
        return str(given)

    return chosen


_READERS: dict[str, Callable[[Any], Any]] = {
    "number": _number,
    "title": _title,
    "certifier_name": _certifier_name,
    "description": _description,
    "tax_rate": _tax_rate,
    "payment_days": _payment_days,
    "contract_date": _contract_date,
    "accounting_method": _choice("accounting_method", METHODS),
    "tax_base": _choice("tax_base", TAX_BASES),
    "prefill_by": _choice("prefill_by", PREFILLS),
    "move_stored_to_work": bool,
    "claims_enabled": bool,
    "certify_on_issue": bool,
}


def particulars(given: Mapping[str, Any]) -> dict[str, Any]:
    """Particulars by the names of the Contract's fields; every problem at its field at once."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, value in given.items():
        if name not in _READERS:
            raise TypeError(f"A contract has no {name} to give.")
        try:
            values[name] = _READERS[name](value)
        except Invalid as refusal:
            problems.update(refusal.fields)
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)
    return values


def company_of(actor: Actor, project_id: int, company_id: int | None, *, field: str) -> int | None:
    """The id of a company in use, of the project or, for who sees it, of the directory."""
    if company_id is None:
        return None
    offered = roll.companies_offered(actor, project_id)
    if not offered.filter(pk=company_id).exists():
        retired = Company.objects.filter(
            account_id=actor.account_id, pk=company_id, is_active=False
        ).first()
        if retired is not None and directory.may_see(actor):
            raise refused(field, f"{retired.name} is no longer in use. Choose another company.")
        raise refused(field, "Choose a company from the directory.")
    return company_id


def head_contract_of(actor: Actor, contract: Contract, head_contract_id: int | None) -> int | None:
    """The head contract that a commitment belongs to: the one named, else the only one."""
    if contract.kind == HEAD_CONTRACT:
        if head_contract_id is not None:
            raise refused("head_contract", "Only commitments belong to another contract.")
        return None
    heads = queries.visible_to(actor).filter(kind=HEAD_CONTRACT, project_id=contract.project_id)
    known = list(heads.order_by("number").values_list("pk", flat=True)[:100])
    words = terms(contract.project.terminology)
    if head_contract_id is None:
        if len(known) > 1:
            raise refused(
                "head_contract",
                f"This project has more than one {words.head_contract}. Choose the one that this "
                f"{words[contract.kind]} belongs to.",
            )
        return known[0] if known else None
    if head_contract_id not in known:
        raise refused(
            "head_contract", f"Choose {words.head_contract.with_article} of this project."
        )
    return head_contract_id
