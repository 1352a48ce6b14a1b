"""A setting as it is shown, without its secrets."""

import re


def without_password(url: str) -> str:
    """*url* as it may be shown; up to the last `@`, because a password that is not escaped may hold any sign."""
    return re.sub(r"^([a-z][a-z0-9+.-]*://)?.*@", r"\1", url, flags=re.IGNORECASE | re.DOTALL)
