"""Companies as documents about money name them: with address, business number and logo."""

from __future__ import annotations

from ledgerstone.contracts.models import PURCHASE_ORDER, Contract
from ledgerstone.directory import queries as directory
from ledgerstone.directory.models import Company
from ledgerstone.documents.claim_pages.parties import logo, party
from ledgerstone.documents.money_pages.money_model import Block, MoneyParty
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor


def money_party(company: Company | None) -> MoneyParty:
    """A company with everything that is printed of it; nobody where it is not known."""
    if company is None:
        return MoneyParty(name="")
    return MoneyParty(
        name=company.name,
        short_name=company.trading_name,
        lines=party(company, "").lines,
        logo=logo(company),
    )


def who_pays(actor: Actor, contract: Contract) -> tuple[Company | None, Company | None]:
    """Who pays under a contract, and who is paid."""
    if contract.is_upstream:
        return contract.company, contract.contractor or directory.own_company(actor)
    return directory.own_company(actor), contract.company


def roles(contract: Contract, terms: Terms) -> tuple[str, str]:
    """What the two are called here: who pays, and who is paid."""
    if contract.is_upstream:
        return str(terms.owner), str(terms.contractor)
    paid = terms.supplier if contract.kind == PURCHASE_ORDER else terms.subcontractor
    return str(terms.head_contractor), str(paid)


def party_block(caption: str, named: MoneyParty) -> Block:
    """A party in the head of the page."""
    return Block(caption=caption, name=named.name, lines=named.lines)


def contract_block(contract: Contract, terms: Terms, formats: Formats) -> Block:
    """The contract in the head of the page."""
    dated = contract.contract_date
    return Block(
        caption="Contract",
        name=contract_name(contract, terms),
        lines=(
            *((contract.title,) if contract.title else ()),
            *((f"Dated {formats.day(dated)}",) if dated else ()),
        ),
    )


def contract_name(contract: Contract, terms: Terms) -> str:
    """`Subcontract SC-001`."""
    return f"{terms[contract.kind].capitalised} {contract.number}"
