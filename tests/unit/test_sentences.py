"""Messages are split into sentences, and dictation without full stops into pieces."""

from __future__ import annotations

from bot.reading.sentences import MAX_SENTENCES, MAX_WORDS, split_sentences


def test_sentences_of_both_languages() -> None:
    assert split_sentences("Hi there! My back hurts. Can I run?") == ["Hi there!", "My back hurts.", "Can I run?"]
    assert split_sentences("Ich mache z.B. Yoga. Reicht das?") == ["Ich mache z.B. Yoga.", "Reicht das?"]


def test_a_line_break_ends_a_sentence_and_a_line_without_letters_is_none() -> None:
    assert split_sentences("hallo\n...\n🙂\nwas hilft") == ["hallo", "was hilft"]
    assert split_sentences("") == []


def test_dictation_is_cut_into_overlapping_pieces() -> None:
    words = [f"word{number}" for number in range(100)]
    pieces = split_sentences(" ".join(words))
    assert all(len(piece.split()) <= MAX_WORDS for piece in pieces)
    assert {word for piece in pieces for word in piece.split()} == set(words)


def test_the_number_of_sentences_is_limited() -> None:
    assert len(split_sentences("No. " * 1000)) == MAX_SENTENCES
