from pathlib import Path

import pytest

from ui import people


class User(dict[str, object]):
    """What Streamlit tells of a visitor."""


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
