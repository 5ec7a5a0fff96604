"""Looking for what is wrong with an installation; every finding says how to mend it.

Looking changes nothing. The private server is used if it runs, and started for the moment if it
does not.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import django

from ledgerstone.ops import database_url, doctor_files, doctor_mail, installation
from ledgerstone.ops.embedded import EmbeddedServer
from ledgerstone.ops.findings import Finding, Level
from ledgerstone.ops.installation import Installation, InstallationError

MARKS = {Level.FINE: "ok   ", Level.NOTE: "note ", Level.WRONG: "WRONG"}


@dataclass(frozen=True, slots=True)
class Check:
    """A question and how to answer it."""

    title: str
    look: Callable[[], Finding]


def run() -> int:
    """Print what was found; 1 if anything is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledgerstone.ops.settings")
    place = installation.current()
    print(f"Ledgerstone keeps its data in {place.state}\n")
    results = [_look(check) for check in _file_checks(place)]
    with _database(place) as (reachable, ran_before):
        results.append(_print(Check("The database answers", lambda: reachable), reachable))
        if reachable.level is not Level.WRONG:
            django.setup()
            results.extend(_look(check) for check in _database_checks(ran_before))
    wrong = sum(finding.level is Level.WRONG for finding in results)
    print(f"\n{wrong} wrong." if wrong else "\nNothing is wrong.")
    return 1 if wrong else 0


def send_test(address: str) -> int:
    """Send a test mail and print what became of it; 1 where it was not taken."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledgerstone.ops.settings")
    django.setup()
    finding = _look(Check(f"A test mail to {address}", lambda: doctor_mail.send_test(address)))
    return 1 if finding.level is Level.WRONG else 0


def _file_checks(place: Installation) -> list[Check]:
    checks = [
        Check("The keys are there and nobody else reads them", lambda: doctor_files.keys(place)),
        Check("The directories are closed to others", lambda: doctor_files.directories(place)),
        Check("There is room on the disk", lambda: doctor_files.disk(place)),
        Check("The front end is built", doctor_files.bundle),
        Check("The fonts of the documents are there", doctor_files.fonts),
        Check("Mail is sent", lambda: doctor_mail.delivery(place)),
    ]
    if database_url.is_embedded():
        checks.append(Check("PostgreSQL can be run", lambda: doctor_files.programs(place)))
    return checks


def _database_checks(ran_before: bool) -> list[Check]:
    from ledgerstone.ops import doctor_database as database
    from ledgerstone.ops import doctor_mails as mails

    return [
        Check("The database is new enough", database.version),
        Check("Migrations are applied", database.migrations),
        Check("Serving and migrating are two roles", database.roles),
        Check("The application's role is an ordinary one", database.privileges),
        Check("Every table of an account has row-level security", database.policies),
        Check("Without an account in context no row is seen", database.no_rows),
        Check("What is certified cannot be changed", database.append_only),
        Check("Every change of a record is kept", database.change_history),
        Check("A worker takes jobs", lambda: database.worker(ran_before)),
        Check("Mails of the last days got there", mails.lately),
        Check("No mail and no job is left lying", mails.left_lying),
    ]


@contextmanager
def _database(place: Installation) -> Iterator[tuple[Finding, bool]]:
    """The database for a look, whether it answers, and whether it ran before we came."""
    if not database_url.is_embedded():
        yield doctor_files.named_database(), True
        return
    if not place.data.exists():
        yield (
            Finding.wrong(
                "There is none yet.",
                "Start it once with 'ledgerstone serve', or name your own with DATABASE_URL.",
            ),
            False,
        )
        return
    server = EmbeddedServer(place)
    try:
        ran_before = server.start()
        found = Finding.fine("" if ran_before else "It was not running; started for this look.")
    except InstallationError as error:
        ran_before, found = False, Finding.wrong("It does not start.", str(error))
    try:
        yield found, ran_before
    finally:
        server.stop()


def _look(check: Check) -> Finding:
    """Ask one question. A doctor reports also what it cannot find out."""
    try:
        finding = check.look()
    except Exception as error:
        finding = Finding.wrong(
            f"This could not be found out ({type(error).__name__}).",
            "Mend what else is wrong, and look again.",
        )
    return _print(check, finding)


def _print(check: Check, finding: Finding) -> Finding:
    line = f"{MARKS[finding.level]}  {check.title}"
    print(f"{line}. {finding.what}".rstrip(" ."))
    if finding.mend:
        print(f"       -> {finding.mend}")
    sys.stdout.flush()
    return finding
