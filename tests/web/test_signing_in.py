"""Signing in with a password: tries are counted, what happened is kept, mail brings people back."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import Error, connection
from django.http import HttpResponse
from django.test import Client

from ledgerstone.directory.models import SignIn
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import User
from tests.support.mail import deliver, link_in
from tests.support.scene import Scene
from tests.web.posting import form_values, text_of

LOGIN = "/accounts/login/"
PASSWORD = "mast-and-girder"
NEW = "beam-and-column"
WRONG = {"password": "not this one"}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def user(scene: Scene) -> User:
    """Somebody with a password."""
    scene.user.set_password(PASSWORD)
    scene.user.save(update_fields=["password"])
    return scene.user


def sign_in(client: Client, email: str, password: str = PASSWORD, **given: str) -> HttpResponse:
    return client.post(LOGIN, {"login": email, "password": password}, **given)


def is_in(client: Client) -> bool:
    return client.get("/security/").status_code == 200


def test_the_address_is_taken_in_any_case(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(email="Robin@Northbridge.example")
    assert sign_in(client, "rOBIN@northbridge.EXAMPLE").status_code == 302
    assert is_in(client)


def test_after_five_failures_the_right_password_is_refused_too(client: Client, user: User) -> None:
    for _ in range(5):
        assert "is not right" in text_of(sign_in(client, user.email, **WRONG))
    said = text_of(sign_in(Client(), user.email.upper()))
    assert "too many failed attempts" in said
    assert "Try again in 15 minutes, or choose a new password by mail" in said
    assert not is_in(client)


def test_the_answer_is_the_same_for_an_address_that_nobody_has(client: Client, user: User) -> None:
    def answers(email: str) -> list[tuple[int, str]]:
        tried = [sign_in(Client(), email, **WRONG) for _ in range(6)]
        return [(one.status_code, text_of(one).replace(email, "")) for one in tried]

    assert answers(user.email) == answers("nobody@northbridge.example")


def test_time_opens_a_locked_login_again(client: Client, user: User) -> None:
    for _ in range(6):
        sign_in(client, user.email, **WRONG)
    with clock.fixed(clock.now() + dt.timedelta(minutes=15, seconds=1)):
        assert sign_in(client, user.email).status_code == 302


def test_signing_in_rightly_does_not_count(client: Client, user: User) -> None:
    for _ in range(8):
        assert sign_in(Client(), user.email).status_code == 302


def test_one_address_cannot_try_many_logins(user: User) -> None:
    for number in range(30):
        sign_in(Client(), f"someone{number}@x.example", REMOTE_ADDR="203.0.113.9", **WRONG)
    said = text_of(sign_in(Client(), user.email, REMOTE_ADDR="203.0.113.9"))
    assert "too many failed attempts from your network" in said
    assert sign_in(Client(), user.email, REMOTE_ADDR="203.0.113.10").status_code == 302


def test_an_address_that_a_client_made_up_is_not_believed(user: User) -> None:
    for number in range(31):
        sign_in(
            Client(), f"someone{number}@x.example", REMOTE_ADDR="203.0.113.9",
            HTTP_X_FORWARDED_FOR=f"198.51.100.{number}", **WRONG,
        )  # fmt: skip
    answer = sign_in(Client(), user.email, REMOTE_ADDR="203.0.113.9")
    assert "from your network" in text_of(answer)


def test_behind_a_proxy_that_we_know_of_the_client_counts(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 1)
    for number in range(31):
        sign_in(
            Client(), f"someone{number}@x.example", REMOTE_ADDR="10.0.0.2",
            HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9", **WRONG,
        )  # fmt: skip
    blocked = {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    other = {"HTTP_X_FORWARDED_FOR": "203.0.113.10"}
    assert "from your network" in text_of(sign_in(Client(), user.email, **blocked))
    assert sign_in(Client(), user.email, **other).status_code == 302


def test_a_new_password_by_mail_lets_a_locked_owner_in_at_once(client: Client, user: User) -> None:
    for _ in range(6):
        sign_in(Client(), user.email, REMOTE_ADDR="203.0.113.9", **WRONG)
    answer = client.post("/accounts/password/reset/", {"email": user.email.upper()}, follow=True)
    assert "Look in your mail" in text_of(answer)
    [sent] = deliver()
    assert sent.to == [user.email]
    page = client.get(link_in(sent.body), follow=True)
    fields = form_values(page, "password1") | {"password1": NEW, "password2": NEW}
    client.post(page.request["PATH_INFO"], fields)
    assert is_in(client)
    assert sign_in(Client(), user.email, NEW).status_code == 302
    said = text_of(Client().get(link_in(sent.body), follow=True))
    assert "This link no longer works" in said
    assert "Ask for a new link" in said


def test_nobody_learns_whether_an_address_is_known(client: Client, user: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": user.email}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "no@body.example"}, follow=True)
    assert text_of(known) == text_of(unknown)
    assert [sent.to for sent in deliver()] == [[user.email]]


def test_links_to_new_passwords_are_mailed_so_often_only(client: Client, user: User) -> None:
    for _ in range(3):
        client.post("/accounts/password/reset/", {"email": user.email})
    said = text_of(client.post("/accounts/password/reset/", {"email": user.email}))
    assert "Try again in 60 minutes" in said
    assert len(deliver()) == 3


def test_somebody_who_never_chose_a_password_gets_no_way_around_it(
    client: Client, scene: Scene
) -> None:
    scene.user.set_unusable_password()
    scene.user.save(update_fields=["password"])
    client.post("/accounts/password/reset/", {"email": scene.user.email})
    assert deliver() == []


def test_changing_the_password_ends_other_sessions_and_is_told(client: Client, user: User) -> None:
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one, user.email)
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/accounts/password/change/", typed).headers["Location"] == "/security/"
    assert is_in(client)
    assert not is_in(elsewhere)
    [sent] = deliver()
    assert "Your password was changed" in sent.subject


def test_the_present_password_cannot_be_guessed_there(client: Client, user: User) -> None:
    sign_in(client, user.email)
    typed = {"oldpassword": "no", "password1": NEW, "password2": NEW}
    for _ in range(5):
        assert "not your password" in text_of(client.post("/accounts/password/change/", typed))
    right = typed | {"oldpassword": PASSWORD}
    assert "Try again in" in text_of(client.post("/accounts/password/change/", right))


def test_what_happened_stands_on_the_security_page(client: Client, user: User) -> None:
    sign_in(Client(), user.email, REMOTE_ADDR="203.0.113.9", **WRONG)
    sign_in(client, user.email, HTTP_USER_AGENT=FIREFOX)
    said = text_of(client.get("/security/"))
    assert "Wrong password" in said
    assert "203.0.113.9" in said
    assert "Firefox on Linux" in said
    assert "Signed in" in text_of(client.get("/security/history/"))


def test_a_lock_is_noted_once_however_often_it_is_tried(user: User) -> None:
    for _ in range(20):
        sign_in(Client(), user.email, **WRONG)
    assert SignIn.objects.filter(user=user, kind=SignIn.Kind.LOCKED).count() == 1


def test_others_see_nothing_of_it(client: Client, user: User) -> None:
    other = User.objects.create_user("kim@x.example", PASSWORD, name="Kim Ode")
    sign_in(Client(), other.email, REMOTE_ADDR="203.0.113.77", **WRONG)
    sign_in(client, user.email)
    assert "203.0.113.77" not in client.get("/security/history/").content.decode()


def test_history_cannot_be_changed(client: Client, user: User) -> None:
    sign_in(client, user.email)
    with pytest.raises(Error), connection.cursor() as cursor:
        cursor.execute("DELETE FROM directory_signin")


def test_one_browser_can_be_signed_out(client: Client, user: User) -> None:
    elsewhere = Client(headers={"User-Agent": FIREFOX})
    sign_in(elsewhere, user.email)
    sign_in(client, user.email)
    page = client.get("/security/")
    [action] = [
        part.split('"')[0]
        for part in page.content.decode().split('action="')
        if part.startswith("/security/sessions/") and "Sign out<span" in part.split("</form>")[0]
    ]
    client.post(action)
    assert is_in(client)
    assert not is_in(elsewhere)
    assert client.post(action).status_code == 404


def test_nobody_ends_the_session_of_somebody_else(client: Client, user: User) -> None:
    other = User.objects.create_user("kim@x.example", PASSWORD, name="Kim Ode")
    theirs = Client()
    sign_in(theirs, other.email)
    sign_in(client, user.email)
    page = theirs.get("/security/").content.decode()
    action = page.split('action="/security/sessions/')[1].split('"')[0]
    assert client.post(f"/security/sessions/{action}").status_code == 404
    assert is_in(theirs)


def test_when_a_session_was_seen_last_is_known_to_five_minutes(client: Client, user: User) -> None:
    sign_in(client, user.email)
    began = UserSession.objects.get(user=user).last_seen_at
    client.get("/projects/")
    assert UserSession.objects.get(user=user).last_seen_at == began
    later = clock.now() + dt.timedelta(minutes=6)
    with clock.fixed(later):
        client.get("/projects/")
    assert UserSession.objects.get(user=user).last_seen_at == later


def test_signing_out_everywhere(client: Client, user: User) -> None:
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one, user.email)
    assert client.post("/security/sessions/end").headers["Location"] == LOGIN
    assert not is_in(client)
    assert not is_in(elsewhere)
    assert Session.objects.filter(pk=elsewhere.cookies["sessionid"].value).count() == 0


def test_a_page_about_a_login_is_kept_by_no_browser(client: Client, user: User) -> None:
    sign_in(client, user.email)
    assert "no-store" in client.get("/security/").headers["Cache-Control"]
