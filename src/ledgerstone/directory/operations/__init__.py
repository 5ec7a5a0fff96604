"""Writes to the company directory."""

from .keeping import change_company, create_company, create_person, person_of
from .opening import open_account

__all__ = ["change_company", "create_company", "create_person", "open_account", "person_of"]
