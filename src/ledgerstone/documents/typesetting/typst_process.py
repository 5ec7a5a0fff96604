"""The program in which Typst draws one document: a process of its own, started by `drawing`.

What Typst keeps of a page, tens of megabytes, ends with the document and never weighs on the
process that asked. Pictures that people uploaded are read where nothing else is at hand: no
environment, no keys, no database; and what never ends or takes all memory is ended by the kernel.

Started as ``python -I -S typst_process.py PACKAGES TEMPLATES FONTS SECONDS BYTES``: three folders,
the processor time of an answer and the memory of the process. It knows Typst and the standard
library only, so that it starts in hundredths of a second. Until its input ends it reads questions
and answers each:

- a question is two lines of JSON: ``{"template": name, "options": options of typst.compile}``, and
  the face, which the template reads from ``sys.inputs.face``;
- an answer is one line, ``{"size": bytes that follow}`` or ``{"problem": words of Typst}``, and
  what was drawn.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import time
from pathlib import Path


def main(packages: str, templates: str, fonts: str, seconds: int, memory: int) -> None:
    """Answer questions until the input ends."""
    # Ctrl-C is for the processes that ask: this one ends with its input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.append(packages)
    import typst

    # Ours, and those in Typst for headings and for scripts that ours lack.
    known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[fonts])
    sources = {path.name: path.read_bytes() for path in sorted(Path(templates).glob("*.typ"))}
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    while asked := questions.readline():
        ends = int(time.process_time()) + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (ends, resource.RLIM_INFINITY))
        question = json.loads(asked)
        face = questions.readline().decode()
        try:
            drawn = typst.compile(
                {"main.typ": sources[question["template"]], **sources},
                root=templates,
                font_paths=known,
                ignore_system_fonts=True,
                sys_inputs={"face": face},
                **question["options"],
            )
            assert drawn is not None  # noqa: S101 - as it always is where no file was named
            answers.write(json.dumps({"size": len(drawn)}).encode() + b"\n" + drawn)
        except typst.TypstError as problem:
            answers.write(json.dumps({"problem": str(problem)}).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    _, folder, looks, types, seconds_a_part, bytes_in_all = sys.argv
    main(folder, looks, types, int(seconds_a_part), int(bytes_in_all))
