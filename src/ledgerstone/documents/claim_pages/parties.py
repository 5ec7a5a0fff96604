"""Who stands on a document: companies with their address, business numbers and logo."""

from __future__ import annotations

from ledgerstone.contracts.models import PURCHASE_ORDER, Contract
from ledgerstone.directory import queries as directory
from ledgerstone.directory.identifiers import printed
from ledgerstone.directory.models import Company
from ledgerstone.files.queries import FileDamaged, open_file
from ledgerstone.tenancy.actor import Actor

from .model import Party

# There the business number holds the company's number in the register.
_ONE_NUMBER = frozenset({"AU"})


def parties(actor: Actor, contract: Contract) -> tuple[Party, Party, Party | None]:
    """Claimant, payer and certifier of a contract."""
    own = directory.own_company(actor)
    if contract.is_upstream:
        certifier = None
        if contract.certifier is not None:
            certifier = party(contract.certifier, "certifier", contract.certifier_name)
        builder = contract.contractor or own
        return party(builder, "contractor"), party(contract.company, "owner"), certifier
    role = "supplier" if contract.kind == PURCHASE_ORDER else "subcontractor"
    return party(contract.company, role), party(own, "head_contractor"), None


def party(company: Company | None, role: str, person: str = "") -> Party:
    """A company in its part, with everything that is printed of it."""
    if company is None:
        return Party(name="", role=role)
    address = tuple(line.strip() for line in company.address.splitlines() if line.strip())
    return Party(
        name=company.name,
        role=role,
        lines=((person,) if person else ()) + address + numbers(company),
        short_name=company.trading_name or None,
        logo=logo(company),
    )


def numbers(company: Company) -> tuple[str, ...]:
    """By which registers know a company: its business number, and that of the register where the
    one does not hold the other."""
    country = company.country
    known = [printed(company.identifier, country)]
    if not known[0] or country not in _ONE_NUMBER:
        known.append(printed(company.registration_number, country, "registration_number"))
    return tuple(number for number in known if number)


def logo(company: Company) -> bytes | None:
    """The logo as it was uploaded; none where the file is lost, for a document is made all the
    same."""
    if company.logo is None:
        return None
    try:
        return open_file(company.logo)
    except FileDamaged:
        return None
