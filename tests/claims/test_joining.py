"""Large joins are made by hash, and nothing else in the transaction is."""

import pytest
from django.db import DataError, connection

from ledgerstone.claims.prefill.joining import joined_by_hash


def nested_loops() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_nestloop")
        (said,) = cursor.fetchone() or ("",)
    return str(said)


@pytest.mark.django_db
def test_loops_are_off_inside_and_on_again_after() -> None:
    with joined_by_hash():
        assert nested_loops() == "off"
    assert nested_loops() == "on"


@pytest.mark.django_db
def test_loops_are_on_again_after_a_failure() -> None:
    with pytest.raises(DataError), joined_by_hash() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert nested_loops() == "on"
