"""An account is opened from the command line, and its first person comes in by the link."""

from __future__ import annotations

import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from ledgerstone.directory.models import Person, SignIn
from ledgerstone.ops.accounts import create_account, forget_two_step
from ledgerstone.ops.installation import InstallationError
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.models import Account, User
from ledgerstone.web.signing_in import two_step
from tests.support.live import LiveInstallation
from tests.support.mail import deliver
from tests.support.visitor import Visitor

PASSWORD = "mast-and-girder"


def test_the_printed_link_lets_the_first_person_in(live_installation: LiveInstallation) -> None:
    answer = subprocess.run(
        [
            sys.executable,
            "-m",
            "ledgerstone.ops.cli",
            "create-account",
            "Northbridge",
            "--email",
            "Robin@Northbridge.example",
            "--name",
            "Robin Hale",
            "--time-zone",
            "Australia/Sydney",
        ],
        env=live_installation.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    found = re.search(r"https?://\S+", answer.stdout)
    assert found
    assert found[0].startswith(live_installation.address)
    path = urlsplit(found[0]).path
    visitor = Visitor(live_installation.address)
    visitor.get(path)
    typed = {"name": "Robin Hale", "password1": PASSWORD, "password2": PASSWORD}
    assert visitor.post(path, typed).status == 302
    assert visitor.get("/projects/new/").status == 200
    account = Account.objects.get(name="Northbridge")
    assert account.time_zone == "Australia/Sydney"
    visitor.close()


@pytest.mark.django_db
def test_the_account_has_its_company_and_its_administrator() -> None:
    opened = create_account(name="Northbridge", email="robin@nb.example", person="Robin Hale")
    account = Account.objects.get(name=opened.name)
    with context.accounts([account.pk]):
        person = Person.objects.select_related("company", "user").get()
        assert person.company.is_own
        assert person.user is not None
        assert not person.user.has_usable_password()
    [sent] = deliver()
    assert opened.link in sent.body


@pytest.mark.django_db
def test_somebody_with_a_login_keeps_it() -> None:
    user = User.objects.create_user("robin@nb.example", PASSWORD, name="Robin")
    create_account(name="Northbridge", email="ROBIN@nb.example", person="Robin Hale")
    assert User.objects.get(email__iendswith="@nb.example") == user
    assert user.memberships.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"email": "nobody"}, "is not an e-mail address"),
        ({"name": " "}, "Give the account's name"),
        ({"time_zone": "Mars/Base"}, "is no time zone"),
    ],
)
def test_what_cannot_be_taken_is_said(given: dict[str, str], sentence: str) -> None:
    usual = {"name": "Northbridge", "email": "robin@nb.example", "person": "Robin Hale"}
    with pytest.raises(InstallationError, match=sentence):
        create_account(**(usual | given))
    assert not Account.objects.filter(name="Northbridge").exists()
    assert not User.objects.filter(email="robin@nb.example").exists()


@pytest.mark.django_db
def test_a_name_is_taken_once() -> None:
    create_account(name="Northbridge", email="robin@nb.example", person="Robin Hale")
    with pytest.raises(InstallationError, match="Give another name"):
        create_account(name="Northbridge", email="kim@nb.example", person="Kim Ode")
    assert Account.objects.filter(name="Northbridge").count() == 1
    assert not User.objects.filter(email="kim@nb.example").exists()


@pytest.mark.django_db
def test_two_step_sign_in_is_forgotten_for_a_lost_phone() -> None:
    user = User.objects.create_user("robin@nb.example", PASSWORD, name="Robin")
    secret = two_step.new_secret()
    now = int(clock.now().timestamp()) // two_step.PERIOD
    assert two_step.turn_on(user, secret, two_step.code_at(secret, now))
    forget_two_step("Robin@nb.example")
    assert not two_step.is_on(user)
    assert SignIn.objects.get(user=user).means == "whoever runs the installation"
    [sent] = deliver()
    assert sent.to == [user.email]
    with pytest.raises(InstallationError, match="has no two-step sign-in"):
        forget_two_step("robin@nb.example")
