"""How often things may be tried that somebody could guess at, or that send mail.

Each limit counts the tries for one key, such as a login or a client's address. The counters are in
the database, so that they hold across web processes.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from math import ceil

from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import WrongState


@dataclass(frozen=True, slots=True)
class Limit:
    """``amount`` tries ``within`` a span; ``sentence`` says to a person what was too often."""

    scope: str
    amount: int
    within: dt.timedelta
    sentence: str


_QUARTER = dt.timedelta(minutes=15)
_HOUR = dt.timedelta(hours=1)

SIGN_IN = Limit("sign_in", 5, _QUARTER, "There were too many failed attempts to sign in.")
SIGN_IN_FROM = Limit(
    "sign_in_from", 30, _QUARTER, "There were too many failed attempts from your network."
)
LOCK_NOTED = Limit("lock_noted", 1, _QUARTER, "")
SECOND_STEP = Limit("second_step", 5, _QUARTER, "Too many codes were wrong.")
RESET_MAIL = Limit("reset_mail", 3, _HOUR, "You have asked for several links already.")
INVITATION = Limit("invitation", 5, _HOUR, "Several invitations went to this person already.")
NEW_LINK = Limit("new_link", 3, _HOUR, "Several links were sent already. Look in your mail.")
CODE_MAIL = Limit(
    "code_mail", 3, dt.timedelta(minutes=10), "Several codes were sent already. Look in your mail."
)
LINK_CODE = Limit(
    "link_code", 20, dt.timedelta(days=1), "There were too many wrong codes for this person."
)
CERTIFICATE_CODE = Limit(
    "certificate_code", 20, _QUARTER, "Too many codes were tried from your network."
)
MAIL_FROM = Limit("mail_from", 30, _HOUR, "Too much mail was asked for from your network.")


class TooOften(WrongState):
    """Tried too often; ``until`` says when it may be tried again."""

    def __init__(self, limit: Limit, until: dt.datetime, way_forward: str = "") -> None:
        self.limit = limit
        self.until = until
        minutes = max(1, ceil((until - clock.now()).total_seconds() / 60))
        wait = "a minute" if minutes == 1 else f"{minutes} minutes"
        said = f"{limit.sentence} Try again in {wait}"
        super().__init__(f"{said}, {way_forward}" if way_forward else f"{said}.")


def network(address: str) -> str:
    """What an address is counted as: itself, or the network of one household or office."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)
