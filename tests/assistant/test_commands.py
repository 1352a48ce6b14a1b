"""`python -m assistant`: what a person reads, and what a script gets."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from fake_openai import Fake

from assistant import record
from assistant.__main__ import main
from ingest import ingest, read

TEXT = "The council closed the bridge on Monday. A ferry carries 300 people a day across the river."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "bridge.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_answer_is_printed_with_its_source(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["How many people does the ferry carry?", "--article", str(path)]) == 0
    said = capsys.readouterr().out

    assert "A ferry carries 300 people a day across the river. [1]" in said
    assert "characters 41–91" in said


def test_what_the_article_does_not_say_has_an_exit_code_of_its_own(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["Who won the football match?", "--article", str(path)]) == 2
    assert "What comes closest:" in capsys.readouterr().out


def test_json_holds_the_whole_answer(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["How many people does the ferry carry?", "--article", str(path), "--json"])
    answered = json.loads(capsys.readouterr().out)
    cited = answered["citations"][0]

    assert TEXT[cited["start"] : cited["end"]] == cited["quote"]
    assert answered["answered"] is True


def test_without_an_article_the_library_is_asked(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["How many people does the ferry carry?"]) == 1
    assert "The library is empty. Add an article first" in capsys.readouterr().err

    ingest(path)
    assert main(["How many people does the ferry carry?"]) == 0


@pytest.mark.parametrize(
    ("question", "says"),
    [("", "The question is empty."), (" \n", "The question is empty."), ("x" * 10_000, "has 10,000 characters")],
)
def test_a_question_that_cannot_be_used_is_one_line(
    question: str, says: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([question, "--article", str(path)]) == 1
    said = capsys.readouterr().err

    assert says in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("question", ["加沙还有多少人质？", "كم عدد الرهائن؟", "😀", "\ud83d", "?!", "Ж" * 500])
def test_a_question_in_any_script_gets_a_sane_answer(
    question: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([question, "--article", str(path)]) in {0, 2}
    assert capsys.readouterr().err == ""


def test_an_unknown_article_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["Who?", "--article", "Nowhere"]) == 1
    assert "No article is called 'Nowhere'." in capsys.readouterr().err


def test_an_article_whose_name_is_too_long_for_a_file_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["Who?", "--article", "停火决议" * 100]) == 1
    assert "No article is called" in capsys.readouterr().err


def test_the_command_ends_quietly_where_nobody_reads_what_it_checked(path: Path, tmp_path: Path) -> None:
    saved = tmp_path / "answers.json"
    saved.write_text(record([], [read(path)]), encoding="utf-8")
    command = subprocess.Popen(
        [sys.executable, "-m", "assistant", "verify", str(saved)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert command.stdout
    assert command.stderr
    command.stdout.close()
    assert (command.stderr.read(), command.wait()) == (b"", 0)
    command.stderr.close()


@pytest.mark.parametrize("arguments", [[], ["--no-such-option", "Who?"], ["verify", "one", "another"]])
def test_a_command_that_is_not_understood_is_an_error_and_not_the_article_s_silence(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 1


def test_an_answer_that_breaks_off_is_printed_with_the_offline_reader_s(
    path: Path, fake: Fake, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("length"))
    fake.says = "It is said that"
    main(["When does the shop open?", "--article", str(path)])
    said = capsys.readouterr().out

    assert said.startswith("It is said that\n")
    assert "This answer is incomplete." in said
    assert "\nThe offline reader answers:\n" in said


def test_a_wait_is_told_on_a_terminal_and_wiped(
    path: Path, fake: Fake, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", fake.url("busy1"))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    main(["When does the shop open?", "--article", str(path)])
    told = capsys.readouterr().err

    assert "The server is busy. Trying again in 1 s." in told
    assert told.endswith("\r\x1b[K")


def test_a_settings_file_that_is_not_utf_8_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text("OPENAI_API_KEY=x\r\n", encoding="utf-16")
    monkeypatch.chdir(tmp_path)

    assert main(["Who?"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"error: '{tmp_path / '.env'}' is not in UTF-8")
    assert said.count("\n") == 1
