"""Companies, their people, their insurance, and how people sign in."""

from .company import Company
from .insurance import InsurancePolicy
from .person import EMAIL, NOT_AT_ALL, Person
from .signing_in import Attempt, Invitation, MailedLink, SignIn

__all__ = [
    "EMAIL",
    "NOT_AT_ALL",
    "Attempt",
    "Company",
    "InsurancePolicy",
    "Invitation",
    "MailedLink",
    "Person",
    "SignIn",
]
