"""Recording payments as their pages do, for tests of these pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.schedules.schedule import RawRow
from tests.claims.desk import Desk
from tests.support.scene import Scene
from tests.web.posting import form_values, text_of

WORK = "work_this_period"


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 5, 3, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """10,000.00 of works at 10 % tax, nothing retained, paid within 20 days."""
    scene.period()
    rows = [RawRow(item="1", description="All of it", scheduled_value="10,000")]
    return Desk.at(scene, rows=rows, tax_rate=Decimal("0.10"), payment_days=20)


def claim_of(desk: Desk, work: str) -> Claim:
    return desk.certified({"1": {WORK: work}})


def recorded(client: Client, desk: Desk, shares: dict[Claim, str], **given: Any) -> tuple[int, str]:
    """Record a payment as its page does; the status, and the words that come back."""
    address = reverse("web:payment_record", args=[desk.contract.pk])
    values = form_values(client.get(address), "paid_on")
    values |= {f"share_{claim.pk}": share for claim, share in shares.items()} | given
    answer = client.post(address, values, follow=True)
    return answer.status_code, text_of(answer)


def page(client: Client, name: str, *args: Any) -> str:
    return text_of(client.get(reverse(f"web:{name}", args=args)))
