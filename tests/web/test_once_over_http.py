"""The same post sent twice happens once and is answered alike, also when both come at once.

Through a real web server, as a client sends that tapped twice or lost the first answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest

from ledgerstone.claims.models import Certificate, Claim, ClaimLine, Submission
from ledgerstone.contracts.models import Contract
from ledgerstone.history.models import Event
from ledgerstone.tenancy import context
from tests.support.live import LiveInstallation
from tests.support.scene import Scene, build_scene
from tests.support.visitor import Answer, Visitor

PASSWORD = "a long enough password"
_LOCK = "SELECT FROM contracts_contract WHERE account_id = %s AND id = %s FOR UPDATE"
_WAITING = """
SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN
       (SELECT pid FROM pg_stat_activity WHERE datname = current_database())
"""

Post = Callable[[Visitor], Answer]
# Sends one post twice and returns both answers.
Twice = Callable[[Visitor, Post], tuple[Answer, Answer]]


@pytest.fixture
def scene(committed_db: str) -> Iterator[Scene]:
    built = build_scene()
    built.user.set_password(PASSWORD)
    built.user.save(update_fields=["password"])
    with context.accounts([built.account.pk]):
        built.period()
        yield built


@pytest.fixture
def contract(scene: Scene) -> Contract:
    return scene.contract(status="approved")


@pytest.fixture
def visitor(scene: Scene, live_installation: LiveInstallation) -> Visitor:
    visitor = Visitor(live_installation.address)
    visitor.sign_in(scene.user.email, PASSWORD)
    return visitor


@pytest.fixture(params=["one after the other", "at once"])
def twice(request: pytest.FixtureRequest, committed_db: str, contract: Contract) -> Twice:
    def in_turn(visitor: Visitor, post: Post) -> tuple[Answer, Answer]:
        return post(visitor), post(visitor)

    def at_once(visitor: Visitor, post: Post) -> tuple[Answer, Answer]:
        """Both are under way before either may act: the contract's row is held until they wait."""
        with ThreadPoolExecutor(2) as senders, psycopg.connect(committed_db) as holder:
            holder.execute(
                "SELECT set_config('ledgerstone.accounts', %s, false)", [str(contract.account_id)]
            )
            assert holder.execute(_LOCK, [contract.account_id, contract.pk]).rowcount == 1
            sent = [senders.submit(post, visitor.companion()) for _ in range(2)]
            _wait_until_waiting(committed_db, 2)
            holder.rollback()
            first, second = (answer.result(timeout=60) for answer in sent)
        return first, second

    return in_turn if request.param == "one after the other" else at_once


def test_a_claim_from_start_to_certificate_with_every_post_sent_twice(
    scene: Scene, contract: Contract, visitor: Visitor, twice: Twice
) -> None:
    _start_twice(contract, visitor, twice)
    claim = Claim.objects.get(account_id=scene.account.pk)
    _save_twice(claim, visitor, twice)
    for act in ("submit", "approve"):
        claim.refresh_from_db()
        _press_twice(claim, visitor, twice, act)

    claim.refresh_from_db()
    here = {"account_id": scene.account.pk, "claim_id": claim.pk}
    assert (claim.status, claim.version) == ("approved", 4)
    assert Submission.objects.filter(**here).count() == 1
    assert Certificate.objects.filter(**here).count() == 1
    kinds = Event.objects.filter(**here).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [
        "claim.started", "claim.figures_changed", "claim.submitted", "claim.certified",
    ]  # fmt: skip


def _start_twice(contract: Contract, visitor: Visitor, twice: Twice) -> None:
    key = uuid4()
    one, other = twice(
        visitor, lambda who: who.post(f"/contracts/{contract.pk}/claims/new", {}, key)
    )
    claim = Claim.objects.get(account_id=contract.account_id, contract_id=contract.pk)
    assert (one.status, one.location) == (302, f"/claims/{claim.pk}/")
    assert (other.status, other.location) == (one.status, one.location)


def _save_twice(claim: Claim, visitor: Visitor, twice: Twice) -> None:
    key = uuid4()
    lines = ClaimLine.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
    line = lines.order_by("line_id")[0]
    cell = {"line": line.line_id, "column": "work_to_date", "value": "1,250.50", "was": None}
    sent = {"edits": [cell], "since": 1}
    one, other = twice(visitor, lambda who: who.post_json(f"/claims/{claim.pk}/cells", sent, key))
    assert (one.status, other.status) == (200, 200)
    assert one.json() == other.json()
    saved = one.json()
    assert (saved["version"], saved["errors"], saved["conflicts"]) == (2, [], [])
    assert f"{lines.get(pk=line.pk).claimed_work}" == "1250.50"


def _press_twice(claim: Claim, visitor: Visitor, twice: Twice, act: str) -> None:
    key = uuid4()
    fields = {"version": claim.version}
    one, other = twice(visitor, lambda who: who.post(f"/claims/{claim.pk}/do/{act}", fields, key))
    assert (one.status, one.location) == (302, f"/claims/{claim.pk}/")
    assert (other.status, other.location) == (one.status, one.location)


def test_the_same_key_with_other_contents_is_refused(
    scene: Scene, contract: Contract, visitor: Visitor
) -> None:
    _start_twice(contract, visitor, lambda who, post: (post(who), post(who)))
    claim = Claim.objects.get(account_id=scene.account.pk)
    line = ClaimLine.objects.filter(account_id=scene.account.pk, claim_id=claim.pk)[0].line_id
    key = uuid4()

    def save(value: str) -> Answer:
        cell = {"line": line, "column": "work_to_date", "value": value, "was": None}
        body = {"edits": [cell], "since": 1}
        return visitor.post_json(f"/claims/{claim.pk}/cells", body, key)

    assert save("10.00").status == 200
    refused = save("20.00")
    assert refused.status == 422
    assert "already sent with other contents" in refused.json()["message"]
    claim.refresh_from_db()
    assert claim.version == 2


def _wait_until_waiting(address: str, wanted: int) -> None:
    """Ask the database until so many of its sessions wait for a lock."""
    with psycopg.connect(address, autocommit=True) as observer:
        for _ in range(100_000):
            row = observer.execute(_WAITING).fetchone()
            if row is not None and row[0] >= wanted:
                return
    pytest.fail("The two posts did not wait for each other.")
