from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.runtime.secrets import Secrets

from ingest.errors import SettingsNotUsable
from ui import people


class User(dict[str, object]):
    """What Streamlit tells of a visitor."""


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    people.sign_in_is_on.cache_clear()
    yield
    people.sign_in_is_on.cache_clear()


def sign_in(monkeypatch: pytest.MonkeyPatch, **claims: object) -> None:
    monkeypatch.setattr(people.st, "secrets", {"auth": {}})
    monkeypatch.setattr(people.st, "user", User(is_logged_in=True, **claims))


def test_without_sign_in_everybody_shares_one_home(isolated: Path) -> None:
    assert people.signed_in()
    assert people.home() == isolated.absolute()
    assert people.name() == ""


def test_each_person_has_a_home_of_their_own_below_it(isolated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    homes = set()
    for issuer, subject in (("https://a.test", "1"), ("https://a.test", "2"), ("https://b.test", "1")):
        sign_in(monkeypatch, iss=issuer, sub=subject, email="same@example.org")
        homes.add(people.home())

    assert len(homes) == 3
    assert {home.parent for home in homes} == {isolated.absolute() / "people"}


def test_no_name_leads_out_of_the_folder(isolated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, iss="https://a.test", sub="../../etc")

    assert people.home().parent == isolated.absolute() / "people"


def test_who_is_not_signed_in_has_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people.st, "secrets", {"auth": {}})
    monkeypatch.setattr(people.st, "user", User(is_logged_in=False))

    assert not people.signed_in()
    with pytest.raises(KeyError):
        people.home()


@pytest.mark.parametrize("written", [b"[auth", b"[auth]\nclient_id = '\xff'", None])
def test_a_file_that_cannot_be_read_does_not_let_everybody_in(
    written: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secrets.toml"
    _ = file.mkdir() if written is None else file.write_bytes(written)
    monkeypatch.setattr(people.st, "secrets", Secrets())
    monkeypatch.setattr(people.st, "get_option", {"secrets.files": [str(file)]}.get)
    monkeypatch.setattr("streamlit.config.get_option", {"secrets.files": [str(file)]}.get)

    with pytest.raises(SettingsNotUsable, match=r"secrets\.toml cannot be read"):
        people.signed_in()
