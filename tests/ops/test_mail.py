"""Mail goes through the server that is named, else into a directory that a newcomer can read."""

from __future__ import annotations

import stat
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail as django_mail

from ledgerstone.ops import doctor_mail, mail
from ledgerstone.ops.findings import Level
from ledgerstone.ops.installation import Installation, InstallationError
from tests.support.post_office import post_office


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.com", ("mail.example.com", 25, "", False, False)),
        ("smtp://u%40x:p@mail.example.com", ("mail.example.com", 587, "u@x", False, True)),
        ("smtp://u:p@mail.example.com:2525", ("mail.example.com", 2525, "u", False, True)),
        ("smtp://u:p@mail.example.com?tls=no", ("mail.example.com", 25, "u", False, False)),
        ("smtps://u:p@mail.example.com", ("mail.example.com", 465, "u", True, False)),
        ("smtp://[::1]:1025", ("::1", 1025, "", False, False)),
    ],
)
def test_the_url_of_a_server_is_read(url: str, expected: tuple[object, ...]) -> None:
    found = mail.parse(url)
    said = (found.host, found.port, found.user, found.tls_first, found.starts_tls)
    assert said == expected


@pytest.mark.parametrize("url", ["mail.example.com", "http://u:pass@x", "smtp://", "smtp://x:port"])
def test_another_url_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(InstallationError, match="smtp://user:password@") as refused:
        mail.parse(url)
    assert "u:pass" not in str(refused.value)


def test_the_sender_is_named_or_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(mail.URL, raising=False)
    monkeypatch.delenv(mail.SENDER, raising=False)
    assert mail.delivery("x.example").sender == "Ledgerstone <ledgerstone@x.example>"
    monkeypatch.setenv(mail.URL, "smtp://mail.example.com?from=claims@x.example")
    assert mail.delivery("x.example").sender == "claims@x.example"
    monkeypatch.setenv(mail.SENDER, "Claims <c@x.example>")
    assert mail.delivery("x.example").sender == "Claims <c@x.example>"


def test_without_a_server_a_mail_is_a_file_that_nobody_else_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "INSTALLATION", Installation(tmp_path))
    monkeypatch.setattr(settings, "EMAIL_BACKEND", mail.OUTBOX)
    django_mail.EmailMessage("Your code", "Type 123 456.", to=["dana@keel.example"]).send()
    [path] = (tmp_path / "outbox").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert message["To"] == "dana@keel.example"
    assert "123 456" in message.get_content()  # type: ignore[attr-defined]


def test_the_doctor_says_which(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = Installation(tmp_path)
    monkeypatch.delenv(mail.URL, raising=False)
    found = doctor_mail.delivery(place)
    assert found.level is Level.NOTE
    assert str(place.outbox) in found.what
    with post_office() as office:
        monkeypatch.setenv(mail.URL, office.url)
        assert doctor_mail.delivery(place).level is Level.FINE
    gone = doctor_mail.delivery(place)
    assert gone.level is Level.WRONG
    assert "does not take it" in gone.what
