"""Statuses of policies, as the table that the guide prints, and what they come to for a company."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from ledgerstone.directory import insurance

DAY = dt.date(2026, 11, 16)
PAST, YESTERDAY, TODAY, TOMORROW, LATER = (
    DAY - dt.timedelta(days=300),
    DAY - dt.timedelta(days=1),
    DAY,
    DAY + dt.timedelta(days=1),
    DAY + dt.timedelta(days=65),
)


@dataclass(frozen=True)
class Policy:
    """A policy as far as its status is concerned."""

    effective_date: dt.date | None = None
    expiration_date: dt.date | None = None
    information_received: bool = False
    is_exempt: bool = False
    stated_status: str = ""
    notifies_of_expiry: bool = True
    kind: str = "Public liability"
    project_id: int | None = None


@pytest.mark.parametrize(
    ("start", "end", "received", "status"),
    [
        (PAST, LATER, True, "compliant"),
        (PAST, LATER, False, "compliant_in_progress"),
        (None, LATER, True, "compliant"),
        (None, LATER, False, "compliant_in_progress"),
        (TODAY, LATER, True, "compliant"),
        (PAST, TODAY, True, "compliant"),
        (PAST, TODAY, False, "compliant_in_progress"),
        (PAST, YESTERDAY, True, "expired"),
        (PAST, YESTERDAY, False, "expired"),
        (None, YESTERDAY, True, "expired"),
        (TOMORROW, LATER, True, "non_compliant_in_progress"),
        (TOMORROW, LATER, False, "non_compliant_in_progress"),
        (TOMORROW, None, True, "non_compliant_in_progress"),
        (PAST, None, True, "undecided"),
        (PAST, None, False, "undecided"),
        (None, None, True, "undecided"),
        (None, None, False, "unregistered"),
    ],
)
def test_a_status_follows_from_dates_and_papers(
    start: dt.date | None, end: dt.date | None, received: bool, status: str
) -> None:
    policy = Policy(start, end, received)
    assert insurance.derived(policy, DAY) == insurance.status(policy, DAY) == status
    exempt = Policy(start, end, received, is_exempt=True)
    assert insurance.status(exempt, DAY) == "compliant"


@pytest.mark.parametrize("stated", insurance.STATUSES)
def test_what_is_stated_stands_and_what_dates_say_is_still_known(stated: str) -> None:
    policy = Policy(PAST, YESTERDAY, True, is_exempt=False, stated_status=stated)
    assert insurance.status(policy, DAY) == stated
    assert insurance.derived(policy, DAY) == "expired"


@pytest.mark.parametrize(
    ("days", "told"),
    [(-15, False), (-14, True), (-1, True), (0, True), (1, True), (60, True), (61, False)],
)
def test_an_end_is_told_from_fourteen_days_before_to_sixty_days_after(
    days: int, told: bool
) -> None:
    end = dt.date(2026, 11, 16)
    day = end + dt.timedelta(days=days)
    assert insurance.is_told(Policy(expiration_date=end), day) is told
    assert not insurance.is_told(Policy(expiration_date=end, is_exempt=True), day)
    assert not insurance.is_told(Policy(expiration_date=end, notifies_of_expiry=False), day)
    first, last = insurance.told_span(end)
    assert (first <= day <= last) is told


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-60, "expired 60 days ago"),
        (-1, "expired yesterday"),
        (0, "expires today"),
        (1, "expires tomorrow"),
        (14, "expires in 14 days"),
    ],
)
def test_an_end_in_words(days: int, words: str) -> None:
    assert insurance.until_end(DAY + dt.timedelta(days=days), DAY) == words


def test_the_worst_type_is_the_status_of_a_company_and_the_best_record_that_of_a_type() -> None:
    renewed = [Policy(PAST, YESTERDAY, True), Policy(TODAY, LATER, True, kind="PUBLIC LIABILITY")]
    assert insurance.summary(renewed, DAY) == insurance.Summary("compliant", 2, LATER)
    workers = Policy(PAST, TODAY, False, kind="Workers compensation")
    both = insurance.summary([*renewed, workers], DAY)
    assert (both.status, both.policies, both.next_end) == ("compliant_in_progress", 3, TODAY)
    elsewhere = Policy(PAST, YESTERDAY, True, project_id=7)
    assert insurance.summary([*renewed, elsewhere], DAY).word == "Expired"
    assert insurance.summary([], DAY).word == "Not registered"
