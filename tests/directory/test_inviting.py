"""People are asked to sign in by a link that opens once, for a week."""

from __future__ import annotations

import datetime as dt

import pytest

from ledgerstone.directory import invitations
from ledgerstone.directory.invitations import State
from ledgerstone.directory.limits import TooOften
from ledgerstone.directory.models import Invitation, Person
from ledgerstone.directory.operations import (
    accept_invitation,
    ask_for_new_invitation,
    change_person,
    create_person,
    invite_person,
)
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import Membership, User
from ledgerstone.tenancy.refusals import Invalid, NotThere, WrongState
from tests.support.scene import Scene, build_scene

PASSWORD = "mast-and-girder"
DAY = dt.timedelta(days=1)


@pytest.fixture
def person(scene: Scene) -> Person:
    """Somebody of the subcontractor who cannot sign in yet."""
    return create_person(
        actor=scene.actor,
        company_id=scene.subcontractor.pk,
        name="Dana Reyes",
        email="Dana@Keel.example",
    )


def invite(scene: Scene, person: Person) -> str:
    """The word in the link of an invitation that was made now."""
    return invitations.link_word(invite_person(actor=scene.actor, person_id=person.pk))


def state(token: str) -> State:
    with invitations.opened_by(token) as asked:
        return asked.state


def test_an_invitation_makes_a_login_without_a_password(scene: Scene, person: Person) -> None:
    invite(scene, person)
    user = User.objects.get(email="dana@keel.example")
    assert not user.has_usable_password()
    person.refresh_from_db()
    assert person.user == user


def test_nobody_is_let_in_before_they_accept(scene: Scene, person: Person) -> None:
    """The address may be somebody else's by mistake."""
    token = invite(scene, person)
    entered = Membership.objects.filter(user__email="dana@keel.example", account=scene.account)
    assert not entered.exists()
    change_person(actor=scene.actor, person_id=person.pk, is_active=False)
    change_person(actor=scene.actor, person_id=person.pk, is_active=True)
    assert not entered.exists()
    accept_invitation(token=token, name="Dana Reyes", password=PASSWORD)
    assert entered.exists()
    change_person(actor=scene.actor, person_id=person.pk, is_active=False)
    assert not entered.exists()
    change_person(actor=scene.actor, person_id=person.pk, is_active=True)
    assert entered.exists()


def test_whoever_accepts_chooses_name_and_password(scene: Scene, person: Person) -> None:
    token = invite(scene, person)
    user = accept_invitation(token=token, name="Dana R. Reyes", password=PASSWORD)
    user.refresh_from_db()
    assert user.name == "Dana R. Reyes"
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("password", ["short", "1234567890", "password123", "dana@keel.example"])
def test_a_weak_password_is_refused_and_the_invitation_stays(
    scene: Scene, person: Person, password: str
) -> None:
    token = invite(scene, person)
    with pytest.raises(Invalid) as refused:
        accept_invitation(token=token, name="Dana Reyes", password=password)
    assert "password1" in refused.value.fields
    assert state(token) is State.OPEN


def test_an_invitation_is_accepted_once(scene: Scene, person: Person) -> None:
    token = invite(scene, person)
    accept_invitation(token=token, name="Dana Reyes", password=PASSWORD)
    with pytest.raises(WrongState):
        accept_invitation(token=token, name="Mallory", password="another-password")
    assert state(token) is State.USED
    assert User.objects.get(email="dana@keel.example").check_password(PASSWORD)


def test_an_invitation_ends_after_a_week(scene: Scene, person: Person) -> None:
    token = invite(scene, person)
    with clock.fixed(clock.now() + 7 * DAY):
        assert state(token) is State.EXPIRED
        with pytest.raises(WrongState):
            accept_invitation(token=token, name="Dana Reyes", password=PASSWORD)


def test_a_newer_invitation_takes_the_place_of_the_older(scene: Scene, person: Person) -> None:
    older, newer = invite(scene, person), invite(scene, person)
    assert (state(older), state(newer)) == (State.REPLACED, State.OPEN)
    with pytest.raises(WrongState):
        accept_invitation(token=older, name="Dana Reyes", password=PASSWORD)


def test_whoever_has_a_password_elsewhere_keeps_it(scene: Scene, person: Person) -> None:
    user = User.objects.create_user("dana@keel.example", PASSWORD, name="Dana")
    other = build_scene("Southgate Civil")
    Membership.objects.create(user=user, account=other.account)
    accept_invitation(token=invite(scene, person))
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert user.name == "Dana"
    assert set(user.memberships.values_list("account", flat=True)) == {
        scene.account.pk,
        other.account.pk,
    }


def test_an_old_invitation_can_be_asked_for_anew(scene: Scene, person: Person) -> None:
    token = invite(scene, person)
    with clock.fixed(clock.now() + 8 * DAY):
        ask_for_new_invitation(token=token)
        newest = Invitation.objects.latest("id")
        assert state(invitations.link_word(newest)) is State.OPEN
        assert newest.person_id == person.pk
        assert state(token) is State.REPLACED


def test_it_is_asked_for_so_often_only(scene: Scene, person: Person) -> None:
    for _ in range(5):
        token = invite(scene, person)
    with pytest.raises(TooOften, match=r"Try again in \d+ minutes"):
        invite(scene, person)
    with clock.fixed(clock.now() + dt.timedelta(minutes=61)):
        assert state(invite(scene, person)) is State.OPEN
        assert state(token) is State.REPLACED


@pytest.mark.parametrize("word", ["", "x", "1-1.", "1-1.abcdefghijklmnopqrstuvwxyz", "1-1:abc"])
def test_no_other_word_opens_anything(scene: Scene, person: Person, word: str) -> None:
    invite(scene, person)
    with pytest.raises(NotThere), invitations.opened_by(word):
        pass


def test_a_link_is_for_its_own_row_only(scene: Scene, person: Person) -> None:
    token = invite(scene, person)
    other = build_scene("Southgate Civil")
    signature = token.split(".")[1]
    for account, pk in ((other.account.pk, 1), (scene.account.pk, 10**9)):
        with pytest.raises(NotThere), invitations.opened_by(f"{account}-{pk}.{signature}"):
            pass


def test_somebody_without_an_address_cannot_be_invited(scene: Scene) -> None:
    person = create_person(actor=scene.actor, company_id=scene.owner.pk, name="Ash Lowe")
    with pytest.raises(Invalid, match="has no e-mail address") as refused:
        invite_person(actor=scene.actor, person_id=person.pk)
    assert "email" in refused.value.fields


def test_somebody_who_left_cannot_be_invited_nor_accept(scene: Scene, person: Person) -> None:
    token = invite(scene, person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert state(token) is State.CLOSED
    with pytest.raises(WrongState):
        invite_person(actor=scene.actor, person_id=person.pk)
    with pytest.raises(WrongState):
        accept_invitation(token=token, name="Dana Reyes", password=PASSWORD)


def test_a_login_that_was_never_used_follows_the_address(scene: Scene, person: Person) -> None:
    invite(scene, person)
    Person.objects.filter(pk=person.pk).update(email="dana.reyes@keel.example")
    invite(scene, person)
    person.refresh_from_db()
    assert person.user is not None
    assert person.user.email == "dana.reyes@keel.example"
    emails = Membership.objects.filter(account=scene.account).values_list("user__email", flat=True)
    assert "dana@keel.example" not in emails


def test_an_invitation_to_a_wrong_address_ends_with_its_correction(
    scene: Scene, person: Person
) -> None:
    """Whoever was written to by mistake does not become the person that was meant."""
    token = invite(scene, person)
    change_person(actor=scene.actor, person_id=person.pk, email="dana.reyes@keel.example")
    assert state(token) is State.CLOSED
    with pytest.raises(WrongState):
        accept_invitation(token=token, name="Somebody else", password=PASSWORD)
    ask_for_new_invitation(token=token)
    assert Invitation.objects.count() == 1


def test_a_login_in_use_does_not(scene: Scene, person: Person) -> None:
    accept_invitation(token=invite(scene, person), name="Dana Reyes", password=PASSWORD)
    Person.objects.filter(pk=person.pk).update(email="dana.reyes@keel.example")
    with pytest.raises(Invalid, match=r"signs in as dana@keel\.example"):
        invite_person(actor=scene.actor, person_id=person.pk)


def test_people_of_another_account_are_not_there(scene: Scene, person: Person) -> None:
    other = build_scene("Southgate Civil")
    with pytest.raises(NotThere):
        invite_person(actor=other.actor, person_id=person.pk)
