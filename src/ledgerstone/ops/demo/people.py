"""The people of the demonstration's subcontractors, by the commitment of their company.

The first of each claims for it, but for one company that has designated nobody.
"""

from __future__ import annotations

from dataclasses import dataclass


def domain_of(company: str) -> str:
    """A domain for a company, of a kind that nobody can own."""
    return f"{company.split()[0].casefold()}.example"


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works for a subcontractor."""

    name: str
    job_title: str
    phone: str = ""

    def email(self, company: str) -> str:
        """An address at the company, of a kind that no mail reaches."""
        first, *_, last = self.name.casefold().split()
        return f"{first}.{last}@{domain_of(company)}"


PEOPLE: dict[str, tuple[Worker, ...]] = {
    "SC-001": (
        Worker("Gerard Tarrant", "Contracts administrator", "+61 2 5550 0141"),
        Worker("Mila Osei", "Project manager"),
    ),
    "SC-002": (Worker("Paula Nunn", "Office manager", "+61 2 5550 0127"),),
    "SC-003": (
        Worker("Peter Kettering", "Director", "+61 2 5550 0190"),
        Worker("Ines Vale", "Contracts administrator"),
    ),
    "SC-004": (Worker("Priya Nair", "Commercial manager", "+61 2 5550 0163"),),
    "SC-005": (
        Worker("Soren Lund", "Estimator", "+61 2 5550 0118"),
        Worker("Tom Adair", "Project manager"),
    ),
    "SC-006": (
        Worker("Lena Moy", "Accounts", "+61 2 5550 0152"),
        Worker("Ravi Dale", "Project engineer"),
    ),
    "PO-001": (Worker("Helen Brook", "Sales coordinator", "+61 2 5550 0175"),),
}

# How each of the companies is found in the directory: its office's telephone, and its trades.
OFFICES: dict[str, tuple[str, str]] = {
    "SC-001": ("+61 2 5550 0140", "earthworks"),
    "SC-002": ("+61 2 5550 0126", "concrete"),
    "SC-003": ("+61 2 5550 0189", "steel"),
    "SC-004": ("+61 2 5550 0160", "electrical, communications"),
    "SC-005": ("+61 2 5550 0116", "mechanical"),
    "SC-006": ("+61 2 5550 0150", "fire"),
    "PO-001": ("+61 2 5550 0170", "supply"),
}

# Business numbers as they would be: their check digits are right, and nobody holds them.
BUSINESS_NUMBERS: dict[str, str] = {
    "SC-001": "78 901 000 117",
    "SC-002": "14 901 000 224",
    "SC-003": "39 901 000 331",
    "SC-004": "52 901 000 448",
    "SC-005": "77 901 000 555",
    "SC-006": "13 901 000 662",
    "PO-001": "26 901 000 779",
    "HC-01": "51 901 000 886",
}

# Their company has designated nobody to claim.
WITHOUT_CONTACT = "SC-006"
# Wants no messages from the third month on, so nothing reaches this contact.
OUT_OF_REACH = "Soren Lund"
