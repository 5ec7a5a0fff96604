"""The ``ledgerstone`` command: its help, its refusals, and what it does not load."""

import os
import re
import subprocess
import sys

import pytest

from ledgerstone.ops.cli import main
from ledgerstone.ops.installation import Installation


@pytest.mark.parametrize(
    ("command", "promise"),
    [
        ("serve", "Everything ends together"),
        ("worker", "does not happen while a page loads"),
        ("migrate", "row-level security is forced"),
        ("demo", "demonstration project"),
        ("create-account", "sets a password"),
        ("forget-two-step", "Be sure who asks"),
        ("doctor", "Ends with 1 if anything is wrong"),
    ],
)
def test_help_says_what_a_command_does(
    command: str, promise: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert promise in " ".join(said.split())
    assert "DATABASE_URL" in said


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    for command in (
        "serve",
        "worker",
        "migrate",
        "demo",
        "create-account",
        "value",
        "doctor",
        "forget-two-step",
        "export-contract",
        "import-contract",
    ):
        assert re.search(rf"\n    {command}\s", said), command


def test_valuing_a_file_loads_neither_django_nor_a_database_driver() -> None:
    program = (
        "import sys; from ledgerstone.ops import cli\n"
        "try: cli.main(['value', '--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'django', 'psycopg', 'granian'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout.splitlines()[-1] == "[]"


def test_a_mistyped_database_address_is_named(installation_place: Installation) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "ledgerstone.ops.cli", "migrate"],
        env=os.environ
        | {
            "DATABASE_URL": "mysql://somewhere",
            "LEDGERSTONE_STATE_DIR": str(installation_place.state),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "DATABASE_URL is not a PostgreSQL address" in answer.stderr
    assert "Traceback" not in answer.stderr
