"""LibreOffice, which works a workbook out anew as the people do who open it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

NAMES = ("soffice", "libreoffice")
_RECALCULATES = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_RESULT = re.compile(rb"(</f>)<v>[^<]*</v>")


def program() -> str:
    """The program; the test is skipped where the machine has none."""
    found = next((name for name in NAMES if shutil.which(name)), None)
    if found is None:
        pytest.skip("This machine has no LibreOffice; `make test` installs it where it may.")
    return found


def recalculated(workbook: bytes, folder: Path) -> bytes:
    """The workbook after LibreOffice opened it, worked out every formula and saved it.

    What the formulas came to where they were written is taken out first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given, saved = folder / "given.xlsx", folder / "saved"
    given.write_bytes(without_results(workbook))
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(_RECALCULATES, encoding="utf-8")
    subprocess.run(
        [
            program(), f"-env:UserInstallation={profile.parent.as_uri()}", "--headless",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(saved), str(given),
        ],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return (saved / "given.xlsx").read_bytes()


def without_results(workbook: bytes) -> bytes:
    """A workbook whose formulas say that they came to -1."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/"):
                part = _RESULT.sub(rb"\1<v>-1</v>", part)
            new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return written.getvalue()
