"""The process in which Typst draws: it ends with its document, knows nothing of ours, and neither
its end nor what makes it go on without end harms whoever asked."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ledgerstone.documents.typesetting.drawing import CannotBeDrawn, Typesetter, typst_command

LOGO = {
    "format": "svg",
    "content": list(
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/>'
        b"</svg>"
    ),
}


@pytest.fixture
def typesetter() -> Iterator[Typesetter]:
    with Typesetter() as one:
        yield one


def its_process() -> psutil.Process | None:
    """The process of the typesetter, if it runs."""
    children = psutil.Process().children()
    return next((one for one in children if "typst_process.py" in " ".join(one.cmdline())), None)


def test_a_process_draws_all_of_a_document_and_ends_with_it() -> None:
    with Typesetter() as typesetter:
        assert its_process() is None
        first = typesetter.draw("logo.typ", LOGO, tagged=False)
        process = its_process()
        assert process is not None
        assert typesetter.draw("logo.typ", LOGO, tagged=False) == first
        assert its_process() == process
    assert first.startswith(b"%PDF")
    assert not process.is_running()


def test_the_process_has_nothing_of_our_environment(
    typesetter: Typesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGERSTONE_A_SECRET", "not to be told")
    typesetter.draw("logo.typ", LOGO, tagged=False)
    process = its_process()
    assert process is not None
    assert set(process.environ()) <= {"LD_LIBRARY_PATH", "LC_CTYPE", "RAYON_NUM_THREADS"}


def test_what_typst_refuses_is_said_and_the_next_part_is_drawn(typesetter: Typesetter) -> None:
    with pytest.raises(CannotBeDrawn, match="decode"):
        typesetter.draw("logo.typ", {"format": "png", "content": [1, 2, 3]}, tagged=False)
    assert typesetter.draw("logo.typ", LOGO, tagged=False).startswith(b"%PDF")


def test_a_process_that_was_killed_is_started_anew(typesetter: Typesetter) -> None:
    typesetter.draw("logo.typ", LOGO, tagged=False)
    process = its_process()
    assert process is not None
    process.send_signal(signal.SIGKILL)
    with pytest.raises(CannotBeDrawn, match=r"ended at logo\.typ"):
        typesetter.draw("logo.typ", LOGO, tagged=False)
    assert typesetter.draw("logo.typ", LOGO, tagged=False).startswith(b"%PDF")


@pytest.mark.parametrize(
    "template",
    [
        pytest.param("#for a in range(40000) { for b in range(40000) { } }", id="time"),
        pytest.param('#let much = range(60).fold("12345678", (a, _) => a + a)', id="memory"),
    ],
)
def test_what_would_go_on_without_end_is_ended_by_the_kernel(tmp_path: Path, template: str) -> None:
    (tmp_path / "endless.typ").write_text(template)
    question = json.dumps({"template": "endless.typ", "options": {}})
    ended = subprocess.run(
        typst_command(tmp_path, seconds=1, memory=2**28),
        input=f"{question}\n{{}}\n".encode(),
        env=dict[str, str](),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode in {-signal.SIGXCPU, -signal.SIGABRT, -signal.SIGSEGV}
    assert ended.stdout == b""
