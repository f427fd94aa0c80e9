"""Finds named groups of phrases in a message. How phrases are written, for editors: `docs/safety.md`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import Iterable, Mapping, Sequence

from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokens import Doc

from bot.reading.normalizer import TextNormalizer
from bot.yaml_files import ContentError

# A gap ("...") contains at most this many words.
_GAP = 3
# A phrase with more readings than this is matched by token patterns instead of one pattern for each reading.
_MAX_READINGS = 60


@dataclass(frozen=True)
class Mention:
    """Words of a message that match a phrase of the group `name`; `start` and `end` count words, `end` is excluded."""

    name: str
    start: int
    end: int

    @property
    def length(self) -> int:
        """The number of words."""
        return self.end - self.start

    def overlaps(self, other: Mention) -> bool:
        """Whether both mentions share a word."""
        return self.start < other.end and other.start < self.end

    def is_within(self, other: Mention) -> bool:
        """Whether all words of this mention belong to the other one."""
        return other.start <= self.start < self.end <= other.end


class PhraseFinder:
    """Finds named groups of phrases in a document, through spaCy's matchers."""

    def __init__(
        self,
        normalizer: TextNormalizer,
        groups: Mapping[str, Sequence[str]],
        source: str,
        not_in_gaps: Iterable[str] = (),
    ) -> None:
        """Compile the phrases.

        Args:
            normalizer: normalises phrases and messages alike.
            groups: the phrases of each group, by name.
            source: the file, for error messages.
            not_in_gaps: words that a gap cannot contain ("chest does *not* hurt" is no "chest ... hurts").

        Raises:
            ContentError: a phrase refers to a group that does not exist, is empty, or has a word that `spellings` hide.
        """
        self._normalizer = normalizer
        self._source = source
        self._groups = groups
        self._plain = PhraseMatcher(normalizer.vocab, attr="NORM")
        self._patterns = Matcher(normalizer.vocab)
        self._not_in_gaps = sorted({normalizer.first_word(word) for word in not_in_gaps})
        normalizer.learn(word for phrases in groups.values() for phrase in phrases for word in _words_of(phrase))
        for name, phrases in groups.items():
            for phrase in phrases:
                self._add(name, phrase)

    def find(self, document: Doc) -> list[Mention]:
        """Return every mention, in the order of the words."""
        matches = [*self._plain(document), *self._patterns(document)]
        strings = document.vocab.strings
        return sorted(
            {Mention(strings[key], start, end) for key, start, end in matches}, key=lambda m: (m.start, m.end)
        )

    def _add(self, name: str, phrase: str) -> None:
        parts = [self._alternatives(name, part) for part in phrase.split()]
        if not parts or not any(parts):
            raise ContentError(f"{self._source}: entry {name!r} has an empty phrase.")
        readings = _readings(parts)
        if readings:
            self._plain.add(name, [self._document(words) for words in readings])
        else:
            try:
                self._patterns.add(name, [self._token_patterns(parts)])
            except ContentError as error:
                raise ContentError(f"{self._source}: entry {name!r}, phrase {phrase!r}: {error}") from error

    def _alternatives(self, name: str, part: str) -> list[str]:
        """Return the alternatives for one part of a phrase; none for a gap."""
        if part == "...":
            return []
        if part.startswith("<") and part.endswith(">"):
            if part[1:-1] not in self._groups:
                raise ContentError(f"{self._source}: entry {name!r} refers to {part}, which does not exist.")
            return [word for word in self._groups[part[1:-1]] if " " not in word and "<" not in word]
        return part.split("|")

    def _document(self, words: Iterable[str]) -> Doc:
        return self._normalizer.tokenize(" ".join(words))

    def _token_patterns(self, parts: Sequence[Sequence[str]]) -> list[dict[str, object]]:
        gap: dict[str, object] = {"IS_PUNCT": False, "NORM": {"NOT_IN": self._not_in_gaps}, "OP": "?"}
        tokens: list[dict[str, object]] = []
        for alternatives in parts:
            if not alternatives:
                tokens += [gap] * _GAP
            elif len(alternatives) == 1 and "*" not in alternatives[0]:
                tokens += [{"NORM": token.norm_} for token in self._normalizer.tokenize(alternatives[0])]
            elif any("*" in word for word in alternatives):
                tokens.append({"NORM": {"REGEX": "^(" + "|".join(self._regex(word) for word in alternatives) + ")$"}})
            else:
                tokens.append({"NORM": {"IN": sorted({self._normalizer.normalize(word) for word in alternatives})}})
        return tokens

    def _regex(self, word: str) -> str:
        bare = word.strip("*")
        # With a "*" only part of the word is known, so it has no lemma.
        plain = re.escape(self._normalizer.fold(bare) if "*" in word else self._normalizer.normalize(bare))
        return r"\w*" * word.startswith("*") + plain + r"\w*" * word.endswith("*")


def _words_of(phrase: str) -> list[str]:
    parts = phrase.replace("|", " ").split()
    return [word for word in parts if not set(word) & set("*<>.")]


def _readings(parts: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return every reading of a phrase; nothing if it has gaps or a "*", or if there are too many."""
    ways = 1
    for alternatives in parts:
        ways *= len(alternatives)
        if any("*" in word for word in alternatives):
            return []
    return list(product(*parts)) if 0 < ways <= _MAX_READINGS else []
