"""Whose request it is: the session, the login and the accounts, read for every single request.

Each is one row or a few by its key. Put together from the models once, planned once by each
connection: Django's own queries for them take longer than many a page takes to be made.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from django.contrib.sessions.backends import db
from django.db import connection, models

from .models import Account, User
from .planned import one_row, rows, several

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
# Where a login keeps the accounts that were read with it, until they are asked for.
_READ_WITH = "_accounts_read_with_it"


class SessionStore(db.SessionStore):
    """Sessions in the database, as Django keeps them."""

    def load(self) -> dict[str, Any]:
        found = one_row(_SESSION, {"key": str(self.session_key)})
        if found is None:
            return super().load()  # which knows what to do with a key that is not there
        return self.decode(found[0])


def read_user(user_id: int) -> User | None:
    """A login, active or not, with the accounts that ``accounts_of`` asks for. One statement."""
    login, places = _of(User, _USER), _of(Account, _ACCOUNTS)
    key = {"user": user_id}
    found, accounts = several((login.statement, key), (places.statement, key))
    if not found:
        return None
    user: User = login.records(found)[0]
    setattr(user, _READ_WITH, places.records(accounts))
    return user


def accounts_of(user: User) -> list[Account]:
    """The accounts that a person may work in, the first that they belonged to first.

    As they were read with the login, once; any further time they are read anew.
    """
    read_with: list[Account] | None = getattr(user, _READ_WITH, None)
    if read_with is not None:
        delattr(user, _READ_WITH)
        return read_with
    places = _of(Account, _ACCOUNTS)
    return places.records(rows(places.statement, {"user": user.pk}))


class _Reading(NamedTuple):
    statement: str
    model: type[models.Model]
    names: list[str]

    def records(self, found: Iterable[tuple[Any, ...]]) -> list[Any]:
        return [self.model.from_db(connection.alias, self.names, row) for row in found]


@cache
def _of(model: type[models.Model], statement: str) -> _Reading:
    """A statement with the columns of its model, whose values come as the fields have them."""
    fields = model._meta.concrete_fields
    columns = [f"kept.{connection.ops.quote_name(str(field.column))}" for field in fields]
    names = [field.attname for field in fields]
    return _Reading(statement.format(columns=", ".join(columns)), model, names)
