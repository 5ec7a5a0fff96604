"""Says whether the database named by the administrator has the shape of this release."""

import os
import sys

import django
from django.db import DatabaseError, OperationalError


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledgerstone.ops.settings")
    django.setup()
    from ledgerstone.ops.migration import unapplied

    try:
        missing = unapplied()
    except OperationalError:
        print(
            "ledgerstone: The database that DATABASE_URL names does not answer. Check the address, "
            "the role and its password.",
            file=sys.stderr,
        )
        return 1
    except DatabaseError:
        missing = ["all of them"]
    if missing:
        print(
            f"ledgerstone: The database lacks {len(missing)} migrations of this release. Apply "
            "them with 'ledgerstone migrate'.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
