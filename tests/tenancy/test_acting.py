"""The database knows who acts, exactly as long as they do."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting, acting_as_system
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account

ROBIN = Actor(account_id=1, user_id=7, name="Robin Hale")
SAM = Actor(account_id=1, user_id=8, name="Sam: of the site")


def said() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('ledgerstone.actor', true), ''),"
            " coalesce(current_setting('ledgerstone.moment', true), '')"
        )
        actor, moment = cursor.fetchone()
    return str(actor), str(moment)


@pytest.mark.django_db
def test_the_actor_is_known_inside_the_block_and_not_behind_it() -> None:
    with acting(ROBIN):
        assert said() == ("7:Robin Hale", "")
    assert said() == ("", "")


@pytest.mark.django_db
def test_the_same_actor_is_told_once() -> None:
    with acting(ROBIN), CaptureQueriesContext(connection) as captured, acting(ROBIN):
        pass
    assert [query["sql"].split()[0] for query in captured] == ["SAVEPOINT", "RELEASE"]


@pytest.mark.django_db
def test_another_actor_inside_acts_until_they_are_done() -> None:
    with acting(ROBIN):
        with acting(SAM):
            assert said()[0] == "8:Sam: of the site"
            with acting_as_system():
                assert said()[0] == ":Ledgerstone"
        assert said()[0] == "7:Robin Hale"


@pytest.mark.django_db
def test_a_rollback_to_a_savepoint_forgets_nobody_who_still_acts() -> None:
    with acting(ROBIN):
        with pytest.raises(ValueError, match="no"), acting(SAM):
            raise ValueError("no")
        assert said()[0] == "7:Robin Hale"
        Account.objects.create(name="x", slug="same")
        with pytest.raises(IntegrityError), transaction.atomic():
            Account.objects.create(name="y", slug="same")
        assert said()[0] == "7:Robin Hale"
        with acting(ROBIN):
            assert said()[0] == "7:Robin Hale"


@pytest.mark.django_db
def test_an_actor_who_was_rolled_back_is_told_again() -> None:
    with transaction.atomic():
        with acting(ROBIN):
            pass
        transaction.set_rollback(True)
    assert said()[0] == ""
    with acting(ROBIN):
        assert said()[0] == "7:Robin Hale"


@pytest.mark.django_db
def test_a_block_that_must_be_rolled_back_ends_quietly() -> None:
    with acting(ROBIN):
        with acting(SAM):
            transaction.set_rollback(True)
        assert said()[0] == "7:Robin Hale"


@pytest.mark.django_db
def test_a_fixed_clock_is_told_too() -> None:
    moment = dt.datetime(2026, 10, 28, 9, 30, tzinfo=dt.UTC)
    with acting(ROBIN):
        with clock.fixed(moment), acting(ROBIN):
            assert said() == ("7:Robin Hale", "2026-10-28T09:30:00+00:00")
        assert said() == ("7:Robin Hale", "")


def test_a_transaction_of_its_own_is_told_once_and_leaves_nothing(committed_db: str) -> None:
    with CaptureQueriesContext(connection) as captured, acting(ROBIN), acting(ROBIN):
        assert said()[0] == "7:Robin Hale"
    told = [query for query in captured if "set_config" in query["sql"]]
    assert len(told) == 1
    assert said() == ("", "")
