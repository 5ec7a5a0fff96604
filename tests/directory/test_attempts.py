"""Tries are counted in the database, and one too many is refused until the first is old enough."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from ledgerstone.directory.browsers import in_words
from ledgerstone.directory.limits import Limit, TooOften, network
from ledgerstone.directory.models import Attempt
from ledgerstone.directory.operations.attempts import clear, forget_old, give_back, spend
from ledgerstone.tenancy import clock

LIMIT = Limit("trial", 3, dt.timedelta(minutes=15), "That was too often.")
NOON = dt.datetime(2026, 10, 5, 12, tzinfo=dt.UTC)


def refused(key: str) -> bool:
    try:
        spend(LIMIT, key)
    except TooOften:
        return True
    return False


@pytest.mark.django_db
def test_the_window_slides() -> None:
    for minute in (0, 5, 10):
        with clock.fixed(NOON + dt.timedelta(minutes=minute)):
            spend(LIMIT, "dana")
    with clock.fixed(NOON + dt.timedelta(minutes=11)), pytest.raises(TooOften) as too_often:
        spend(LIMIT, "dana")
    assert too_often.value.message == "That was too often. Try again in 4 minutes."
    with clock.fixed(NOON + dt.timedelta(minutes=15)):
        assert not refused("dana")
        assert refused("dana")


@pytest.mark.django_db
def test_keys_are_counted_apart_and_in_any_case() -> None:
    for key in ("dana", "Dana ", "DANA"):
        spend(LIMIT, key)
    assert refused("dana")
    assert not refused("robin")


@pytest.mark.django_db
def test_what_was_right_is_given_back() -> None:
    tries = [spend(LIMIT, "dana") for _ in range(3)]
    give_back(tries[0])
    assert not refused("dana")
    clear(LIMIT, "dana")
    assert Attempt.objects.count() == 0


@pytest.mark.django_db
def test_keys_are_not_kept_in_the_clear() -> None:
    spend(LIMIT, "my secret password")
    assert "secret" not in str(Attempt.objects.values().get())


@pytest.mark.django_db
def test_old_tries_are_forgotten() -> None:
    spend(LIMIT, "dana")
    with clock.fixed(clock.now() + dt.timedelta(days=2)):
        forget_old()
    assert Attempt.objects.count() == 0


def test_many_at_once_are_not_more_than_the_limit(committed_db: str) -> None:
    def attempt(_: int) -> bool:
        try:
            return refused("dana")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(attempt, range(24)))
    assert answers.count(False) == LIMIT.amount


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_an_address_counts_as_its_network(address: str, counted: str) -> None:
    assert network(address) == counted


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML,"
            " like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        ("curl/8.5.0", "Another program"),
    ],
)
def test_browsers_are_said_in_words(user_agent: str, words: str) -> None:
    assert in_words(user_agent) == words
