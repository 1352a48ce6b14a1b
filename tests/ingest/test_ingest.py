"""`from ingest import ingest`: files and folders → the library."""

from pathlib import Path

import pytest

from ingest import ArticleNotReadable, Library, ingest


def reports(folder: Path, count: int) -> None:
    for number in range(count):
        (folder / f"{number:02}.txt").write_text(
            f"Report {number}\n\nThe mayor opened bridge {number}.", encoding="utf-8"
        )


def test_a_folder_is_added_in_order_to_the_library_of_this_user(tmp_path: Path) -> None:
    reports(tmp_path, 20)

    added = ingest(tmp_path)

    assert [one.article.title for one in added] == [f"Report {number}" for number in range(20)]
    with Library.open() as library:
        assert [one.title for one in library.listings()] == [f"Report {number}" for number in range(20)]


def test_what_stands_before_a_file_that_cannot_be_read_is_kept(tmp_path: Path, library: Library) -> None:
    reports(tmp_path, 20)
    (tmp_path / "12.txt").write_bytes(b"\x00\x01\x02" * 100)

    with pytest.raises(ArticleNotReadable, match=r"12\.txt"):
        ingest(tmp_path, library=library)

    assert [one.title for one in library.listings()] == [f"Report {number}" for number in range(12)]
