"""What the README and `.env.example` promise is what the code does."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = [path for folder in ("ingest", "assistant", "ui") for path in sorted((ROOT / folder).rglob("*.py"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def settings_read() -> set[str]:
    """The names of all environment variables that the code asks for, in a call such as `environ.get("NAME")`."""
    calls = (
        node
        for path in CODE
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call) and node.args
    )
    names = (call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant))
    return {name for name in names if isinstance(name, str) and re.fullmatch(r"[A-Z]+(_[A-Z]+)+", name)}


def test_every_setting_is_in_the_example_and_in_the_readme() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert {"ASSISTANT_HOME", "ASSISTANT_MODEL", "OPENAI_API_KEY"} <= settings_read()
    assert settings_read() == set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    assert settings_read() == set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))


def test_the_example_sets_nothing() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == []


def test_the_readme_names_every_file_of_code() -> None:
    tree = re.search(r"^```text\ningest/\n(?:.*\n)*?```$", README, re.MULTILINE)
    assert tree
    named, folders = set(), [""]
    for line in tree[0].splitlines()[1:-1]:
        depth = (len(line) - len(line.lstrip())) // 2
        name = line.split()[0]
        folders[depth:] = [f"{folders[depth - 1] if depth else ''}{name}"]
        named.add(folders[depth])

    kept = {path.relative_to(ROOT).as_posix() for path in CODE}
    assert {name for name in named if name.endswith(".py")} == kept


def test_no_link_of_the_readme_leads_nowhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", README)

    assert [target for target in targets if ":" not in target and not (ROOT / target).exists()] == []
