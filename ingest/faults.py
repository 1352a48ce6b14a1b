"""What is wrong with a library's file, in words."""

from hashlib import sha256

from ingest.database import Database


def faults(database: Database, passages: int) -> list[str]:
    """Read all of a library that has so many newest *passages*; nothing is returned if it is sound."""
    found = [" ".join(str(row[0]).split()) for row in database.all("pragma quick_check(3)") if row[0] != "ok"]
    found += [f"{row[0]} has a row without its article" for row in database.all("pragma foreign_key_check")[:3]]
    indexed = int(database.one("select count(*) from words")[0])
    if indexed != passages:
        found.append(f"full-text search has {indexed} of {passages} passages")
    for id_, number, text, digest in database.all("select article, number, text, sha256 from version"):
        if sha256(text.encode()).hexdigest() != digest:
            found.append(f"version {number} of {id_} has another text than it had")
    return found
