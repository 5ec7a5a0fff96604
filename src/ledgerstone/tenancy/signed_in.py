"""Whose request it is: the session, the login and the accounts, read for every single request.

Each is one row or a few by its key. Put together from the models once, planned once by each
connection: Django's own queries for them take longer than many a page takes to be made.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from django.contrib.sessions.backends import db
from django.db import connection, models

from .models import Account, User
from .planned import one_row, rows

_SESSION = """
SELECT session_data FROM django_session
 WHERE session_key = %(key)s AND expire_date > statement_timestamp()
"""
_USER = "SELECT {columns} FROM tenancy_user kept WHERE kept.id = %(user)s"
_ACCOUNTS = """
SELECT {columns} FROM tenancy_membership place JOIN tenancy_account kept
    ON kept.id = place.account_id
 WHERE place.user_id = %(user)s ORDER BY place.id
"""


class SessionStore(db.SessionStore):
    """Sessions in the database, as Django keeps them."""

    def load(self) -> dict[str, Any]:
        found = one_row(_SESSION, {"key": str(self.session_key)})
        if found is None:
            return super().load()  # which knows what to do with a key that is not there
        return self.decode(found[0])


def read_user(user_id: int) -> User | None:
    """A login, active or not. One statement."""
    read = _of(User, _USER)
    found = one_row(read.statement, {"user": user_id})
    return None if found is None else User.from_db(connection.alias, read.names, found)


def accounts_of(user_id: int) -> list[Account]:
    """The accounts that a person may work in, the first that they belonged to first. One
    statement."""
    read = _of(Account, _ACCOUNTS)
    found = rows(read.statement, {"user": user_id})
    return [Account.from_db(connection.alias, read.names, row) for row in found]


class _Reading(NamedTuple):
    statement: str
    names: list[str]


@cache
def _of(model: type[models.Model], statement: str) -> _Reading:
    """A statement with the columns of its model, whose values come as the fields have them."""
    fields = model._meta.concrete_fields
    columns = [f"kept.{connection.ops.quote_name(str(field.column))}" for field in fields]
    return _Reading(
        statement.format(columns=", ".join(columns)), [field.attname for field in fields]
    )
