"""A mailed link opens one thing, once, with a code from a second mail."""

from __future__ import annotations

import datetime as dt

import pytest

from ledgerstone.directory.invitations import State
from ledgerstone.directory.limits import TooOften
from ledgerstone.directory.models import MailedLink, Person
from ledgerstone.directory.operations import (
    ask_for_code,
    create_link,
    create_person,
    end_session,
    enter_code,
    links,
    renew_link,
)
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, NotThere, WrongState
from tests.support.scene import Scene, build_scene

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def link(scene: Scene) -> MailedLink:
    """A link for somebody who has no password, to a contract."""
    person = create_person(
        actor=scene.actor,
        company_id=scene.subcontractor.pk,
        name="Dana Reyes",
        email="dana@keel.example",
    )
    return create_link(
        actor=None,
        account_id=scene.account.pk,
        person_id=person.pk,
        purpose="claim",
        target_id=scene.contract().pk,
    )


def word(link: MailedLink) -> str:
    return links.link_word(link)


def state(link: MailedLink) -> State:
    with links.opened_by(word(link)) as found:
        return found.state


def code_of(link: MailedLink) -> str:
    """The code that a mail would bring."""
    link.refresh_from_db()
    return links.new_code(link)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_the_right_code_opens_a_session_of_two_hours(link: MailedLink) -> None:
    opened = enter_code(token=word(link), code=code_of(link))
    assert links.live_session(opened.account_id, opened.pk) is not None
    with clock.fixed(clock.now() + 121 * MINUTE):
        assert links.live_session(opened.account_id, opened.pk) is None


def test_a_code_is_taken_as_people_type_it(link: MailedLink) -> None:
    code = code_of(link)
    assert enter_code(token=word(link), code=f" {code[:3]} {code[3:]} ").used_at is not None


def test_a_link_opens_once(link: MailedLink) -> None:
    enter_code(token=word(link), code=code_of(link))
    assert state(link) is State.USED
    with pytest.raises(WrongState):
        enter_code(token=word(link), code="000000")
    with pytest.raises(WrongState):
        ask_for_code(token=word(link))


def test_a_link_ends_after_two_weeks(link: MailedLink) -> None:
    with clock.fixed(clock.now() + 14 * DAY):
        assert state(link) is State.EXPIRED
        with pytest.raises(WrongState):
            enter_code(token=word(link), code=code_of(link))


def test_a_code_ends_after_ten_minutes(link: MailedLink) -> None:
    code = code_of(link)
    with clock.fixed(clock.now() + 10 * MINUTE), pytest.raises(Invalid, match="too old"):
        enter_code(token=word(link), code=code)


def test_a_new_code_takes_the_place_of_the_old_one(link: MailedLink) -> None:
    old = code_of(link)
    new = code_of(link)
    if old != new:
        with pytest.raises(Invalid, match="not right"):
            enter_code(token=word(link), code=old)
    assert enter_code(token=word(link), code=new).used_at is not None


def test_five_wrong_codes_are_the_last(link: MailedLink) -> None:
    code = code_of(link)
    for left in ("4 more tries", "3 more tries", "2 more tries", "one more try", "the last try"):
        with pytest.raises(Invalid, match=left):
            enter_code(token=word(link), code=other_than(code))
    with pytest.raises(Invalid, match="too many wrong codes"):
        enter_code(token=word(link), code=code)


def test_codes_of_a_person_cannot_be_guessed_at_for_long(scene: Scene, link: MailedLink) -> None:
    """Neither a new code nor another link gives more tries than a day has."""
    for _ in range(4):
        code = code_of(link)
        for _ in range(5):
            with pytest.raises(Invalid, match="not right"):
                enter_code(token=word(link), code=other_than(code))
    other = create_link(
        actor=None,
        account_id=scene.account.pk,
        person_id=link.person_id,
        purpose="claim",
        target_id=link.target_id,
    )
    for one in (link, other):
        with pytest.raises(TooOften, match="too many wrong codes for this person"):
            enter_code(token=word(one), code=code_of(one))
    with clock.fixed(clock.now() + DAY + MINUTE):
        assert enter_code(token=word(other), code=code_of(other)).used_at is not None


def test_neither_code_nor_link_can_be_read_in_the_database(link: MailedLink) -> None:
    code = code_of(link)
    link.refresh_from_db()
    kept = " ".join(str(value) for value in vars(link).values())
    assert code not in kept
    assert word(link).split(".")[1] not in kept


def test_codes_are_mailed_so_often_only(link: MailedLink) -> None:
    for _ in range(3):
        ask_for_code(token=word(link))
    with pytest.raises(TooOften, match=r"Look in your mail\. Try again in 10 minutes\."):
        ask_for_code(token=word(link))


def test_an_address_cannot_have_much_mail_sent(scene: Scene, link: MailedLink) -> None:
    for _ in range(10):
        fresh = create_link(
            actor=None,
            account_id=scene.account.pk,
            person_id=link.person_id,
            purpose="claim",
            target_id=link.target_id,
        )
        for _ in range(3):
            ask_for_code(token=word(fresh), address="203.0.113.9")
    with pytest.raises(TooOften, match="from your network"):
        ask_for_code(token=word(link), address="203.0.113.9")
    ask_for_code(token=word(link), address="203.0.113.10")


def test_a_used_link_is_renewed_for_the_same_person_and_thing(link: MailedLink) -> None:
    enter_code(token=word(link), code=code_of(link))
    renew_link(token=word(link))
    fresh = MailedLink.objects.latest("id")
    assert state(fresh) is State.OPEN
    assert (fresh.person_id, fresh.target_id) == (link.person_id, link.target_id)
    for _ in range(2):
        renew_link(token=word(link))
    assert state(fresh) is State.REPLACED
    with pytest.raises(TooOften):
        renew_link(token=word(link))


def test_an_open_link_is_not_renewed(link: MailedLink) -> None:
    renew_link(token=word(link))
    assert MailedLink.objects.count() == 1


def test_somebody_who_left_gets_nothing(link: MailedLink) -> None:
    opened = enter_code(token=word(link), code=code_of(link))
    Person.objects.filter(pk=link.person_id).update(is_active=False)
    assert links.live_session(opened.account_id, opened.pk) is None
    renew_link(token=word(link))
    assert MailedLink.objects.count() == 1


def test_a_session_can_be_ended(link: MailedLink) -> None:
    opened = enter_code(token=word(link), code=code_of(link))
    end_session(account_id=opened.account_id, link_id=opened.pk)
    assert links.live_session(opened.account_id, opened.pk) is None


def test_people_of_another_account_get_no_link(scene: Scene, link: MailedLink) -> None:
    other = build_scene("Southgate Civil")
    with pytest.raises(NotThere):
        create_link(
            actor=None,
            account_id=other.account.pk,
            person_id=link.person_id,
            purpose="claim",
            target_id=link.target_id,
        )
    foreign = word(link).replace(f"{scene.account.pk}-", f"{other.account.pk}-", 1)
    with pytest.raises(NotThere), links.opened_by(foreign):
        pass
