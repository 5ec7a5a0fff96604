"""The services that take mails over the web, each by its URL: ``postmark://TOKEN@``.

What a service needs of us (a key, sometimes a domain or a region) stands where a URL has its user,
its password and its host. ``api`` names another address of the service, where it has several or is
one of your own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from ledgerstone.ops.installation import InstallationError

URL = "LEDGERSTONE_MAIL_URL"


@dataclass(frozen=True, slots=True)
class Service:
    """``user``, ``password`` and ``host`` name the settings that these parts of the URL are;
    ``asked`` the ones after its question mark. ``host_as`` writes an address out of the host, and
    ``regions`` are the addresses of a service by region."""

    backend: str
    example: str
    user: str
    password: str = ""
    host: str = ""
    host_as: str = "{}"
    asked: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    api: str = ""


SERVICES: Mapping[str, Service] = {
    "brevo": Service("brevo", "brevo://KEY@", "BREVO_API_KEY", api="BREVO_API_URL"),
    "mailersend": Service(
        "mailersend", "mailersend://TOKEN@", "MAILERSEND_API_TOKEN", api="MAILERSEND_API_URL"
    ),
    "mailgun": Service(
        "mailgun", "mailgun://KEY@mg.example.com?region=eu", "MAILGUN_API_KEY",
        host="MAILGUN_SENDER_DOMAIN", api="MAILGUN_API_URL",
        regions={"us": "https://api.mailgun.net/v3", "eu": "https://api.eu.mailgun.net/v3"},
    ),
    "mailjet": Service(
        "mailjet", "mailjet://KEY:SECRET@", "MAILJET_API_KEY", "MAILJET_SECRET_KEY",
        api="MAILJET_API_URL",
    ),
    "mailtrap": Service(
        "mailtrap", "mailtrap://TOKEN@", "MAILTRAP_API_TOKEN",
        asked={"sandbox": "MAILTRAP_SANDBOX_ID"}, api="MAILTRAP_API_URL",
    ),
    "mandrill": Service("mandrill", "mandrill://KEY@", "MANDRILL_API_KEY", api="MANDRILL_API_URL"),
    "postal": Service(
        "postal", "postal://KEY@postal.example.com", "POSTAL_API_KEY", host="POSTAL_API_URL",
        host_as="https://{}",
    ),
    "postmark": Service(
        "postmark", "postmark://TOKEN@", "POSTMARK_SERVER_TOKEN",
        asked={"stream": "POSTMARK_MESSAGE_STREAM"}, api="POSTMARK_API_URL",
    ),
    "resend": Service("resend", "resend://KEY@", "RESEND_API_KEY", api="RESEND_API_URL"),
    "scaleway": Service(
        "scaleway", "scaleway://SECRET@PROJECT?region=fr-par", "SCALEWAY_SECRET_KEY",
        host="SCALEWAY_PROJECT_ID", asked={"region": "SCALEWAY_REGION"}, api="SCALEWAY_API_URL",
    ),
    "sendgrid": Service("sendgrid", "sendgrid://KEY@", "SENDGRID_API_KEY", api="SENDGRID_API_URL"),
    "sparkpost": Service(
        "sparkpost", "sparkpost://KEY@?region=eu", "SPARKPOST_API_KEY", api="SPARKPOST_API_URL",
        regions={
            "us": "https://api.sparkpost.com/api/v1", "eu": "https://api.eu.sparkpost.com/api/v1",
        },
    ),
    "unisender-go": Service(
        "unisender_go", "unisender-go://KEY@go1.unisender.ru", "UNISENDER_GO_API_KEY",
        host="UNISENDER_GO_API_URL", host_as="https://{}/en/transactional/api/v1/",
    ),
}  # fmt: skip
_SES = "amazon-ses"
_SES_EXAMPLE = "amazon-ses://KEY:SECRET@eu-west-1, or amazon-ses:// with AWS's own variables"
_BACKEND = "anymail.backends.{}.EmailBackend"


@dataclass(frozen=True, slots=True)
class Named:
    """A service as an environment names it: what sends, with what settings, and as whom.

    ``secrets`` are those of them that nobody is shown.
    """

    name: str
    backend: str
    options: Mapping[str, Any] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    sender: str = ""


def parse(url: str) -> Named:
    """Read a service's URL. What is refused is never quoted: it may hold a key."""
    parts = _split(url)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    sender = asked.pop("from", "")
    given = (unquote(parts.username or ""), unquote(parts.password or ""))
    if parts.scheme == _SES:
        backend, options = "amazon_ses", _of_amazon(parts, asked)
    else:
        service = SERVICES[parts.scheme]
        backend, options = service.backend, _of_service(service, parts, asked)
    return Named(
        parts.scheme,
        _BACKEND.format(backend),
        options,
        secrets=tuple(one for one in given if one),
        sender=sender,
    )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme == _SES or parts.scheme in SERVICES
        if known and parts.port is not None:
            known = parts.scheme == "postal"
    except ValueError:
        known = False
    if not known:
        names = ", ".join(sorted([*SERVICES, _SES]))
        raise InstallationError(
            f"{URL} is not understood. Write it as postmark://TOKEN@ for one of these services: "
            f"{names}. A server that speaks SMTP is named with LEDGERSTONE_SMTP_URL."
        )
    return parts


def _of_service(service: Service, parts: SplitResult, asked: dict[str, str]) -> dict[str, Any]:
    _, _, host = parts.netloc.rpartition("@")
    given = (
        (service.user, unquote(parts.username or "")),
        (service.password, unquote(parts.password or "")),
        (service.host, service.host_as.format(host) if host else ""),
    )
    if any(bool(name) != bool(value) for name, value in given):
        raise InstallationError(
            f"{URL} lacks something, or has too much. Write it as {service.example}"
        )
    options: dict[str, Any] = {name: value for name, value in given if name}
    for name, value in asked.items():
        options |= _asked(service, name, value)
    return options


def _asked(service: Service, name: str, value: str) -> dict[str, str]:
    """One word after the question mark."""
    if name in service.asked:
        return {service.asked[name]: value}
    if name == "region" and service.regions:
        if value not in service.regions:
            regions = " or ".join(service.regions)
            raise InstallationError(f"The region in {URL} is not known. Write {regions}.")
        return {service.api: service.regions[value]}
    if name == "api" and service.api:
        return {service.api: value}
    known = sorted({*service.asked, *(["region"] if service.regions else []), "from"})
    raise InstallationError(
        f"After its question mark, {URL} takes {', '.join(known)} for this service."
    )


def _of_amazon(parts: SplitResult, asked: dict[str, str]) -> dict[str, Any]:
    """Keys and region where they are given; else what AWS's own variables and roles say."""
    if find_spec("boto3") is None:
        raise InstallationError(
            "Amazon SES needs the package boto3, which does not come with Ledgerstone. Add it to "
            "its environment with: pip install boto3"
        )
    key, secret = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(key) != bool(secret) or asked:
        raise InstallationError(f"{URL} is not whole. Write it as {_SES_EXAMPLE}.")
    _, _, region = parts.netloc.rpartition("@")
    given = {"aws_access_key_id": key, "aws_secret_access_key": secret, "region_name": region}
    return {"AMAZON_SES_CLIENT_PARAMS": {name: value for name, value in given.items() if value}}
