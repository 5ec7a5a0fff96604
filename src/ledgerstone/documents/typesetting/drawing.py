"""Has Typst draw what its templates show, and joins what was drawn in parts.

What people wrote reaches a template as data only, never as source. A `Typesetter` takes any
template of the folder by its name, so a new kind of document brings a file of its own;
`TEMPLATE_VERSION` tells the looks of documents apart by all of them. The same face gives the same
bytes every time.

Typst draws in a process of its own (`typst_process`), one for each document.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distribution, version
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pikepdf

from ledgerstone.documents.typesetting.metrics import FONT_FILES, FONT_FOLDER

_DOCUMENTS = Path(__file__).parents[1]
TEMPLATE_FOLDER = _DOCUMENTS / "templates_typst"
_PROGRAM = Path(__file__).with_name("typst_process.py")
# The folder of packages that has Typst.
_PACKAGES = Path(str(distribution("typst").locate_file("")))
# Far above what a part of a document takes.
_MOST_SECONDS, _MOST_BYTES, _MOST_THREADS = 30, 2**30, 4

_Pipes = tuple[IO[bytes], IO[bytes]]  # questions to the process, and its answers


class CannotBeDrawn(Exception):  # noqa: N818 - named for what happened
    """Typst refuses a face, as for a logo that is no picture, or its process was ended."""


def _template_version() -> str:
    """Return what tells the looks of documents apart: templates, modules, fonts and Typst."""
    digest = hashlib.sha256()
    modules = sorted(_DOCUMENTS.rglob("*.py"))
    for path in (*sorted(TEMPLATE_FOLDER.glob("*.typ")), *modules):
        digest.update(path.read_bytes())
    digest.update(repr((FONT_FILES, version("typst"))).encode())
    return digest.hexdigest()[:16]


TEMPLATE_VERSION: str = _template_version()


def typst_command(templates: Path, *, seconds: int, memory: int) -> list[str]:
    """Return how the process starts on a folder of templates: with so many seconds of processor
    time for a part, and so many bytes of memory."""
    folders = (_PACKAGES, templates, FONT_FOLDER)
    program = [sys.executable, "-I", "-S", _PROGRAM, *folders, seconds, memory]
    return [str(part) for part in program]


def _environment() -> dict[str, str]:
    """Return all that the process may know: where libraries are, and how many threads it takes."""
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    libraries = {name: path for name, path in os.environ.items() if name == "LD_LIBRARY_PATH"}
    return {**libraries, "RAYON_NUM_THREADS": str(threads)}


class Typesetter:
    """A process in which Typst draws the parts of one document, each from a template and a face.

    Used as a context manager; the process starts with the first part, anew if it was ended, and
    does not outlive the context. Not for several threads at once.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._pipes: _Pipes | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def draw(self, template: str, face: dict[str, Any], *, tagged: bool) -> bytes:
        """Return the PDF that a template makes of a face; `tagged` for screen readers.

        Raises `CannotBeDrawn`.
        """
        return self._asked(template, face, {"pdf_tags": tagged})

    def draw_picture(self, template: str, face: dict[str, Any], *, dots_per_inch: int) -> bytes:
        """Return the PNG of the one page that a template makes of a face.

        Raises `CannotBeDrawn`.
        """
        return self._asked(template, face, {"format": "png", "ppi": dots_per_inch})

    def _asked(self, template: str, face: dict[str, Any], options: dict[str, Any]) -> bytes:
        """Ask the process for one part and wait for it."""
        question = json.dumps({"template": template, "options": options})
        shown = json.dumps(face, ensure_ascii=False, separators=(",", ":"))
        asked = f"{question}\n{shown}\n".encode()
        questions, answers = self._pipes or self._started()
        try:
            questions.write(asked)
            questions.flush()
            answer = json.loads(answers.readline())
            drawn = answers.read(answer.get("size", 0))
            if len(drawn) < answer.get("size", 0):
                raise EOFError
        except (OSError, EOFError, json.JSONDecodeError):
            code = self._end()
            raise CannotBeDrawn(f"Typst was ended at {template} ({code}).") from None
        if "problem" in answer:
            raise CannotBeDrawn(answer["problem"])
        return drawn

    def _started(self) -> _Pipes:
        """Start the process: isolated, and with nothing of our environment."""
        self._process = process = subprocess.Popen(  # noqa: S603 - our own program
            typst_command(TEMPLATE_FOLDER, seconds=_MOST_SECONDS, memory=_MOST_BYTES),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
        )
        assert process.stdin is not None  # noqa: S101 - for the types
        assert process.stdout is not None  # noqa: S101 - for the types
        self._pipes = process.stdin, process.stdout
        return self._pipes

    def _end(self) -> int | None:
        """End the process, whatever it does; its exit code, negative for a signal."""
        if self._process is None:
            return None
        self._process.kill()
        code = self._process.wait()
        for pipe in self._pipes or ():
            with contextlib.suppress(OSError):  # what it did not read is lost with it
                pipe.close()
        self._process = self._pipes = None
        return code


def page_count(pdf: bytes) -> int:
    """Count the pages of a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def joined(parts: list[bytes]) -> bytes:
    """Join parts into one PDF with the title and language of the first."""
    if len(parts) == 1:
        return parts[0]
    with pikepdf.open(io.BytesIO(parts[0])) as whole:
        for part in _opened(parts[1:]):
            whole.pages.extend(part.pages)
        out = io.BytesIO()
        whole.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return out.getvalue()


def _opened(parts: list[bytes]) -> Iterator[pikepdf.Pdf]:
    """Open parts one after the other; pikepdf keeps what it still needs of them."""
    for part in parts:
        yield pikepdf.open(io.BytesIO(part))
