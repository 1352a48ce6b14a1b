import numpy as np

from assistant.reader.overview import overview


def test_the_lead_comes_first_and_nothing_is_said_twice() -> None:
    texts = ["A headline", "The lead is here.", "The lead is here again.", "Another matter stands here.", "A third."]
    vectors = np.array([[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)

    assert overview(texts, vectors) == (1, 3, 4)


def test_a_short_text_is_taken_whole() -> None:
    assert overview(["One."], np.ones((1, 3), np.float32)) == (0,)
    assert overview(["no stop"], np.ones((1, 3), np.float32)) == (0,)
