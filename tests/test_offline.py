"""Nothing leaves the machine: from an empty home to an answer with every socket refused."""

import subprocess
import sys
from pathlib import Path

REFUSE = """
import socket, sys

class Refused(socket.socket):
    def connect(self, address): raise AssertionError(f"reached for {address}")
    def connect_ex(self, address): raise AssertionError(f"reached for {address}")
    def sendto(self, *given): raise AssertionError(f"sent to {given[-1]}")

def refuse(*given, **more): raise AssertionError(f"looked up {given}")

socket.socket = Refused
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse

from ingest.__main__ import main as ingest
from assistant.__main__ import main as assistant

article, question = sys.argv[1:]
codes = [ingest([article]), assistant([question]), assistant([question, "--article", article])]
sys.exit(max(codes))
"""


def test_ingest_and_answer_reach_for_nothing(tmp_path: Path) -> None:
    article = tmp_path / "bridge.txt"
    article.write_text("The council closed the bridge on Monday. The ferry carries 300 people a day.", encoding="utf-8")
    (tmp_path / "home").mkdir()
    environment = {"HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", REFUSE, str(article), "How many people does the ferry carry?"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tmp_path, check=False)

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("“The ferry carries 300 people a day.”") == 2
    kept = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert kept, "the library is under the home folder"
    assert {path.relative_to(tmp_path / "home").parts[:4] for path in kept} >= {
        (".local", "share", "article-assistant", "library.sqlite3")
    }
    assert all(".local/share/article-assistant" in str(path) for path in kept), "nothing is left anywhere else"


def test_the_socket_guard_of_this_test_holds(tmp_path: Path) -> None:
    guard = REFUSE.partition("from ingest")[0]
    reach = guard + "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')"
    ran = subprocess.run([sys.executable, "-c", reach], capture_output=True, text=True, cwd=tmp_path, check=False)

    assert "AssertionError: looked up" in ran.stderr
