"""`article-assistant`: what it says when it cannot start. That it starts is shown in the browser."""

import socket
from pathlib import Path

import pytest

from ui.__main__ import main


def test_a_taken_port_is_named_with_the_cure(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert main(["--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert f"port {port}" in said
    assert "PORT=" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("article", ["/no/such/file.txt", "empty.txt"])
def test_an_article_that_cannot_be_read_is_told_in_one_line(
    article: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert main(["--port", "0", article]) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert article.rpartition("/")[2] in said
    assert said.count("\n") == 1


def test_a_library_that_cannot_be_used_is_told_in_one_line(isolated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (isolated / "library.sqlite3").write_bytes(b"no database" * 1000)

    assert main(["--port", "0"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_settings_file_that_is_not_utf_8_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text("OPENAI_API_KEY=x\r\n", encoding="utf-16")
    monkeypatch.chdir(tmp_path)

    assert main(["--port", "0"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"error: '{tmp_path / '.env'}' is not in UTF-8")
    assert said.count("\n") == 1
