"""Companies, their people, their insurance, and how people sign in."""

from .company import Company
from .insurance import InsurancePolicy
from .person import EMAIL, NOT_AT_ALL, Person
from .signing_in import Attempt, Invitation, MailedLink, SignIn
from .staging import COMPANIES, PEOPLE, StagedImport

__all__ = [
    "COMPANIES",
    "EMAIL",
    "NOT_AT_ALL",
    "PEOPLE",
    "Attempt",
    "Company",
    "InsurancePolicy",
    "Invitation",
    "MailedLink",
    "Person",
    "SignIn",
    "StagedImport",
]
