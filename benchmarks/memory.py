"""The largest memory that a web process and the worker ever held, as the kernel counted it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import psutil
from tests.support.live import LiveInstallation
from tests.support.visitor import Visitor

from benchmarks.claims_over_http import Typist, start
from benchmarks.report import Figure
from benchmarks.work import Work
from ledgerstone.claims.models import Claim
from ledgerstone.core.rounding import cents
from ledgerstone.documents.models import Document
from ledgerstone.ops.processes import bound_to, stop

WEB, WORKER = 200.0, 300.0
LONG = 5_000
A_DOCUMENT_MAY_TAKE = 300.0


def measure(work: Work, live: LiveInstallation, visitor: Visitor) -> list[Figure]:
    """``live`` was just started, so that nothing else of the run is in its memory."""
    if not Path("/proc/self/status").exists():
        return []
    project = work.scene.project.pk
    typical = work.contract(200)
    long = work.certified(work.contract(LONG), 30)
    _a_round(work, visitor, project, typical.pk)
    typical_peak = _peak_of_web(live)
    _open(visitor, f"/claims/{long.pk}/")
    page_peak = _peak_of_web(live)
    _a_long_round(work, visitor, long)
    return [
        Figure("memory of a web process, a round with a PDF", typical_peak, "MB", largest=WEB),
        Figure("  and a claim's page of 5,000 lines", page_peak, "MB", largest=WEB),
        Figure("  and a round with 5,000 lines", _peak_of_web(live), "MB", largest=WEB),
        _worker(visitor, live, long),
    ]


def _a_round(work: Work, visitor: Visitor, project: int, contract: int) -> None:
    """What a person opens and does in a day: lists, a claim from draft to certificate, its PDF."""
    for path in (
        "/", "/projects/", f"/projects/{project}/", f"/projects/{project}/commitments/",
        f"/projects/{project}/periods/", f"/projects/{project}/claims/", f"/contracts/{contract}/",
    ):  # fmt: skip
        _open(visitor, path)
    found = Claim.objects.filter(account_id=work.account_id, contract_id=contract)
    start(visitor, work.scene.project.contracts.get(pk=contract))
    claim = found.get()
    _from_draft_to_certificate(visitor, claim, None)
    if not _open(visitor, f"/claims/{claim.pk}/document").startswith(b"%PDF"):
        raise RuntimeError("The document of 200 lines was not made at once.")


def _a_long_round(work: Work, visitor: Visitor, first: Claim) -> None:
    """The next claim of a long contract from draft to certificate, what is downloaded of it at
    once, and a schedule of as many lines pasted."""
    contract = first.contract
    work.next_period()
    start(visitor, contract)
    found = Claim.objects.filter(account_id=work.account_id, contract_id=contract.pk)
    claim = found.exclude(pk=first.pk).get()
    value = claim.lines.order_by("id")[3].line.scheduled_value
    _from_draft_to_certificate(visitor, claim, f"{cents(value * 30 / 100)}")
    for path in (
        f"/claims/{claim.pk}/sheet.csv", f"/claims/{claim.pk}/workbook.xlsx",
        f"/contracts/{contract.pk}/schedule/", f"/contracts/{contract.pk}/schedule/file",
    ):  # fmt: skip
        _open(visitor, path)
    other = work.contract(1)
    rows = "\n".join(f"{number:05}\tPart {number}\t1234.56" for number in range(LONG))
    fields = {"version": other.version, "pasted": rows}
    answer = visitor.post(f"/contracts/{other.pk}/schedule/import/", fields, uuid4())
    if answer.status != 302:
        raise RuntimeError(f"The schedule was not taken: {answer.status}")


def _from_draft_to_certificate(visitor: Visitor, claim: Claim, was: str | None) -> None:
    """Fill a draft in, submit and approve it; ``was`` stands in the cell that is typed into."""
    found = Claim.objects.filter(account_id=claim.account_id, pk=claim.pk)
    _open(visitor, f"/claims/{claim.pk}/")
    typist = Typist(visitor, claim, was=was, version=claim.version)
    for _ in range(20):
        typist.type()
    for act in ("submit", "approve"):
        fields = {"version": found.values_list("version", flat=True).get()}
        answer = visitor.post(f"/claims/{claim.pk}/do/{act}", fields, uuid4())
        if answer.status != 302:
            raise RuntimeError(f"{act}: {answer.status}")
        _open(visitor, f"/claims/{claim.pk}/")


def _worker(visitor: Visitor, live: LiveInstallation, claim: Claim) -> Figure:
    """A worker of its own has the document of 5,000 lines made."""
    visitor.get(f"/claims/{claim.pk}/document")
    document = Document.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
    process = subprocess.Popen(
        [sys.executable, "-m", "ledgerstone.ops.worker"],
        env=live.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        preexec_fn=bound_to(os.getpid()),  # noqa: PLW1509 - no thread of ours holds a lock
    )
    try:
        deadline = time.monotonic() + A_DOCUMENT_MAY_TAKE
        while (status := document.values_list("status", flat=True).get()) != "ready":
            if status == "failed" or process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The document was not made: {status}")
            time.sleep(0.2)
        peak = _largest(process)
    finally:
        stop(process, 15, 15)
    return Figure("memory of the worker, a PDF of 5,000 lines", peak, "MB", largest=WORKER)


def _open(visitor: Visitor, path: str) -> bytes:
    answer = visitor.get(path)
    if answer.status == 302:
        answer = visitor.get(answer.location)
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return answer.body


def _peak_of_web(live: LiveInstallation) -> float:
    if live.process is None:
        raise RuntimeError("The web server does not run.")
    return _largest(live.process)


def _largest(process: subprocess.Popen[bytes]) -> float:
    """The peak of a process or of one that it started, whichever is largest."""
    own = psutil.Process(process.pid)
    return max(_peak(one.pid) for one in (own, *own.children(recursive=True)))


def _peak(pid: int) -> float:
    """Megabytes of the high-water mark of a process."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"The kernel does not say how much memory process {pid} held.")
