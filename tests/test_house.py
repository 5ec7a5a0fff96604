"""The rules of the house that no linter knows: sizes, names, words, and what pages may load."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "ledgerstone"
TEMPLATES = PACKAGE / "web" / "templates"

LONGEST_FILE = 400
# Lines of a whole function, its signature too, without its docstring.
LONGEST_FUNCTION = 40
# Modules that stand side by side.
FULLEST_FOLDER = 45

MADE_BY_TOOLS = ("/migrations/", "/node_modules/", "/static/ledgerstone/", "/documents/fonts/")
# Each region has its own of these; screens and documents take them from its catalogue.
REGIONAL = re.compile(
    r"\b(retainage|holdback|progress claims?|pay app(lication)?s?|payment applications?|"
    r"interim applications?|change orders?|GST|HST|PST|QST|VAT|sales tax)\b",
    re.IGNORECASE,
)
ROOMS_OF_NO_REGION = ("web", "claims", "contracts", "projects")
# Where words of a region are at home: its catalogues, and how figures are written there.
OF_REGIONS = ("projects/terminology.py", "projects/formats.py", "web/projects/places.py")


def sources(*endings: str) -> list[Path]:
    """The files that people write, by their endings."""
    found = [
        path
        for top in ("src", "tests", "scripts", "benchmarks", "frontend")
        for path in sorted((ROOT / top).rglob("*"))
        if path.suffix in endings and not any(part in str(path) for part in MADE_BY_TOOLS)
    ]
    assert found
    return found


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def python() -> Iterator[tuple[Path, ast.Module]]:
    for path in sources(".py"):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How long a function is, without its docstring."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return whole
    said = function.body[0]
    return whole - ((said.end_lineno or said.lineno) - said.lineno + 1)


def test_no_file_is_too_long() -> None:
    files = sources(".py", ".ts", ".mjs", ".css", ".scss", ".html", ".typ")
    sizes = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {name: size for name, size in sizes.items() if size > LONGEST_FILE} == {}


def test_no_folder_of_the_house_is_too_full() -> None:
    modules = (path for path in sources(".py") if PACKAGE in path.parents)
    counted = Counter(named(path.parent) for path in modules)
    assert {folder: count for folder, count in counted.items() if count > FULLEST_FOLDER} == {}


def test_no_function_is_too_long() -> None:
    too_long = [
        f"{named(path)} {node.name}: {lines_of(node)}"
        for path, tree in python()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and lines_of(node) > LONGEST_FUNCTION
    ]
    assert too_long == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [named(path) for path, tree in python() if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_names_say_what_things_are_for() -> None:
    nameless = re.compile(r"^_?(utils?|helpers?|misc|stuff)$")
    files = sources(".py", ".ts", ".mjs", ".css", ".html", ".typ")
    assert [named(path) for path in files if nameless.match(path.stem)] == []
    assert [named(path) for path in files if nameless.match(path.parent.name)] == []


def test_the_readme_names_every_room_from_the_top_down() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = rules["tool"]["importlinter"]["contracts"][0]["layers"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE) == rooms


def test_pages_of_the_docs_name_files_that_there_are() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named_in = {
        (named(page), path)
        for page in pages
        for path in re.findall(r"`([\w/.]+/[\w.]+\.(?:py|mjs|ts|typ))`", page.read_text("utf-8"))
    }
    assert named_in
    assert [
        (page, path)
        for page, path in sorted(named_in)
        if not (ROOT / path).exists() and not (PACKAGE / path).exists()
    ] == []


def test_nothing_is_left_to_do_in_the_code() -> None:
    left = re.compile("TO" + "DO|FIX" + "ME|HA" + "CK")
    files = sources(".py", ".ts", ".mjs", ".css", ".scss", ".html", ".typ")
    assert [named(path) for path in files if left.search(path.read_text(encoding="utf-8"))] == []


def test_words_of_one_region_stand_in_catalogues_only() -> None:
    files = [path for room in ROOMS_OF_NO_REGION for path in (PACKAGE / room).rglob("*")]
    said = [
        f"{named(path)}: {found.group()}"
        for path in files
        if path.suffix in (".py", ".html")
        and not str(path).endswith(OF_REGIONS)
        and (found := REGIONAL.search(path.read_text(encoding="utf-8")))
    ]
    assert said == []


def templates() -> list[Path]:
    found = sorted(TEMPLATES.rglob("*.html"))
    assert found
    return found


def test_templates_hold_no_script() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)", re.IGNORECASE)
    handler = re.compile(r"<[^>]*\son(?!e=)[a-z]+\s*=\s*[\"']", re.IGNORECASE)
    holding = [
        named(path)
        for path in templates()
        if inline.search(text := path.read_text(encoding="utf-8"))
        or handler.search(text)
        or "javascript:" in text
    ]
    assert holding == []


def test_nothing_is_loaded_from_another_host() -> None:
    address = re.compile(r"(?:https?:|[\"'(=])//[a-z0-9.-]+", re.IGNORECASE)
    # The name of a vocabulary, which no browser asks for.
    names = ("http://www.w3.org",)
    loading = [
        f"{named(path)}: {found}"
        for path in [*templates(), *sources(".ts", ".mjs", ".css", ".scss", ".svg")]
        for found in address.findall(path.read_text(encoding="utf-8"))
        if found not in names
    ]
    assert loading == []


def test_no_style_of_pages_reaches_the_cells_of_a_sheet() -> None:
    types = (ROOT / "frontend" / "sheet" / "sheet-types.ts").read_text(encoding="utf-8")
    union = re.search(r"type ColumnKind = ([^;]+);", types)
    assert union is not None
    kinds = "|".join(re.findall(r'"(\w+)"', union[1]))
    reaching = [
        f"{named(path)}: {found}"
        for path in sources(".css")
        if path.parent.name != "sheet"
        for found in re.findall(rf"\.ls-(?:{kinds})(?![\w-])", path.read_text(encoding="utf-8"))
    ]
    assert reaching == []


@pytest.mark.parametrize("lock", ["base", "dev", "node"])
def test_python_locks_hold_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "-url" not in text
    pinned = [line for line in text.splitlines() if line and line[0] not in " #"]
    assert pinned
    assert all(re.match(r"[\w.\[\]-]+==\S+( ; .+)? \\$", line) for line in pinned)
    assert text.count("--hash=sha256:") >= len(pinned)


def test_the_lock_of_the_front_end_holds_hashes_and_no_addresses() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
