"""Services that take mails over the web: named by a URL, refused without quoting it, and used."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.module_loading import import_string

from ledgerstone.correspondence.delivery.transport import Fate, hand_over
from ledgerstone.ops import doctor_mail, mail, mail_services
from ledgerstone.ops.findings import Level
from ledgerstone.ops.installation import Installation, InstallationError

TOKEN = "tok-4711-secret"


class _Web(BaseHTTPRequestHandler):
    """A service that keeps what it is asked, and answers as it was told to."""

    asked: list[tuple[dict[str, str], dict[str, Any]]]
    answer: tuple[int, dict[str, Any]]

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((dict(self.headers), json.loads(sent)))
        status, said = self.answer
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing is printed."""


@contextmanager
def web_service(status: int, said: dict[str, Any]) -> Iterator[tuple[str, type[_Web]]]:
    handler = type("Web", (_Web,), {"asked": [], "answer": (status, said)})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", handler
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    """Use the service of a URL, as an installation that is started with it does."""

    def use(url: str) -> mail.Delivery:
        monkeypatch.delenv(mail.URL, raising=False)
        monkeypatch.delenv(mail.SENDER, raising=False)
        monkeypatch.setenv(mail_services.URL, url)
        found = mail.delivery("x.example")
        settings.EMAIL_BACKEND, settings.ANYMAIL = found.backend, dict(found.options)
        settings.DEFAULT_FROM_EMAIL, settings.MAIL_SECRETS = found.sender, found.secrets
        return found

    return use


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("brevo://k%3Ay@", {"BREVO_API_KEY": "k:y"}),
        ("mailersend://k@", {"MAILERSEND_API_TOKEN": "k"}),
        (
            "mailgun://k@mg.x.example?region=eu",
            {
                "MAILGUN_API_KEY": "k",
                "MAILGUN_SENDER_DOMAIN": "mg.x.example",
                "MAILGUN_API_URL": "https://api.eu.mailgun.net/v3",
            },
        ),
        ("mailjet://k:s@", {"MAILJET_API_KEY": "k", "MAILJET_SECRET_KEY": "s"}),
        ("mailtrap://k@?sandbox=7", {"MAILTRAP_API_TOKEN": "k", "MAILTRAP_SANDBOX_ID": "7"}),
        ("mandrill://k@", {"MANDRILL_API_KEY": "k"}),
        (
            "postal://k@post.x.example:8443",
            {"POSTAL_API_KEY": "k", "POSTAL_API_URL": "https://post.x.example:8443"},
        ),
        (
            "postmark://k@?stream=out",
            {"POSTMARK_SERVER_TOKEN": "k", "POSTMARK_MESSAGE_STREAM": "out"},
        ),
        ("resend://k@", {"RESEND_API_KEY": "k"}),
        (
            "scaleway://k@PROJ-1?region=nl-ams",
            {
                "SCALEWAY_SECRET_KEY": "k",
                "SCALEWAY_PROJECT_ID": "PROJ-1",
                "SCALEWAY_REGION": "nl-ams",
            },
        ),
        ("sendgrid://k@", {"SENDGRID_API_KEY": "k"}),
        (
            "sparkpost://k@?region=eu",
            {
                "SPARKPOST_API_KEY": "k",
                "SPARKPOST_API_URL": "https://api.eu.sparkpost.com/api/v1",
            },
        ),
        (
            "unisender-go://k@go1.unisender.ru",
            {
                "UNISENDER_GO_API_KEY": "k",
                "UNISENDER_GO_API_URL": "https://go1.unisender.ru/en/transactional/api/v1/",
            },
        ),
    ],
)
@pytest.mark.filterwarnings("ignore::Warning")
def test_the_url_of_a_service_is_read_and_the_service_begins_with_it(
    url: str, options: dict[str, str], named: Any
) -> None:
    found = named(url)
    assert found.options == options
    assert found.service == url.partition(":")[0]
    assert get_connection() is not None
    assert not found.is_local
    assert "options" not in repr(found)


def test_every_service_of_the_library_has_a_url() -> None:
    for service in mail_services.SERVICES.values():
        assert import_string(f"anymail.backends.{service.backend}.EmailBackend")
        assert mail_services.parse(service.example).options[service.user] in (
            "KEY",
            "TOKEN",
            "SECRET",
        )


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"pigeon://{TOKEN}@", "postmark"),
        (f"{TOKEN}", "is not understood"),
        (f"postmark://{TOKEN}", "postmark://TOKEN@"),
        ("postmark://", "postmark://TOKEN@"),
        (f"postmark://{TOKEN}:more@", "postmark://TOKEN@"),
        (f"mailgun://{TOKEN}@", "mailgun://KEY@mg.example.com"),
        (f"mailjet://{TOKEN}@", "mailjet://KEY:SECRET@"),
        (f"mailgun://{TOKEN}@x.example?region=moon", "us or eu"),
        (f"resend://{TOKEN}@?colour=blue", "takes from"),
        (f"smtp://{TOKEN}@x.example", "LEDGERSTONE_SMTP_URL"),
        (f"postmark://{TOKEN}@:port", "is not understood"),
    ],
)
def test_what_is_not_understood_is_refused_without_quoting_it(url: str, said: str) -> None:
    with pytest.raises(InstallationError, match=said) as refused:
        mail_services.parse(url)
    assert TOKEN not in str(refused.value)


def test_amazon_is_named_with_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_services, "find_spec", lambda name: None)
    with pytest.raises(InstallationError, match="pip install boto3"):
        mail_services.parse("amazon-ses://")
    monkeypatch.setattr(mail_services, "find_spec", lambda name: object())
    assert mail_services.parse("amazon-ses://").options == {"AMAZON_SES_CLIENT_PARAMS": {}}
    found = mail_services.parse(f"amazon-ses://KEY:{TOKEN}@eu-west-1")
    assert found.options["AMAZON_SES_CLIENT_PARAMS"]["region_name"] == "eu-west-1"
    assert TOKEN not in repr(found)
    with pytest.raises(InstallationError, match="not whole") as refused:
        mail_services.parse(f"amazon-ses://{TOKEN}@eu-west-1")
    assert TOKEN not in str(refused.value)


def test_a_server_and_a_service_are_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(mail.URL, "smtp://mail.example.com")
    monkeypatch.setenv(mail_services.URL, f"postmark://{TOKEN}@")
    with pytest.raises(InstallationError, match="Both") as refused:
        mail.delivery("x.example")
    assert TOKEN not in str(refused.value)


def test_a_mail_goes_through_the_service_with_its_headers(named: Any) -> None:
    taken = {"ErrorCode": 0, "Message": "OK", "MessageID": "1", "To": "dana@keel.example"}
    with web_service(200, taken) as (address, web):
        named(f"postmark://{TOKEN}@?api={address}&from=claims@x.example")
        message = EmailMultiAlternatives(
            "A claim", "In words.", to=["Dana <dana@keel.example>"], headers={"Message-ID": "<m@x>"}
        )
        message.attach_alternative("<p>In words.</p>", "text/html")
        outcome = hand_over(message, right_before=lambda: True)
    assert outcome is not None
    assert outcome.fate is Fate.TAKEN
    [(headers, sent)] = web.asked
    assert headers["X-Postmark-Server-Token"] == TOKEN
    assert (sent["From"], sent["Subject"]) == ("claims@x.example", "A claim")
    assert (sent["TextBody"], sent["HtmlBody"]) == ("In words.", "<p>In words.</p>")
    assert {"Name": "Message-ID", "Value": "<m@x>"} in sent["Headers"]


def test_the_doctor_sends_a_test_mail_and_says_what_became_of_it(named: Any) -> None:
    taken = {"ErrorCode": 0, "Message": "OK", "MessageID": "1", "To": "dana@keel.example"}
    with web_service(200, taken) as (address, web):
        named(f"postmark://{TOKEN}@?api={address}")
        finding = doctor_mail.send_test("dana@keel.example")
        assert finding.level is Level.FINE
        assert len(web.asked) == 1
    with web_service(401, {"ErrorCode": 10, "Message": f"No {TOKEN} here"}) as (address, _):
        named(f"postmark://{TOKEN}@?api={address}")
        finding = doctor_mail.send_test("dana@keel.example")
    assert finding.level is Level.WRONG
    assert "401" in finding.what
    assert "No … here" in finding.what
    assert TOKEN not in finding.what + finding.mend
    assert doctor_mail.send_test("nobody").level is Level.WRONG


def test_the_doctor_names_the_service(named: Any, tmp_path: Any) -> None:
    named(f"postmark://{TOKEN}@")
    finding = doctor_mail.delivery(Installation(tmp_path))
    assert finding.level is Level.FINE
    assert "postmark" in finding.what
    assert TOKEN not in finding.what


def test_a_test_mail_without_a_server_is_a_file(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    monkeypatch.delenv(mail.URL, raising=False)
    monkeypatch.delenv(mail_services.URL, raising=False)
    place = Installation(tmp_path)
    settings.INSTALLATION, settings.MAIL_OUTBOX = place, place.outbox
    settings.EMAIL_BACKEND = mail.OUTBOX
    finding = doctor_mail.send_test("dana@keel.example")
    assert finding.level is Level.NOTE
    assert str(place.outbox) in finding.mend
    [path] = place.outbox.iterdir()
    assert b"There is nothing to do." in path.read_bytes()
