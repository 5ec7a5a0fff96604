"""Who has a claim open: told to the others while they are there, and forgotten when they left."""

import datetime as dt

import pytest

from ledgerstone.claims import operations
from ledgerstone.claims.models import Presence
from ledgerstone.claims.presence import others_at
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import NotThere
from tests.claims.desk import Desk
from tests.claims.test_two_editors import _colleague
from tests.support.scene import Scene

NOON = dt.datetime(2026, 10, 20, 12, tzinfo=dt.UTC)


def test_others_are_told_while_they_are_here(scene: Scene) -> None:
    scene.period()
    desk, ines = Desk.at(scene), _colleague(scene)
    claim = desk.start()
    with clock.fixed(NOON):
        operations.be_at_claim(actor=desk.actor, claim_id=claim.pk)
        operations.be_at_claim(actor=ines, claim_id=claim.pk)
        operations.be_at_claim(actor=ines, claim_id=claim.pk)
        assert others_at(desk.actor, claim) == ["Ines Moreau"]
        assert others_at(ines, claim) == [desk.actor.name]
    assert Presence.objects.count() == 2


def test_who_left_a_minute_ago_is_forgotten(scene: Scene) -> None:
    scene.period()
    desk, ines = Desk.at(scene), _colleague(scene)
    claim = desk.start()
    with clock.fixed(NOON):
        operations.be_at_claim(actor=ines, claim_id=claim.pk)
    with clock.fixed(NOON + dt.timedelta(seconds=61)):
        assert others_at(desk.actor, claim) == []
        operations.be_at_claim(actor=desk.actor, claim_id=claim.pk)
    assert [here.user_id for here in Presence.objects.all()] == [desk.actor.user_id]


def test_readers_are_noted_nowhere_and_strangers_find_nothing(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.certified({"1": {"work_to_date": "10"}})
    operations.be_at_claim(actor=desk.actor, claim_id=claim.pk)
    assert not Presence.objects.exists()
    with pytest.raises(NotThere):
        operations.be_at_claim(actor=desk.actor, claim_id=987_654_321)
