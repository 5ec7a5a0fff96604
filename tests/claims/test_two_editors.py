"""Two people type on one draft: neither loses what they typed."""

import pytest

from ledgerstone.claims import operations
from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets.columns import cell
from ledgerstone.claims.sheets.edits import CellEdit, SavedCells
from ledgerstone.contracts.actors import actor_for
from ledgerstone.directory.operations import create_person
from ledgerstone.projects.operations import add_member
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Membership, User
from ledgerstone.tenancy.refusals import Stale
from tests.claims.desk import Desk
from tests.support.scene import Scene


def _colleague(scene: Scene) -> Actor:
    user = User.objects.create(email="ines@example.org", name="Ines Moreau")
    Membership.objects.create(account=scene.account, user=user)
    person = create_person(
        actor=scene.actor, company_id=scene.own.pk, name=user.name, email=user.email,
        user_id=user.pk,
    )  # fmt: skip
    add_member(actor=scene.actor, project_id=scene.project.pk, person_id=person.pk)
    actor = actor_for(user, scene.account)
    assert actor is not None
    return actor


def _save(
    actor: Actor, claim: Claim, since: int, *edits: tuple[int, str, str, str | None]
) -> SavedCells:
    return operations.save_cells(
        actor=actor, claim_id=claim.pk, edits=[CellEdit(*edit) for edit in edits], since=since
    )


def test_other_cells_merge_and_the_same_cell_is_a_conflict(scene: Scene) -> None:
    scene.period()
    desk, ines = Desk.at(scene), _colleague(scene)
    claim = desk.start()
    opened = desk.sheet(claim)
    one, two, three = (line.line_id for line in opened)

    saved = _save(ines, claim, opened.version, (one, "percent_to_date", "10", None))
    assert (saved.version, saved.changed) == (opened.version + 1, (one,))

    # Robin still sees the sheet as it was opened.
    mine = _save(
        desk.actor,
        claim,
        opened.version,
        (one, "percent_to_date", "20%", None),
        (two, "work_to_date", "1,000.00", None),
        (three, "work_to_date", "nonsense", None),
    )
    assert mine.changed == (one, two)
    (conflict,) = mine.conflicts
    assert (conflict.line_id, conflict.theirs, conflict.by) == (one, "10.00", "Ines Moreau")
    assert conflict.message == "Ines Moreau changed this to 10 meanwhile."
    assert [error.line_id for error in mine.errors] == [three]
    assert mine.sheet.line(one).claimed == 4_000
    assert mine.sheet.line(two).claimed == 1_000

    # "Keep mine": sent again, knowing what stands there.
    kept = _save(desk.actor, claim, mine.version, (one, "percent_to_date", "20%", "10.00"))
    assert not kept.conflicts
    assert kept.sheet.line(one).claimed == 8_000

    # What Ines typed is what stands there already: nothing to ask about.
    same = _save(ines, claim, kept.version, (one, "percent_to_date", "20", "10.00"))
    assert not same.conflicts
    assert same.version == kept.version
    assert same.changed == ()


def test_a_derived_cell_is_a_conflict_too(scene: Scene) -> None:
    scene.period()
    desk, ines = Desk.at(scene), _colleague(scene)
    claim = desk.start()
    desk.type(claim, {"1": {"percent_to_date": "10"}})
    sheet = desk.sheet(claim)
    line = sheet.lines[0]
    assert cell(line, "work_to_date") == "4000.00"
    _save(ines, claim, sheet.version, (line.line_id, "percent_to_date", "15", "10.00"))
    saved = _save(
        desk.actor, claim, sheet.version, (line.line_id, "work_to_date", "5,000", "4000.00")
    )
    assert [conflict.theirs for conflict in saved.conflicts] == ["6000.00"]


def test_a_decision_on_what_is_no_longer_so_is_stale(scene: Scene) -> None:
    scene.period()
    desk, ines = Desk.at(scene), _colleague(scene)
    claim = desk.claimed({"1": {"work_to_date": "4,000.00"}})
    seen = desk.now(claim)
    line = desk.line(claim, "1")
    _save(ines, claim, seen.version, (line.line_id, "assessed", "3,000.00", "4000.00"))
    with pytest.raises(Stale) as stale:
        operations.approve_claim(actor=desk.actor, claim_id=claim.pk, expected_version=seen.version)
    assert stale.value.changes == ("Ines Moreau changed 1 line of claim 1",)
