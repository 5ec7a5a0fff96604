"""The ``ledgerstone`` command.

Every subcommand imports what it needs when it runs, so that ``ledgerstone value`` starts at once
and needs neither a database nor Django.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

DESCRIPTION = """\
Ledgerstone: progress claims in construction, exact, checkable, self-hosted.

Without DATABASE_URL, 'ledgerstone serve' brings everything it needs: it runs
its own PostgreSQL, loads a demonstration project once, and prints the address.
"""
ENVIRONMENT = """\
environment:
  DATABASE_URL          the application's own PostgreSQL (17 or newer), as
                        postgresql://user:password@host:5432/database
  DATABASE_OWNER_URL    the same database as the role that owns the tables;
                        only 'migrate' uses it
  LEDGERSTONE_ORIGIN    the address people type, as https://claims.example.com
  LEDGERSTONE_STATE_DIR where the database, the keys and the files are kept
  LEDGERSTONE_SMTP_URL  the mail server, as smtp://user:password@host:587; without
                        one, mails are files in outbox/ of that directory
  LEDGERSTONE_MAIL_URL  in its place, a service that takes mails over the web, as
                        postmark://TOKEN@ or mailgun://KEY@mg.example.com
  LEDGERSTONE_MAIL_FROM who mails come from
  LEDGERSTONE_TRUSTED_PROXIES
                        how many proxies stand before the application (default: 0)
"""
SERVE = """\
Serve the application until Ctrl-C.

Without DATABASE_URL: starts the private PostgreSQL, applies migrations, loads
the demonstration project into an empty database, and starts the web processes
and the worker. Everything ends together, also when this process is killed.

With DATABASE_URL: starts the web processes and the worker only. Apply
migrations first with 'ledgerstone migrate'.
"""
WORKER = """\
Do the work that does not happen while a page loads: mails and reminders, and
beside them documents that take long. 'serve' brings a worker of its own; run
more of them, on this or on other machines, against the same DATABASE_URL.
"""
MIGRATE = """\
Bring the database to the shape of this release and set the privileges of the
application's role. Uses DATABASE_OWNER_URL; with DATABASE_URL alone the one role
does both, and row-level security is forced upon it. Without either, the private
PostgreSQL is started for it. Running it again changes nothing.
"""
DEMO = """\
Load the demonstration project into the database. 'serve' does this by itself
for an empty private database; here you ask for it, for example for a database
of your own. Do not load it beside real projects.
"""
CREATE_ACCOUNT = """\
Open an account: the business, its own company record, the built-in permission
templates, and a first person who administers it all. Prints the link with which
that person sets a password; it is mailed to them too. The link works once, for
seven days.
"""
FORGET_TWO_STEP = """\
Turn two-step sign-in off for somebody who lost both the phone and the recovery
codes. Be sure who asks. It stands in their sign-in history, and they are told by
mail.
"""
EXPORT_CONTRACT = """\
Print a contract with its schedule of values, variations and claims as a claim
document: one open JSON file that 'ledgerstone value' values and checks, and that
'import-contract' takes over. It carries figures and the rules that make them; no
people, companies, files, messages or payments. Claims that were withdrawn are
left out. Ends with 1 if the contract cannot be found or written.
"""
IMPORT_CONTRACT = """\
Set up a contract from a claim document: its schedule of values, variations,
opening position and claims, valued by our rules. Certified claims get their
certificates as facts; where these differ from our figures, the differences are
listed. Billing periods are found by their dates or made, closed; budget codes are
made where the project lacks them. All of it happens, or nothing. Ends with 2 if
the document cannot be taken over, naming the place in it and what would be
accepted, and with 1 if account, project or company do not fit.
"""
DOCTOR = """\
Look for what is wrong with this installation and say how to mend it: the
database and its version, roles and privileges, row-level security, migrations,
the built front end and fonts, keys, permissions, disk space and the worker.
Ends with 1 if anything is wrong. With --send-test it sends one mail, as every
other is sent, and says what the mail server answered.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; the answer is the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["value"]:
        from ledgerstone.ops import value

        return value.main(words[1:])
    options = _parser().parse_args(words)
    run: Callable[[argparse.Namespace], int] = options.run
    from ledgerstone.ops.installation import InstallationError

    try:
        return run(options)
    except InstallationError as error:
        print(f"ledgerstone: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ledgerstone",
        description=DESCRIPTION,
        epilog=ENVIRONMENT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(
        name: str, brief: str, text: str, run: Callable[[argparse.Namespace], int]
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name,
            help=brief,
            description=text,
            epilog=ENVIRONMENT,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.set_defaults(run=run)
        return command

    _serve_options(add("serve", "serve the application", SERVE, _serve))
    add("worker", "do background work", WORKER, _worker)
    add("migrate", "bring the database to this release", MIGRATE, _migrate)
    add("demo", "load the demonstration project", DEMO, _demo)
    _account_options(add("create-account", "open an account", CREATE_ACCOUNT, _create_account))
    forget = add("forget-two-step", "for a lost phone", FORGET_TWO_STEP, _forget_two_step)
    forget.add_argument("email", help="the person's e-mail address")
    _file_options(
        add("export-contract", "a contract as a claim document", EXPORT_CONTRACT, _export_contract),
        add("import-contract", "a contract from one", IMPORT_CONTRACT, _import_contract),
    )
    # Parsed by its own module, before this parser is asked; named here for the help.
    commands.add_parser("value", help="value a contract and its claims from a JSON file")
    look = add("doctor", "look for what is wrong, and say how to mend it", DOCTOR, _doctor)
    look.add_argument("--send-test", metavar="ADDRESS", help="only send a test mail there")
    return parser


def _serve_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--address", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)"
    )
    command.add_argument(
        "--port", type=int, help="the port to listen on (default: 8000, or the next free one)"
    )
    command.add_argument("--workers", type=int, default=2, help="web processes (default: 2)")
    command.add_argument(
        "--no-demo", action="store_true", help="leave an empty private database empty"
    )
    command.add_argument(
        "--no-worker", action="store_true", help="start no worker; run 'ledgerstone worker' beside"
    )
    command.add_argument(
        "--end-with-parent",
        action="store_true",
        help="stop when the process that started this one ends, however it ends (Linux)",
    )


def _account_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("account", metavar="NAME", help="the name of the business")
    command.add_argument("--email", required=True, help="the first person's e-mail address")
    command.add_argument("--name", required=True, help="the first person's name")
    command.add_argument(
        "--time-zone", default="UTC", help="such as Australia/Sydney (default: UTC)"
    )


def _file_options(export: argparse.ArgumentParser, take_over: argparse.ArgumentParser) -> None:
    export.add_argument("contract", metavar="CONTRACT", help="the contract's number, as SC-001")
    export.add_argument("--project", help="the number of its project, where several have one")
    take_over.add_argument("file", metavar="FILE", help="the document; - reads standard input")
    take_over.add_argument("--project", required=True, help="the number of the project")
    take_over.add_argument("--company", required=True, help="the company that is party to it")
    take_over.add_argument("--number", default="", help="its number (default: the next free one)")
    take_over.add_argument("--title", default="", help="its title (default: the document's)")
    take_over.add_argument("--head-contract", help="the number of the one that it belongs to")
    for command in (export, take_over):
        command.add_argument("--account", help="the account by name, where there are several")
        command.add_argument("--as", dest="email", help="who acts, by e-mail address")


def _serve(options: argparse.Namespace) -> int:
    from ledgerstone.ops import serve

    return serve.serve(
        serve.Wishes(
            address=options.address,
            port=options.port,
            workers=options.workers,
            demo=not options.no_demo,
            worker=not options.no_worker,
            end_with_parent=options.end_with_parent,
        )
    )


def _worker(options: argparse.Namespace) -> int:
    from ledgerstone.ops import worker
    from ledgerstone.ops.private_database import private_database

    with private_database():
        worker.work()
    return 0


def _migrate(options: argparse.Namespace) -> int:
    from ledgerstone.ops.database_url import ROLE_VARIABLE
    from ledgerstone.ops.private_database import private_database

    os.environ[ROLE_VARIABLE] = "owner"
    with private_database():
        _set_django_up()
        from ledgerstone.ops import migration

        missing = migration.unapplied()
        migration.migrate()
    print(f"Applied {len(missing)} migrations." if missing else "The database is up to date.")
    return 0


def _demo(options: argparse.Namespace) -> int:
    from ledgerstone.ops.private_database import private_database

    with private_database():
        _set_django_up()
        from ledgerstone.ops.demo import load_demo

        load_demo()
    print("The demonstration project is loaded.")
    return 0


def _create_account(options: argparse.Namespace) -> int:
    from ledgerstone.ops.private_database import private_database

    with private_database():
        _set_django_up()
        from ledgerstone.ops.accounts import create_account

        opened = create_account(
            name=options.account,
            email=options.email,
            person=options.name,
            time_zone=options.time_zone,
        )
    print(f"The account {opened.name} is open. {opened.person} sets a password here, once:\n")
    print(f"  {opened.link}\n")
    print(f"The same link goes by mail to {opened.email}.")
    return 0


def _forget_two_step(options: argparse.Namespace) -> int:
    from ledgerstone.ops.private_database import private_database

    with private_database():
        _set_django_up()
        from ledgerstone.ops.accounts import forget_two_step

        forget_two_step(options.email)
    print(f"{options.email} signs in with the password alone until it is set up again.")
    return 0


def _export_contract(options: argparse.Namespace) -> int:
    from ledgerstone.ops.private_database import private_database

    with private_database():
        _set_django_up()
        from ledgerstone.ops import contract_files

        return contract_files.export(options)


def _import_contract(options: argparse.Namespace) -> int:
    from ledgerstone.ops.private_database import private_database

    with private_database():
        _set_django_up()
        from ledgerstone.ops import contract_files

        return contract_files.take_over(options)


def _doctor(options: argparse.Namespace) -> int:
    from ledgerstone.ops import doctor

    return doctor.run() if options.send_test is None else doctor.send_test(options.send_test)


def _set_django_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledgerstone.ops.settings")
    django.setup()


if __name__ == "__main__":
    sys.exit(main())
