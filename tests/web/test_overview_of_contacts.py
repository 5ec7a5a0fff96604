"""What the first page of a project says to somebody who is claim contact there as well."""

from __future__ import annotations

from decimal import Decimal

from ledgerstone.projects.models import ProjectMember
from ledgerstone.web.projects.overview import project_overview
from tests.access.test_templates import made
from tests.claims.desk import Desk
from tests.support.contacts import contact_of
from tests.support.scene import Scene


def test_totals_hold_no_assessment_that_is_kept_from_its_contact(scene: Scene) -> None:
    """The claim is under review: the contact reads what was claimed, not what is made of it."""
    scene.period()
    desk = Desk.at(scene)
    claim = desk.start()
    desk.type(claim, {"1": {"percent_to_date": "50"}})
    desk.submit(claim)
    pat = contact_of(scene, desk.contract)
    member = ProjectMember.objects.get(person=pat.person)
    member.template = made(scene, levels={"commitments": 1})
    member.save(update_fields=["template"])
    desk.type(claim, {"1": {"assessed_percent": "10"}})

    theirs = project_overview(pat.actor, scene.project).position
    ours = project_overview(scene.actor, scene.project).position
    assert theirs is not None
    assert ours is not None
    assert ours.assessed == Decimal("4000.00")
    assert (theirs.assessed, theirs.claimed) == (Decimal("0.00"), Decimal("20000.00"))
