"""Companies, their people, and their insurance."""

from .company import Company
from .insurance import InsurancePolicy
from .person import EMAIL, NOT_AT_ALL, Person

__all__ = ["EMAIL", "NOT_AT_ALL", "Company", "InsurancePolicy", "Person"]
