"""Writes to the company directory, and to how its people sign in."""

from .companies import change_company, create_company, set_logo
from .importing import accept_import, discard_import, stage_import
from .inviting import accept_invitation, ask_for_new_invitation, invite_person
from .links import ask_for_code, create_link, end_session, enter_code, renew_link
from .merging import merge_companies
from .opening import open_account
from .people import change_person, create_person, person_of
from .sign_ins import record_sign_in

__all__ = [
    "accept_import",
    "accept_invitation",
    "ask_for_code",
    "ask_for_new_invitation",
    "change_company",
    "change_person",
    "create_company",
    "create_link",
    "create_person",
    "discard_import",
    "end_session",
    "enter_code",
    "invite_person",
    "merge_companies",
    "open_account",
    "person_of",
    "record_sign_in",
    "renew_link",
    "set_logo",
    "stage_import",
]
