"""The secrets of an installation."""

import base64
import stat

from ledgerstone.ops import keys
from ledgerstone.ops.installation import Installation


def test_keys_are_made_once_and_nobody_else_reads_them(installation_place: Installation) -> None:
    keys.ensure(installation_place)
    first = keys.signing_keys(installation_place), keys.field_keys(installation_place)
    keys.ensure(installation_place)
    assert (keys.signing_keys(installation_place), keys.field_keys(installation_place)) == first
    assert stat.S_IMODE(installation_place.keys.stat().st_mode) == 0o700
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in installation_place.keys.iterdir()
    }
    assert modes == {"signing.keys": 0o600, "field-encryption.keys": 0o600}


def test_a_field_key_is_32_bytes(installation_place: Installation) -> None:
    keys.ensure(installation_place)
    (key,) = keys.field_keys(installation_place)
    assert len(base64.urlsafe_b64decode(key)) == 32


def test_a_line_on_top_becomes_the_key_in_use(installation_place: Installation) -> None:
    keys.ensure(installation_place)
    (former,) = keys.field_keys(installation_place)
    path = installation_place.keys / keys.FIELD_FILE
    newer = keys.new_field_key()
    path.write_text(f"{newer}\n{former}\n")
    assert keys.field_keys(installation_place) == [newer, former]


def test_before_the_first_start_nothing_is_written(installation_place: Installation) -> None:
    assert keys.signing_keys(installation_place) != keys.signing_keys(installation_place)
    assert list(installation_place.state.iterdir()) == []
