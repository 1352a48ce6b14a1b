"""Where a library lies: the folder that is given, that `ASSISTANT_HOME` names, or this system's for user data."""

import os
from pathlib import Path

from platformdirs import user_data_path

from ingest.errors import LibraryUnusable, SettingsNotUsable
from ingest.indexing import FOLDER
from ingest.vectors import MANIFEST


def home_folder(given: Path | None = None) -> Path:
    """The whole path of *given*, else of the folder that `ASSISTANT_HOME` names, else this system's place for user data.

    Raises SettingsNotUsable.
    """
    named = str(given) if given else os.environ.get("ASSISTANT_HOME", "").strip()
    try:
        home = Path(named).expanduser() if named else user_data_path("article-assistant", appauthor=False)
    except RuntimeError as error:  # ~nobody/articles
        what = "The folder of the library" if given else "ASSISTANT_HOME"
        message = f"{what} is {named!r}, and nobody of that name has a home folder here. Write the whole path."
        raise SettingsNotUsable(message) from error
    return home.absolute()


def refuse_emptied(home: Path) -> None:
    """See that the library in *home* was not emptied: to SQLite a file without a byte is a new one. Raises LibraryUnusable."""
    path = home / "library.sqlite3"
    if path.exists() and not path.stat().st_size and (home / FOLDER / MANIFEST).exists():
        message = (
            f"The library in {home} has been emptied: library.sqlite3 has no byte left. Bring back a backup "
            "(`python -m ingest restore FILE`), or delete that file to begin anew."
        )
        raise LibraryUnusable(message)
