"""Two-step sign-in: real codes, each taken once; recovery codes; accounts that ask for it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from ledgerstone.contracts.actors import actor_for
from ledgerstone.directory.models import SignIn
from ledgerstone.directory.operations import (
    change_person,
    create_person,
    invite_person,
    open_account,
)
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.models import Account, User
from ledgerstone.web.signing_in import two_step
from tests.support.mail import deliver
from tests.support.scene import Scene
from tests.web.posting import form_values, text_of

LOGIN = "/accounts/login/"
SET_UP = "/security/two-step/"
STEP = "/accounts/second-step/"
PASSWORD = "mast-and-girder"
NOON = dt.datetime(2026, 10, 5, 12, tzinfo=dt.UTC)


@pytest.fixture
def user(scene: Scene) -> User:
    """Somebody with a password."""
    scene.user.set_password(PASSWORD)
    scene.user.save(update_fields=["password"])
    return scene.user


def sign_in(client: Client, user: User) -> None:
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})


def is_in(client: Client) -> bool:
    return client.get("/security/").status_code == 200


def code(secret: str, later: int = 0) -> str:
    """The code that an app shows so many periods from now."""
    return two_step.code_at(secret, int(clock.now().timestamp()) // 30 + later)


def shown_secret(client: Client) -> str:
    page = client.get(SET_UP).content.decode()
    found = re.search(r'<code id="secret">([A-Z2-7 ]+)</code>', page)
    assert found
    return found[1].replace(" ", "")


def set_up(client: Client) -> str:
    secret = shown_secret(client)
    answer = client.post(SET_UP, {"code": code(secret)})
    assert answer.headers["Location"].startswith("/security/recovery-codes/")
    return secret


@pytest.fixture
def secret(client: Client, user: User) -> str:
    """The secret that the person's app has; ``client`` is signed in."""
    sign_in(client, user)
    return set_up(client)


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B: the rows for SHA-1, as six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    table = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    for moment, expected in table.items():
        assert two_step.code_at(secret, moment // 30) == expected


def test_a_password_alone_signs_nobody_in_any_more(user: User, secret: str) -> None:
    other = Client()
    sign_in(other, user)
    assert not is_in(other)
    assert "The code from your app" in text_of(other.get(STEP))
    other.post(STEP, {"code": code(secret, 1)})
    assert is_in(other)


def test_a_code_is_taken_once(user: User, secret: str) -> None:
    with clock.fixed(clock.now() + dt.timedelta(minutes=5)):
        first, second = Client(), Client()
        for one in (first, second):
            sign_in(one, user)
            one.post(STEP, {"code": code(secret)})
        assert is_in(first)
        assert not is_in(second)


@pytest.mark.parametrize(("later", "taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_differ_by_one_period(user: User, secret: str, later: int, taken: bool) -> None:
    with clock.fixed(clock.now() + dt.timedelta(minutes=5)):
        other = Client()
        sign_in(other, user)
        other.post(STEP, {"code": code(secret, later)})
        assert is_in(other) is taken


def test_codes_cannot_be_guessed(user: User, secret: str) -> None:
    with clock.fixed(clock.now() + dt.timedelta(minutes=5)):
        for _ in range(5):
            other = Client()
            sign_in(other, user)
            assert "not right" in text_of(other.post(STEP, {"code": "000000"}))
        said = text_of(other.post(STEP, {"code": code(secret)}))
        assert "Too many codes were wrong. Try again in 15 minutes." in said
        assert not is_in(other)
    assert SignIn.objects.filter(user=user, kind=SignIn.Kind.WRONG_CODE).count() == 5


def test_the_secret_is_kept_encrypted(user: User, secret: str) -> None:
    kept = str(Authenticator.objects.filter(user=user).values_list("data", flat=True))
    assert secret not in kept
    assert Authenticator.objects.get(user=user, type="recovery_codes").data["seed"][:5] == "gAAAA"


def test_a_recovery_code_signs_in_once_and_its_owner_is_told(
    client: Client, user: User, secret: str
) -> None:
    deliver()
    page = client.get("/security/recovery-codes/").content.decode()
    codes = re.findall(r"<li><code>(\d{4} \d{4})</code>", page)
    assert len(codes) == 10
    for taken in (True, False):
        other = Client()
        sign_in(other, user)
        other.post(STEP, {"code": codes[0]})
        assert is_in(other) is taken
    assert [sent.subject for sent in deliver()] == [
        "Somebody signed in with one of your recovery codes, for Ledgerstone"
    ]
    assert "9 left" in text_of(client.get("/security/"))


def test_new_recovery_codes_take_the_place_of_the_old(
    client: Client, user: User, secret: str
) -> None:
    old = two_step.recovery_codes(user)
    client.post("/security/recovery-codes/")
    new = two_step.recovery_codes(user)
    assert not set(old) & set(new)
    saved = client.get("/security/recovery-codes/file")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert f"{new[0][:4]} {new[0][4:]}" in saved.content.decode()


def test_a_wrong_first_code_turns_nothing_on(client: Client, user: User) -> None:
    sign_in(client, user)
    secret = shown_secret(client)
    wrong = f"{(int(code(secret)) + 1) % 1_000_000:06}"
    answer = client.post(SET_UP, {"code": wrong})
    assert answer.status_code == 422
    assert secret in text_of(answer).replace(" ", "")
    assert not two_step.is_on(user)


def test_long_after_signing_in_it_asks_for_certainty(client: Client, user: User) -> None:
    sign_in(client, user)
    session = client.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 3600} for one in session["account_authentication_methods"]
    ]
    session.save()
    answer = client.get(SET_UP)
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    page = client.get(answer.headers["Location"])
    client.post(answer.headers["Location"], form_values(page, "password") | {"password": PASSWORD})
    assert client.get(SET_UP).status_code == 200


def test_it_can_be_turned_off_again(client: Client, user: User, secret: str) -> None:
    client.post(SET_UP, {"act": "off"})
    assert not two_step.is_on(user)
    other = Client()
    sign_in(other, user)
    assert is_in(other)
    subjects = [sent.subject for sent in deliver()]
    assert subjects == [
        "Two-step sign-in was turned on, for Ledgerstone",
        "Two-step sign-in was turned off, for Ledgerstone",
    ]


@pytest.fixture
def asking(scene: Scene) -> Account:
    """An account that asks everybody for two-step sign-in."""
    scene.account.requires_totp = True
    scene.account.save(update_fields=["requires_totp"])
    return scene.account


def test_an_account_that_asks_for_it_leads_there_first(
    client: Client, user: User, asking: Account
) -> None:
    sign_in(client, user)
    answer = client.get("/projects/?q=1")
    assert answer.headers["Location"] == f"{SET_UP}?next=%2Fprojects%2F%3Fq%3D1"
    page = client.get(answer.headers["Location"])
    assert f"{asking.name} asks everybody for it" in text_of(page)
    secret = shown_secret(client)
    fields = form_values(page, "code") | {"code": code(secret)}
    after = client.post(SET_UP, fields).headers["Location"]
    assert "/projects/?q=1" in client.get(after).content.decode()
    assert client.get("/projects/?q=1").status_code == 200


def test_what_was_posted_is_held_meanwhile(client: Client, user: User, asking: Account) -> None:
    sign_in(client, user)
    answer = client.post("/projects/new/", {"name": "Quarry Lane Hospital"})
    assert answer.status_code == 403
    assert form_values(answer, "name")["name"] == "Quarry Lane Hospital"
    assert SET_UP in answer.content.decode()
    sent = client.post("/claims/1/cells", "{}", "application/json")
    assert sent.status_code == 401
    assert sent.json()["login"] == SET_UP


def test_there_it_cannot_be_turned_off(
    client: Client, user: User, secret: str, asking: Account
) -> None:
    client.post(SET_UP, {"act": "off"})
    assert two_step.is_on(user)
    assert "Turn it off" not in text_of(client.get("/security/"))


def test_other_accounts_of_the_same_person_do_not_ask(
    client: Client, user: User, asking: Account
) -> None:
    other = open_account(name="Harlan Ridge Builders", user=user).account
    sign_in(client, user)
    assert client.get("/account/").status_code == 200
    client.post("/account/", {"account": other.pk})
    assert client.get("/projects/").status_code == 200
    client.post("/account/", {"account": asking.pk})
    assert client.get("/projects/").headers["Location"].startswith(SET_UP)


def test_nor_is_anything_of_it_seen_from_there(client: Client, user: User, asking: Account) -> None:
    """A claim contact's list reaches across accounts."""
    other = open_account(name="Harlan Ridge Builders", user=user).account
    sign_in(client, user)
    client.post("/account/", {"account": other.pk})
    assert client.get("/my-contracts/").headers["Location"].startswith(SET_UP)
    assert two_step.open_to(user, [asking, other]) == [other]
    set_up(client)
    assert two_step.open_to(user, [asking, other]) == [asking, other]
    assert client.get("/my-contracts/").status_code == 200


def test_whoever_left_an_account_is_no_longer_in_it(
    client: Client, scene: Scene, user: User
) -> None:
    """The account goes from the list, and a session in it ends there at once."""
    other = open_account(name="Harlan Ridge Builders", user=user)
    sign_in(client, user)
    client.post("/account/", {"account": other.account.pk})
    assert client.get("/projects/new/").status_code == 200
    with context.accounts([other.account.pk]):
        second = create_person(
            actor=other.actor,
            company_id=other.company.pk,
            name="Kim Ode",
            email="kim@x.example",
            account_template_id=other.person.account_template_id,
        )
        invite_person(actor=other.actor, person_id=second.pk)
        kim = actor_for(User.objects.get(email="kim@x.example"), other.account)
        assert kim is not None
        change_person(actor=kim, person_id=other.person.pk, is_active=False)
    assert "Harlan Ridge" not in client.get("/projects/new/").content.decode()
    assert client.post("/account/", {"account": other.account.pk}).status_code == 404
