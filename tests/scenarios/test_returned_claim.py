"""A claim is returned, revised and handed in again; both submissions stay."""

import datetime as dt

import pytest

from ledgerstone.claims import queries
from ledgerstone.claims.models import Submission
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import WrongState
from tests.claims.desk import Desk
from tests.support.scene import Scene

FIRST = dt.datetime(2026, 10, 28, 9, 30, tzinfo=dt.UTC)
SECOND = dt.datetime(2026, 11, 3, 14, 5, tzinfo=dt.UTC)


def test_returned_and_handed_in_again(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.start()
    desk.type(claim, {"1": {"work_to_date": "30,000.00"}, "2": {"work_to_date": "100,000.00"}})
    with clock.fixed(FIRST):
        desk.submit(claim)

    # The administrator assesses both lines, then gives the claim back.
    desk.type(claim, {"1": {"assessed": "20,000.00"}, "2": {"assessed": "90,000.00"}})
    desk.reason(claim, ["1", "2"])
    returned = desk.send_back(claim, "The steel is not delivered.")
    assert returned.status == "revise_and_resubmit"
    assert returned.return_reason == "The steel is not delivered."
    with pytest.raises(WrongState, match="is returned for revision and cannot be approved"):
        desk.approve(claim)

    # What was claimed is still there, and may be changed again.
    assert desk.line(claim, "2").claimed_entry.figure == 100_000
    desk.type(claim, {"2": {"work_to_date": "60,000.00"}})
    with clock.fixed(SECOND):
        again = desk.submit(claim)
    assert again.status == "under_review"
    assert again.submitted_at == SECOND
    assert again.return_reason == ""

    # The answer to a line that changed is gone; the one to a line that did not, stays.
    steel, preliminaries = desk.line(claim, "2"), desk.line(claim, "1")
    assert not steel.is_assessed
    assert not steel.reason
    assert preliminaries.assessed == 20_000
    assert preliminaries.reason == "Not yet."

    kept = list(queries.submissions(desk.now(claim)))
    assert [submission.sequence for submission in kept] == [1, 2]
    assert [submission.received_at for submission in kept] == [FIRST, SECOND]
    assert [_work(submission) for submission in kept] == ["100000.00", "60000.00"]
    assert kept[0].cover["total_completed_and_stored"] == "130000.00"


def _work(submission: Submission) -> str:
    found: str = next(line["work"] for line in submission.lines if line["item"] == "2")
    return found


def test_only_one_claim_is_with_the_claimant(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    first = desk.claimed({"1": {"work_to_date": "100.00"}})
    second = desk.start()
    with pytest.raises(WrongState, match=r"Claim 2 is a draft already, and only one may be"):
        desk.send_back(first)
    desk.delete(second)
    assert desk.send_back(first).status == "revise_and_resubmit"
    with pytest.raises(WrongState, match="Claim 1 is returned for revision: finish it"):
        desk.start()
