"""The logins of the demonstration project, printed at the start and made by ``ops/demo``.

They exist only where the demonstration was loaded; anybody can read them here.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """Somebody to sign in as."""

    name: str
    email: str
    password: str
    role: str


DEMO_LOGINS = (
    DemoLogin(
        name="Alex Morgan",
        email="alex.morgan@demo.example",
        password="build-the-library",  # noqa: S106 - meant to be read
        role="runs the claims of the head contractor",
    ),
    DemoLogin(
        name="Priya Nair",
        email="priya.nair@dunbarra.example",
        password="wire-the-library",  # noqa: S106 - meant to be read
        role="claims for one subcontractor",
    ),
)
