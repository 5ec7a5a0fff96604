"""The test database itself: the role that serves, rolled back or committed."""

import urllib.request

import pytest
from django.contrib.auth import get_user_model
from django.db import ProgrammingError, connection

from tests.support.live import LiveInstallation


@pytest.mark.django_db
def test_tests_act_as_the_role_that_serves() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("ledgerstone", False, False)


@pytest.mark.django_db
def test_the_role_that_serves_cannot_truncate() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE tenancy_user CASCADE")


@pytest.mark.parametrize("turn", [1, 2])
def test_a_committed_database_is_fresh_each_time(committed_db: str, turn: int) -> None:
    people = get_user_model().objects
    assert people.count() == 0
    people.create(email=f"person{turn}@example.com", name="Person")
    connection.close()
    assert people.count() == 1


def test_what_was_committed_survives_a_killed_server(live_installation: LiveInstallation) -> None:
    get_user_model().objects.create(email="person@example.com", name="Person")
    live_installation.kill()
    live_installation.start()
    with urllib.request.urlopen(f"{live_installation.address}/healthz") as answer:
        assert answer.status == 200
    assert get_user_model().objects.count() == 1
