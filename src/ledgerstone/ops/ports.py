"""Choosing a port, and holding it until the web processes have it.

The web server shares its port among processes (SO_REUSEPORT), so two installations that chose the
same port would not notice: each would answer some of the other's requests. Therefore the chosen
port is held by a socket that does not listen for as long as we serve: the web processes may join
it, and the next installation that looks finds it taken.
"""

import socket

from ledgerstone.ops.installation import InstallationError

FIRST_PORT = 8000
PORTS_TRIED = 100


def hold_port(address: str, wished: int | None) -> socket.socket:
    """A socket on the wished port, or on the first free one from 8000 on; keep it open."""
    if wished is not None:
        held = _hold(address, wished)
        if held is None:
            raise InstallationError(
                f"Port {wished} on {address} is in use. Name another with --port, or leave --port "
                "away and the next free one is taken."
            )
        return held
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        held = _hold(address, port)
        if held is not None:
            return held
    raise InstallationError(
        f"None of the ports {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} on {address} is free. "
        "Name one with --port."
    )


def _hold(address: str, port: int) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Passes connections that are only fading away; fails on anything that holds the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return None
    held = socket.socket(family, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        held.bind((address, port))
    except OSError:
        held.close()
        return None
    return held
