"""What the first page of a contract says: particulars, dates, scope and who sees it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from ledgerstone.contracts import dates
from ledgerstone.contracts.models import HEAD_CONTRACT, PURCHASE_ORDER, Contract
from ledgerstone.projects import policy as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor

from .frame import sees_head
from .words import method_word, tax_sentence

Pair = dict[str, Any]


def party_word(kind: str, terms: Terms) -> str:
    """What the company of a contract is to the account."""
    if kind == HEAD_CONTRACT:
        return terms.owner.capitalised
    return (terms.supplier if kind == PURCHASE_ORDER else terms.subcontractor).capitalised


def facts(actor: Actor, found: Contract, terms: Terms, formats: Formats) -> list[Pair]:
    """The particulars, pair by pair; what is unknown is left out."""
    is_inside = projects.may_see_directory(actor, found.project_id)
    pairs = [
        _pair(party_word(found.kind, terms), found.company.name, _company(found, is_inside)),
        _pair(terms.contractor.capitalised, found.contractor and found.contractor.name),
        _pair(terms.certifier.capitalised, _certifier(found)),
        _head_contract(actor, found, terms),
        _pair("Assignee", found.assignee and found.assignee.name),
        _pair("Executed", _executed(found, formats)),
        _pair("Paid", _paid(found, terms)),
        _pair("Payment terms", found.payment_terms),
        _pair("Accounted by", method_word(found.accounting_method)),
        _pair(terms.tax, tax_sentence(found.tax_rate, found.tax_base, terms, formats)),
        _pair("Bill to", found.bill_to),
        _pair("Ship to", found.ship_to),
        _pair("Ship via", found.ship_via),
        _pair("Id of origin", found.origin_id if is_inside else ""),
        _pair("Code of origin", found.origin_code if is_inside else ""),
        _pair("Notes of origin", found.origin_data if is_inside else ""),
    ]
    return [pair for pair in pairs if pair["value"]]


def days(found: Contract, terms: Terms, formats: Formats) -> list[Pair]:
    """The dates that are known, in the order in which a contract goes through them."""
    known = ((name, getattr(found, name)) for name in dates.DATES[found.kind])
    return [
        _pair(dates.label(name, terms), formats.day(day)) for name, day in known if day is not None
    ]


def scope(found: Contract) -> list[Pair]:
    """What is to be done, and what is in and out of it."""
    texts = (
        ("Scope", found.description),
        ("Included", found.inclusions),
        ("Excluded", found.exclusions),
    )
    return [_pair(label, text) for label, text in texts if text]


def who_sees(found: Contract, terms: Terms) -> str:
    """Who sees the contract and its schedule of values, in a sentence."""
    tool = (terms.head_contract if found.is_upstream else terms.commitment).plural
    if not found.is_private:
        return f"Everybody with access to the {tool} of the project sees it with its figures."
    whole = "with" if found.shows_schedule_to_listed else "without"
    return (
        f"Its administrators see it, and the people on its private list, these {whole} its "
        f"{terms.schedule_of_values} and its figures."
    )


def _pair(label: str, value: Any, href: str = "") -> Pair:
    return {"label": label, "value": value or "", "href": href}


def _company(found: Contract, is_inside: bool) -> str:
    if not is_inside:
        return ""
    return reverse("web:project_company", args=[found.project_id, found.company_id])


def _head_contract(actor: Actor, found: Contract, terms: Terms) -> Pair:
    head = found.head_contract
    if head is None or not sees_head(actor, found):
        return _pair(terms.head_contract.capitalised, "")
    return _pair(
        terms.head_contract.capitalised, head.number, reverse("web:contract", args=[head.pk])
    )


def _certifier(found: Contract) -> str:
    company = found.certifier.name if found.certifier is not None else ""
    return ", ".join(part for part in (found.certifier_name, company) if part)


def _executed(found: Contract, formats: Formats) -> str:
    if not found.is_executed:
        return "Not yet"
    return formats.day(found.executed_date) if found.executed_date is not None else "Yes"


def _paid(found: Contract, terms: Terms) -> str:
    if found.payment_days is None:
        return ""
    return f"{found.payment_days} days after the {terms.certificate}"
