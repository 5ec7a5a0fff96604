"""Who can be reached by mail, and why not."""

from __future__ import annotations

from typing import Any

import pytest

from ledgerstone.directory.models import NOT_AT_ALL, Company, Person
from ledgerstone.directory.reach import why_unreachable

KEEL = Company(pk=1, name="Keel Steel")
GONE = Company(pk=2, name="Gone Pty Ltd", is_active=False)


def person(**given: Any) -> Person:
    return Person(**{"name": "Kim Lee", "email": "kim@keel.example", "company": KEEL, **given})


def test_an_active_person_with_an_address_is_reached() -> None:
    assert why_unreachable(person()) == ""
    assert why_unreachable(person(), KEEL.pk) == ""


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"is_active": False}, "Kim Lee is not active."),
        ({"email": ""}, "There is no e-mail address."),
        ({"email": "kim at keel"}, "The e-mail address kim at keel is not valid."),
        ({"messages": NOT_AT_ALL}, "“Send this user messages” is “Not at all”."),
        (
            {"company": GONE},
            "Kim Lee works for Gone Pty Ltd now. Gone Pty Ltd is no longer in use.",
        ),
        (
            {"is_active": False, "email": "", "messages": NOT_AT_ALL},
            "Kim Lee is not active. There is no e-mail address. "
            "“Send this user messages” is “Not at all”.",
        ),
    ],
)
def test_every_reason_is_said_in_order(given: dict[str, Any], why: str) -> None:
    assert why_unreachable(person(**given), KEEL.pk) == why


def test_where_somebody_works_matters_only_where_it_is_asked() -> None:
    elsewhere = person(company=Company(pk=3, name="Vane"))
    assert why_unreachable(elsewhere) == ""
    assert why_unreachable(elsewhere, KEEL.pk) == "Kim Lee works for Vane now."
