"""Statements that a connection plans once."""

import pytest
from django.core.signals import request_started
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledgerstone.tenancy.models import User
from ledgerstone.tenancy.planned import one_row, several, together, write

SUM = "SELECT %(one)s + %(two)s, %(one)s > %(two)s AND %(asked)s"


def _sum(one: int, two: int, *, asked: bool = True) -> tuple[object, ...] | None:
    return one_row(SUM, {"one": one, "two": two, "asked": asked})


@pytest.mark.django_db
def test_values_are_of_each_time_and_every_time_is_one_statement() -> None:
    counts = []
    for number in range(8):
        with CaptureQueriesContext(connection) as captured:
            assert _sum(number, 3) == (number + 3, number > 3)
            assert _sum(number, 3, asked=False) == (number + 3, False)
        counts.append(len(captured))
    assert counts == [2] * 8


@pytest.mark.django_db
def test_no_row_is_none() -> None:
    statement = "SELECT id FROM tenancy_account WHERE id = %(id)s"
    assert [one_row(statement, {"id": number}) for number in (-1, -2)] == [None, None]


@pytest.mark.django_db
def test_one_that_failed_does_not_stand_in_the_way() -> None:
    statement = "SELECT 10 / %(by)s"
    for _ in range(2):
        with pytest.raises(DatabaseError), transaction.atomic():
            one_row(statement, {"by": 0})
    assert one_row(statement, {"by": 5}) == (2,)
    assert one_row(statement, {"by": 2}) == (5,)


def test_another_connection_prepares_its_own(committed_db: str) -> None:
    assert _sum(1, 2) == (3, False)
    connection.close()
    assert _sum(2, 1) == (3, True)


@pytest.mark.django_db
def test_writes_take_the_types_of_their_places() -> None:
    user = User.objects.create(email="ada@example.com", name="Ada")
    statement = "UPDATE tenancy_user SET name = %s, last_login = %s WHERE id = %s"
    now = timezone.now()
    for name, moment in (("Ada L.", None), ("O'Neil %s", now), ("Ada", now)):
        with CaptureQueriesContext(connection) as captured:
            assert write(statement, [name, moment, user.pk]) == 1
        assert len(captured) == 1
        user.refresh_from_db()
        assert (user.name, user.last_login) == (name, moment)
    assert write(statement, ["Nobody", None, -1]) == 0


@pytest.mark.django_db
def test_several_are_one_way_to_the_database() -> None:
    statement = "SELECT %(one)s + 0"
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            found = several(
                (statement, {"one": 1}),
                (SUM, {"one": 1, "two": 2, "asked": True}),
                (statement, {"one": 3}),
            )
        assert found == [[(1,)], [(3, False)], [(3,)]]
        assert len(captured) == 1


@pytest.mark.django_db
def test_each_of_several_sees_what_those_before_it_did() -> None:
    user = User.objects.create(email="ada@example.com", name="Ada")
    rename = "UPDATE tenancy_user SET name = name || '!' WHERE id = %(id)s RETURNING name"
    read = "SELECT name FROM tenancy_user WHERE id = %(id)s"
    key = {"id": user.pk}
    assert several((rename, key), (read, key), (rename, key)) == [
        [("Ada!",)],
        [("Ada!",)],
        [("Ada!!",)],
    ]


@pytest.mark.django_db
def test_what_is_written_together_goes_out_at_the_end() -> None:
    user = User.objects.create(email="ada@example.com", name="Ada")
    statement = "UPDATE tenancy_user SET name = name || %s WHERE id = %s"
    with CaptureQueriesContext(connection) as captured:
        with together():
            write(statement, ["b", user.pk])
            write(statement, ["c", user.pk])
            assert len(captured) == 0
        assert len(captured) == 1
    user.refresh_from_db()
    assert user.name == "Adabc"


@pytest.mark.django_db
@pytest.mark.parametrize("is_planned", [False, True])
def test_what_is_read_meanwhile_sees_what_was_written(is_planned: bool) -> None:
    user = User.objects.create(email="ada@example.com", name="Ada")
    statement = "UPDATE tenancy_user SET name = name || %s WHERE id = %s"
    name = "SELECT name FROM tenancy_user WHERE id = %(id)s"

    def read() -> object:
        if is_planned:
            return one_row(name, {"id": user.pk})
        return User.objects.values_list("name").get(pk=user.pk)

    def fail() -> None:
        write(statement, ["x", user.pk])
        assert read() == ("Adabx",)
        raise LookupError

    with together():
        write(statement, ["b", user.pk])
        assert read() == ("Adab",)
        with pytest.raises(LookupError), transaction.atomic():
            fail()
        write(statement, ["c", user.pk])
    assert read() == ("Adabc",)


@pytest.mark.django_db
def test_a_block_inside_another_waits_for_its_end() -> None:
    user = User.objects.create(email="ada@example.com", name="Ada")
    statement = "UPDATE tenancy_user SET name = name || %s WHERE id = %s"
    with CaptureQueriesContext(connection) as captured:
        with together():
            with together():
                write(statement, ["b", user.pk])
            write(statement, ["c", user.pk])
            assert len(captured) == 0
        assert len(captured) == 1
    user.refresh_from_db()
    assert user.name == "Adabc"


def test_a_connection_that_was_lost_is_not_asked_by_the_names_it_knew(committed_db: str) -> None:
    assert _sum(1, 2) == (3, False)
    connection.connection.close()
    request_started.send(sender=None)
    assert _sum(2, 1) == (3, True)


@pytest.mark.django_db
def test_nothing_is_written_where_the_block_fails() -> None:
    user = User.objects.create(email="ada@example.com", name="Ada")

    def fail() -> None:
        write("UPDATE tenancy_user SET name = %s WHERE id = %s", ["Eve", user.pk])
        raise LookupError

    with pytest.raises(LookupError), together():
        fail()
    user.refresh_from_db()
    assert user.name == "Ada"
