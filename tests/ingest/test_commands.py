"""`python -m ingest`, and what it says of input that nobody should have to give."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from loopback import Reply, site
from made_files import protected_pdf

from ingest import Library
from ingest.__main__ import main

BRIDGE = "The council closed the bridge on Monday. A ferry carries 300 people a day."


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command; its exit code, output and errors."""

    def command(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


Run = Callable[..., tuple[int, str, str]]


def counts(out: str) -> dict[str, int]:
    """The table at the end."""
    return {name: int(count) for name, count in (line.split() for line in out.splitlines()[-4:])}


def test_files_and_folders_are_added_and_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (tmp_path / "deep" / "ferry.md").write_text("# The ferry\n\nIt sails at noon.", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    code, out, err = run(tmp_path)

    assert (code, err) == (0, "")
    assert "The ferry" in out
    assert counts(out) == {"added": 2, "updated": 0, "unchanged": 0, "failed": 0}
    assert counts(run(tmp_path)[1]) == {"added": 0, "updated": 0, "unchanged": 2, "failed": 0}


def test_a_path_that_leads_nowhere_is_not_counted_as_begun(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"{BRIDGE} It is {name}.", encoding="utf-8")
    monkeypatch.setattr("ingest.stop.Stop.__call__", lambda _: True)
    _, out, err = run(tmp_path / "none.txt", tmp_path)

    assert counts(out) == {"added": 0, "updated": 0, "unchanged": 0, "failed": 1}
    assert "stopped; 3 not begun" in err


def test_standard_input_is_an_article(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BRIDGE.encode())))

    assert run("-")[1].startswith("added ")


def test_the_list_names_each_article_and_remove_forgets_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bridge.md").write_text(f"---\ntitle: Bridge\ndate: 2025-03-04\n---\n{BRIDGE}", encoding="utf-8")
    run(tmp_path / "bridge.md")
    line = run("list")[1]

    assert "2025-03-04  Bridge  (version 1, 1 passages)" in line
    assert run("remove", line.split()[0])[1].startswith("removed ")
    assert run("list")[1] == ""
    assert run("remove", "Bridge")[0] == 1


def test_an_article_is_found_by_the_path_it_was_added_by(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    for name in ("../bridge.txt", "../two  spaces.txt", str(tmp_path / "below" / ".." / "three   spaces.txt")):
        Path(name).write_text(f"{BRIDGE} It is in {name}.", encoding="utf-8")
        run(name)

        assert run("remove", name)[::2] == (0, "")
    assert run("list")[1] == ""


def test_a_reader_that_goes_away_stops_nothing_and_is_no_fault_of_the_library(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number:02}.txt").write_text(f"{BRIDGE} It is number {number}.", encoding="utf-8")
    command = [sys.executable, "-m", "ingest", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as adding:
        assert adding.stdout is not None
        assert adding.stderr is not None
        assert adding.stdout.readline().startswith("added ")
        adding.stdout.close()
        told = adding.stderr.read()

    assert (adding.returncode, told) == (0, "")
    with Library.open() as library:
        assert len(library.listings()) == 12


def test_rebuild_says_what_the_index_holds(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    run(tmp_path / "bridge.txt")

    assert run("rebuild")[1] == "rebuilt the vector index: 1 passages\n"


BAD: dict[str, bytes] = {
    "empty.txt": b"",
    "blank.txt": b" \n\t\n",
    "binary.txt": bytes(range(256)) * 20,
    "huge.txt": b"All work and no play. " * 1_000_000,
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_article_is_told_in_one_line_and_the_rest_is_added(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BAD[name])
    (tmp_path / "good.txt").write_text(BRIDGE, encoding="utf-8")
    code, out, err = run(tmp_path / name, tmp_path / "good.txt")

    assert code == 1
    assert err.startswith("error: ")
    assert name in err
    assert err.count("\n") == 1
    assert counts(out)["added"] == 1
    with Library.open() as library:
        assert len(library.listings()) == 1


GOOD: dict[str, bytes] = {
    "utf-16": BRIDGE.encode("utf-16"),
    "latin-1": BRIDGE.replace("a day", "à la fois").encode("latin-1"),
    "a byte-order mark": b"\xef\xbb\xbf" + BRIDGE.encode(),
    "one sentence of 100,000 characters": b"The bridge " + b"is long and " * 8_400 + b"it is closed.",
    "Windows line ends": BRIDGE.replace(". ", ".\r\n\r\n").encode(),
}


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_what_can_be_read_is_added(run: Run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "article.txt").write_bytes(data)
    code, out, err = run(tmp_path / "article.txt")

    assert (code, err) == (0, "")
    assert out.startswith("added ")
    with Library.open() as library:
        article = library.article(library.listings()[0].id)
        assert "bridge" in article.text
        assert "\ufeff" not in article.text


def test_a_path_that_leads_nowhere_is_told(run: Run) -> None:
    code, _, err = run("/no/such/file.txt")

    assert (code, err.count("\n")) == (1, 1)
    assert "/no/such/file.txt" in err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(BRIDGE, encoding="utf-8")
    (tmp_path / "secret.txt").chmod(0)

    assert "permission" in run(tmp_path / "secret.txt")[2]


def test_a_home_of_nobody_is_told_with_the_cure(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", "~nobody-of-that-name/articles")
    code, _, err = run("list")

    assert code == 1
    assert err == (
        "error: ASSISTANT_HOME is '~nobody-of-that-name/articles', and nobody of that name has a home folder here. "
        "Write the whole path.\n"
    )


def test_a_home_that_cannot_be_written_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_HOME", "/proc/nowhere")
    code, _, err = run(tmp_path / "bridge.txt")

    assert (code, err.count("\n")) == (1, 1)
    assert "ASSISTANT_HOME" in err


def test_facts_are_corrected_and_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    run(tmp_path / "bridge.txt")
    code, out, err = run(
        "edit", tmp_path / "bridge.txt", "--title", "Bridge", "--date", "2024-03-26", "--author", "Ann"
    )

    assert (code, err) == (0, "")
    assert "date      2024-03-26 (by hand)" in out
    assert run("edit", "Bridge", "--date", "tomorrow")[0] == 1
    assert "2024-03-26  Bridge" in run("list")[1]


def test_a_difference_points_at_the_numbers(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bridge.txt"
    path.write_text(BRIDGE, encoding="utf-8")
    run(path)
    path.write_text(BRIDGE.replace("300", "250") + " It rained.", encoding="utf-8")
    run(path)
    out = run("diff", path)[1]

    assert "- A ferry carries »300« people a day." in out
    assert "+ A ferry carries »250« people a day." in out
    assert out.endswith("\n+ It rained.\n")
    assert run("diff", path, "--old", "2")[1].count("\n") == 2
    for number in ("7", "0", "-1", "9" * 30, f"-{'9' * 30}"):
        assert run("diff", path, f"--old={number}")[0] == 1, number


def test_a_library_is_backed_up_and_restored(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    run(tmp_path / "bridge.txt")

    assert run("backup", tmp_path / "kept")[1] == f"kept 1 articles in {tmp_path / 'kept'}\n"
    run("remove", tmp_path / "bridge.txt")
    assert run("restore", tmp_path / "kept")[1].startswith("restored 1 articles")
    assert "bridge" in run("list")[1]


def test_the_doctor_says_what_is_well(run: Run) -> None:
    code, out, _ = run("doctor")

    assert code == 0
    assert out.count("ok ") == len(out.splitlines())


def test_a_list_and_a_feed_name_the_articles(run: Run, tmp_path: Path) -> None:
    with site() as web:
        web.replies |= {
            "/feed": Reply(
                f"<rss><item><link>{web.url}/a</link></item><item><link>{web.url}/b</link></item></rss>".encode()
            ),
            "/a": Reply(b"It rained.", headers={"Content-Type": "text/plain"}),
            "/b": Reply(b"It snowed.", headers={"Content-Type": "text/plain"}),
        }
        (tmp_path / "list").write_text(f"# mine\n{web.url}/a\n\n{web.url}/none\n", encoding="utf-8")
        code, out, err = run("--list", tmp_path / "list", "--allow-host", "127.0.0.1")
        assert (code, counts(out)["added"], counts(out)["failed"]) == (1, 1, 1)
        assert "404" in err
        assert counts(run("feed", f"{web.url}/feed", "--limit", "2", "--allow-host", "127.0.0.1")[1])["unchanged"] == 1
        code, _, err = run(f"{web.url}/a")
    assert code == 1
    assert "--allow-host 127.0.0.1" in err


def test_a_protected_pdf_asks_for_its_password(run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(protected_pdf("It rained.", "open"))

    assert "needs a password. Give it with --password" in run(tmp_path / "secret.pdf")[2]
    assert "not opened by that password" in run(tmp_path / "secret.pdf", "--password", "wrong")[2]
    assert run(tmp_path / "secret.pdf", "--password", "open")[0] == 0


def test_a_settings_file_that_is_not_utf_8_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text("OPENAI_API_KEY=x\r\n", encoding="utf-16")
    monkeypatch.chdir(tmp_path)

    assert main(["list"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"error: '{tmp_path / '.env'}' is not in UTF-8")
    assert said.count("\n") == 1
