"""What the commands are told by a `.env` file, and how a setting is shown without its secrets."""

import re

from dotenv import find_dotenv, load_dotenv

from ingest.errors import SettingsNotUsable


def load_settings() -> None:
    """Read the `.env` file of the folder that the command was started in, or of one above. Raises SettingsNotUsable."""
    path = find_dotenv(usecwd=True)
    try:
        load_dotenv(path)
    except ValueError as error:  # bytes that are no UTF-8, or the NULs of UTF-16
        message = (
            f"{path!r} is not in UTF-8, perhaps in the UTF-16 of Windows PowerShell. Save it as UTF-8 with an editor, or "
            "write it there with `Set-Content -Encoding utf8`."
        )
        raise SettingsNotUsable(message) from error
    except OSError as error:
        message = f"{path!r} cannot be read ({error.strerror}). See that you may read it, or move it away."
        raise SettingsNotUsable(message) from error


def without_password(url: str) -> str:
    """*url* as it may be shown; up to the last `@`, because a password that is not escaped may hold any sign."""
    return re.sub(r"^([a-z][a-z0-9+.-]*://)?.*@", r"\1", url, flags=re.IGNORECASE | re.DOTALL)
