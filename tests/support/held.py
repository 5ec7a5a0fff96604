"""What the tests of a file find alike, built once in a transaction around all of them.

A fixture of the module takes ``held`` and builds; a fixture of the test takes that one and ``db``,
and hands out a copy: each test changes its own, in a transaction inside, and is rolled back to what
was built. Files with ``committed_db`` cannot have it: that one closes the connection.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="module")
def held(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around the tests of a file, rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
