import os
from pathlib import Path

import pytest

from ingest import SettingsNotUsable
from ingest.settings import load_settings, without_password


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The `.env` of the folder that a command is started in, one below."""
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    monkeypatch.setenv("ASSISTANT_MODEL", "restored at the end")
    monkeypatch.delenv("ASSISTANT_MODEL")
    return tmp_path / ".env"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_settings_of_the_folder_are_read(file: Path, encoding: str) -> None:
    file.write_text("ASSISTANT_MODEL=größer\n", encoding=encoding)
    load_settings()

    assert os.environ["ASSISTANT_MODEL"] == "größer"


def test_a_folder_without_settings_has_none(file: Path) -> None:
    assert not file.exists()
    before = dict(os.environ)
    load_settings()

    assert os.environ == before


@pytest.mark.parametrize(
    ("value", "encoding"), [("large", "utf-16"), ("large", "utf-16-le"), ("größer", "utf-32"), ("größer", "cp1252")]
)
def test_a_file_in_another_encoding_is_told_with_the_cure(file: Path, value: str, encoding: str) -> None:
    file.write_text(f"ASSISTANT_MODEL={value}\n", encoding=encoding)

    with pytest.raises(SettingsNotUsable, match=r"\.env' is not in UTF-8, .* Save it as UTF-8"):
        load_settings()


def test_a_file_that_may_not_be_read_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise PermissionError(13, "Permission denied")

    file.touch()
    monkeypatch.setattr("ingest.settings.load_dotenv", refuse)

    with pytest.raises(SettingsNotUsable, match=r"\.env' cannot be read \(Permission denied\)"):
        load_settings()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1"),
        ("HTTPS://ann:secret@a.example/v1", "HTTPS://a.example/v1"),
        ("http://ann:se/cr@et@[::1/v1", "http://[::1/v1"),
        ("ann:secret@a.example", "a.example"),
        ("http://a.example/?user=@ann", "http://ann"),
    ],
)
def test_an_address_is_shown_without_user_and_password(url: str, shown: str) -> None:
    assert without_password(url) == shown
