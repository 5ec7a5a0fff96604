"""A mail server that fails as it is told to, and keeps what it takes in a file.

Run as a program it fails at random:
``python -m tests.support.flawed_server PORT FILE SEED SHARE``. What it takes stands in the file, a
line each of receiver, name of the mail, and flaw, before the server answers.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, syntax

# What goes wrong, and whether the server has the mail then.
NONE = ""
ANSWERED = {
    "refuse at connecting": "421 4.3.2 Come back later",
    "refuse at MAIL": "451 4.3.0 Out of order for the moment",
    "refuse at RCPT": "450 4.2.1 Too many mails at once",
    "refuse at DATA": "451 4.3.0 No room for the moment",
    "refuse the mail": "452 4.3.1 Out of storage",
}
DROPPED = ("drop at connecting", "drop at MAIL", "drop at RCPT", "drop at DATA", "drop in the mail")
UNANSWERED = {"drop, having it": True, "drop, not having it": False}
# It has the mail, and takes its time to say so.
SLOW = "slow"
FLAWS = (*ANSWERED, *DROPPED, *UNANSWERED)
PAUSE = 0.2
SHARE_OF_SLOW = 0.15


class FlawedServer(SMTP):
    """One connection; ``next_flaw`` says what goes wrong with its next mail, ``keep`` keeps what is
    taken."""

    def __init__(
        self, next_flaw: Callable[[], str], keep: Callable[[str, bytes, str], None], **given: Any
    ) -> None:
        super().__init__(object(), hostname="flawed.example", **given)
        self.next_flaw, self.flaw, self.keep = next_flaw, next_flaw(), keep
        self.mails = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if self.flaw == "drop at connecting":
            transport.abort()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - the library's name
        if not await self._fails("connecting"):
            await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802 - the library's name
        if not await self._fails("connecting"):
            await super().smtp_HELO(hostname)

    @syntax("MAIL FROM:<address>")
    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802 - the library's name
        self.flaw = self.next_flaw() if self.mails else self.flaw
        self.mails += 1
        if not await self._fails("MAIL"):
            await super().smtp_MAIL(arg)

    @syntax("RCPT TO:<address>")
    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802 - the library's name
        if not await self._fails("RCPT"):
            await super().smtp_RCPT(arg)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the library's name
        if await self._fails("DATA"):
            return
        await self.push("354 Go on")
        content = b""
        while not content.endswith(b"\r\n.\r\n"):
            content += await self._reader.readline()
            if self.flaw == "drop in the mail" and content.count(b"\n") > 3:
                self.transport.abort()
                return
        await self._take(content[:-3].replace(b"\r\n..", b"\r\n."))
        self._set_post_data_state()

    async def _take(self, content: bytes) -> None:
        to = self.envelope.rcpt_tos[0]
        if self.flaw in UNANSWERED:
            if UNANSWERED[self.flaw]:
                self.keep(to, content, self.flaw)
            self.transport.abort()
        elif self.flaw == "refuse the mail":
            await self.push(ANSWERED[self.flaw])
        elif self.flaw.startswith("say "):
            await self.push(self.flaw.removeprefix("say "))
        else:
            self.keep(to, content, self.flaw)
            await asyncio.sleep(PAUSE if self.flaw == SLOW else 0)
            await self.push("250 2.0.0 Kept")

    async def _fails(self, where: str) -> bool:
        """Whether something goes wrong here; it has gone wrong then. ``RCPT: 550 …`` says it."""
        place, _, words = self.flaw.partition(": ")
        if words and place == where:
            await self.push(words)
        elif self.flaw == f"refuse at {where}":
            await self.push(ANSWERED[self.flaw])
        elif self.flaw == f"drop at {where}":
            self.transport.abort()
        else:
            return False
        return True


async def _serve(port: int, kept: Path, chance: random.Random, share: float) -> None:
    def next_flaw() -> str:
        drawn = chance.random()
        if drawn < share:
            return chance.choice(FLAWS)
        return SLOW if drawn < share + SHARE_OF_SLOW else NONE

    def keep(to: str, content: bytes, flaw: str) -> None:
        name = message_from_bytes(content)["Message-ID"]
        with kept.open("a", encoding="utf-8") as file:
            file.write(f"{to}\t{name}\t{flaw}\n")

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: FlawedServer(next_flaw, keep, loop=loop), "127.0.0.1", port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    _port, _kept, _seed, _share = sys.argv[1:]
    _chance = random.Random(_seed)  # noqa: S311 - failures, not secrets
    asyncio.run(_serve(int(_port), Path(_kept), _chance, float(_share)))
