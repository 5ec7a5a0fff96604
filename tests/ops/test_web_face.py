"""What every answer carries, and what a log line must not."""

import json
import logging
import os
import subprocess
import sys
from contextvars import Context
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, override_settings

from ledgerstone.ops.log_lines import JsonLines
from ledgerstone.ops.static_files import VersionedStatic
from tests.support.scene import standing_scene


@pytest.mark.django_db
def test_health_is_told_without_a_worker(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "worker": "not running"}
    assert client.get("/healthz/worker").status_code == 503


@pytest.mark.django_db
def test_pages_run_no_script_but_our_own(client: Client) -> None:
    answer = client.get("/healthz")
    policy = set(answer["Content-Security-Policy"].split("; "))
    assert {
        "default-src 'self'",
        "script-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    } <= policy
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["signup/", "email/", "confirm-email/", "login/code/confirm/"])
def test_nobody_signs_up(client: Client, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404


def test_over_https_cookies_are_secure_and_the_browser_is_told_to_stay() -> None:
    program = (
        "from ledgerstone.ops import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0,"
        "'claims.example.com' in s.ALLOWED_HOSTS)"
    )
    answers = {
        origin: subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"LEDGERSTONE_ORIGIN": origin},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for origin in ("https://claims.example.com", "http://127.0.0.1:8000")
    }
    assert answers["https://claims.example.com"] == "True True True True"
    assert answers["http://127.0.0.1:8000"] == "False False False False"


@pytest.mark.django_db
def test_a_refused_request_is_logged_by_its_id_and_not_by_its_address(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/no-such-page/secret-key-of-somebody/")
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    (line,) = [line for line in lines if line["logger"] == "django.request"]
    assert (line["request"], line["status"]) == (answer["X-Request-Id"], 404)
    assert "secret-key-of-somebody" not in json.dumps(line)


def test_an_exception_is_logged_without_what_people_typed() -> None:
    try:
        raise ValueError("duplicate key (email)=(person@example.com)")
    except ValueError:
        record = logging.LogRecord(
            "django.request",
            logging.ERROR,
            __file__,
            1,
            "Internal Server Error: %s",
            ("/p/1",),
            sys.exc_info(),
        )
    # Outside any request: those of tests before this one are remembered.
    line = json.loads(Context().run(JsonLines().format, record))
    assert line["exception"] == "ValueError"
    assert line["level"] == "error"
    assert line["accounts"] == []
    assert "person@example.com" not in json.dumps(line)


def test_the_address_of_a_style_changes_with_the_file(tmp_path: Path) -> None:
    style = tmp_path / "style.css"
    style.write_text("a { color: red }")
    with override_settings(STATICFILES_DIRS=[tmp_path]):
        finders.get_finder.cache_clear()
        first = VersionedStatic().url("style.css")
        style.write_text("a { color: darkred }")
        second = VersionedStatic().url("style.css")
    finders.get_finder.cache_clear()
    assert first.startswith("/static/style.css?v=")
    assert first != second


@pytest.mark.django_db
def test_a_refused_request_names_account_and_actor(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    scene = standing_scene()
    client.force_login(scene.user)
    assert client.get("/contracts/999999/").status_code == 404
    (record,) = [one for one in caplog.records if one.name == "django.request"]
    line = json.loads(JsonLines().format(record))
    assert (line["accounts"], line["actor"]) == ([scene.account.pk], scene.user.pk)
