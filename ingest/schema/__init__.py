"""The tables of the library: each file `N.sql` brings them from version N - 1 to N, counted in `pragma user_version`."""

from importlib.resources import files

from ingest.database import Database

NEWEST = 2


def version(database: Database) -> int:
    """The version of the tables; 0 in a file without any."""
    return int(database.one("pragma user_version")[0])


def bring_up(database: Database, embedder: str) -> None:
    """Make what is missing up to the NEWEST version, all or nothing; a new library is one of *embedder*."""
    with database.transaction():
        for number in range(version(database) + 1, NEWEST + 1):
            for statement in files(__name__).joinpath(f"{number}.sql").read_text(encoding="utf-8").split(";\n"):
                if statement.strip():
                    database.run(statement)
            if number == 1:
                database.run("insert into meta values ('generation', '0'), ('embedder', ?)", embedder)
            database.run(f"pragma user_version = {number}")
