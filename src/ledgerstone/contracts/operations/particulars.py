"""The particulars of a contract as typed, made fit to keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.db.models.functions import Lower

from ledgerstone.contracts import dates, queries
from ledgerstone.contracts.dates import DATES
from ledgerstone.contracts.models import HEAD_CONTRACT, PURCHASE_ORDER, SUBCONTRACT, Contract
from ledgerstone.directory import policy as directory
from ledgerstone.directory.models import Company
from ledgerstone.projects import queries as projects
from ledgerstone.projects import roll
from ledgerstone.projects.models import ProjectMember
from ledgerstone.projects.terminology import terms
from ledgerstone.tenancy import clock
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
    letter_of_intent_date: dt.date | None
    issued_date: dt.date | None
    approval_letter_date: dt.date | None
    returned_date: dt.date | None
    signed_contract_received_date: dt.date | None
    start_date: dt.date | None
    estimated_completion_date: dt.date | None
    original_substantial_completion_date: dt.date | None
    substantial_completion_date: dt.date | None
    actual_completion_date: dt.date | None
    termination_date: dt.date | None
    delivery_date: dt.date | None
    payment_days: int | None
    payment_terms: str
    description: str
    inclusions: str
    exclusions: str
    bill_to: str
    ship_to: str
    ship_via: str
    origin_id: str
    origin_code: str
    origin_data: str
    tax_rate: Decimal | None
    tax_base: str
    move_stored_to_work: bool | None
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
    move_stored_to_work=None,
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


def _line(field: str, what: str, longest: int) -> Callable[[Any], str]:
    return lambda text: optional(text, field=field, what=what, longest=longest)


def _lines(field: str, what: str, longest: int = 20_000) -> Callable[[Any], str]:
    return lambda text: fitting(several_lines(text), field=field, what=what, longest=longest)


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


def _day(field: str) -> Callable[[Any], dt.date | None]:
    def day(given: Any) -> dt.date | None:
        if given is not None and (isinstance(given, dt.datetime) or not isinstance(given, dt.date)):
            raise refused(field, "This is not a day.")
        return given

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
    "description": _lines("description", "the description"),
    "inclusions": _lines("inclusions", "what is included"),
    "exclusions": _lines("exclusions", "what is excluded"),
    "payment_terms": _line("payment_terms", "the payment terms", 500),
    "bill_to": _lines("bill_to", "the billing address", 2_000),
    "ship_to": _lines("ship_to", "the delivery address", 2_000),
    "ship_via": _line("ship_via", "the way of delivery", 100),
    "origin_id": _line("origin_id", "the id of origin", 100),
    "origin_code": _line("origin_code", "the code of origin", 100),
    "origin_data": _lines("origin_data", "the notes of origin"),
    "tax_rate": _tax_rate,
    "payment_days": _payment_days,
    "accounting_method": _choice("accounting_method", METHODS),
    "tax_base": _choice("tax_base", TAX_BASES),
    "prefill_by": _choice("prefill_by", PREFILLS),
    "move_stored_to_work": bool,
    "claims_enabled": bool,
    "certify_on_issue": bool,
    **{name: _day(name) for name in sorted({one for several in DATES.values() for one in several})},
}
# What only some kinds of contracts have.
_OF_KINDS: dict[str, frozenset[str]] = {
    "inclusions": frozenset({SUBCONTRACT, HEAD_CONTRACT}),
    "exclusions": frozenset({SUBCONTRACT, HEAD_CONTRACT}),
    "payment_terms": frozenset({PURCHASE_ORDER, HEAD_CONTRACT}),
    "bill_to": frozenset({PURCHASE_ORDER}),
    "ship_to": frozenset({PURCHASE_ORDER}),
    "ship_via": frozenset({PURCHASE_ORDER}),
    "assignee_id": frozenset({PURCHASE_ORDER}),
    "contractor_id": frozenset({HEAD_CONTRACT}),
}


def has(kind: str, name: str) -> bool:
    """Whether contracts of a kind have a particular, by the name of its column."""
    if name.endswith("_date") and name != "executed_date":
        return name in DATES[kind]
    return name not in _OF_KINDS or kind in _OF_KINDS[name]


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


def refuse_foreign(contract: Contract, values: Mapping[str, Any]) -> None:
    """Refuse what contracts of the kind do not have, at its field."""
    words = terms(contract.project.terminology)
    sentence = f"{words[contract.kind].with_article.capitalize()} does not have this."
    foreign = {
        name.removesuffix("_id"): sentence
        for name, value in values.items()
        if value not in (None, "") and not has(contract.kind, name)
    }
    if foreign:
        raise Invalid(sentence, fields=foreign)


def refuse_dates(contract: Contract, changed: Collection[str]) -> None:
    """Refuse dates of a contract that cannot be, as far as a changed one is concerned."""
    words, formats = projects.words(contract.project)
    problems = dates.problems(
        vars(contract),
        changed=changed,
        today=clock.today(contract.project.time_zone),
        words=words,
        formats=formats,
    )
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)


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


def assignee_of(actor: Actor, project_id: int, person_id: int | None) -> int | None:
    """The id of somebody at work on the project; None where nobody is named."""
    if person_id is None:
        return None
    if not assignable(actor, project_id).filter(person_id=person_id).exists():
        raise refused("assignee", "Choose somebody of the project.")
    return person_id


def assignable(actor: Actor, project_id: int) -> QuerySet[ProjectMember]:
    """The people of a project to whom a purchase order may be assigned, by name."""
    return (
        ProjectMember.objects.filter(
            account_id=actor.account_id, project_id=project_id, person__is_active=True
        )
        .select_related("person", "person__company")
        .order_by(Lower("person__name"), "id")
    )


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
