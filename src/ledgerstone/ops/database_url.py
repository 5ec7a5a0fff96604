"""Which database this process uses, and as whom.

``DATABASE_URL`` is the application's role, ``DATABASE_OWNER_URL`` the role that owns the tables and
migrates. Without them the embedded server is meant, reached by its Unix socket.
"""

import os
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from ledgerstone.ops.installation import Installation, InstallationError

APPLICATION_ROLE = "ledgerstone"
OWNER_ROLE = "ledgerstone_owner"
DATABASE = "ledgerstone"
ROLE_VARIABLE = "LEDGERSTONE_ROLE"


def is_embedded() -> bool:
    """Whether the installation runs its own PostgreSQL."""
    return not os.environ.get("DATABASE_URL")


def acts_as_owner() -> bool:
    """Whether this process was started to own and migrate the tables."""
    return os.environ.get(ROLE_VARIABLE) == "owner"


def has_one_role_only() -> bool:
    """Whether the administrator named one role for both serving and migrating."""
    if is_embedded():
        return False
    owner = os.environ.get("DATABASE_OWNER_URL")
    if not owner:
        return True
    application = parameters(os.environ["DATABASE_URL"], "DATABASE_URL")
    return application.get("user") == parameters(owner, "DATABASE_OWNER_URL").get("user")


def django_database(installation: Installation) -> dict[str, Any]:
    """The entry for Django's ``DATABASES`` that fits this process."""
    if is_embedded():
        role = OWNER_ROLE if acts_as_owner() else APPLICATION_ROLE
        named: dict[str, Any] = {
            "host": str(installation.socket),
            "user": role,
            "dbname": DATABASE,
        }
    else:
        named = _named_by_administrator()
    return {
        "ENGINE": "ledgerstone.ops.postgresql",
        "HOST": named.pop("host", ""),
        "PORT": str(named.pop("port", "")),
        "USER": named.pop("user", ""),
        "PASSWORD": named.pop("password", ""),
        "NAME": named.pop("dbname", ""),
        "OPTIONS": {"application_name": "ledgerstone", **named},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


def parameters(url: str, variable: str) -> dict[str, Any]:
    """The parts of a connection URI, or a refusal that names the variable it came from."""
    try:
        return dict(conninfo_to_dict(url))
    except ProgrammingError as error:
        raise InstallationError(
            f"{variable} is not a PostgreSQL address. It should look like "
            "postgresql://user:password@host:5432/database."
        ) from error


def _named_by_administrator() -> dict[str, Any]:
    if acts_as_owner() and os.environ.get("DATABASE_OWNER_URL"):
        return parameters(os.environ["DATABASE_OWNER_URL"], "DATABASE_OWNER_URL")
    return parameters(os.environ["DATABASE_URL"], "DATABASE_URL")
