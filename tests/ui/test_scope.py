from ui.scope import ALL, ids_in, is_known, scope_of


def test_a_scope_is_one_article_several_or_all() -> None:
    assert scope_of(["a"]) == "a"
    assert scope_of(["a", "b", "a"]) == "a.b"
    assert ids_in("a.b") == ("a", "b")
    assert ids_in(ALL) == ()


def test_a_scope_is_known_where_each_of_its_articles_is() -> None:
    assert is_known("a.b", ["a", "b", "c"])
    assert not is_known("a.x", ["a", "b"])
    assert not is_known("", ["a"])
    assert is_known(ALL, ["a", "b"])
    assert not is_known(ALL, ["a"]), "all of one is that one"
