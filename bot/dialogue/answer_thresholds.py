"""How well statements must fit a question; the values in use are in config.yml."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AnswerThresholds:
    """How well a statement must fit a question (0: not at all, about 1: a known paraphrase), and how long answers are.

    Attributes:
        enough_words: an answer gets no further statement beyond this many words: short enough to read in pain.
        also_fits: a further statement needs at least this share of the best one's score.
        most_fitting: at most this many statements are chosen by their score.
        fits_advice: from this score a statement on doing exercises comes before the exercises.
        names_exercise: from this score the question names an exercise and is answered with it.
        fits_follow_up: from this score a statement of the last topic answers a short message that refers back to it.
        own_words: the weight of such a message by itself; with the topic's title in front of it, it has weight 1.
        certain: from this score a statement is an answer, however improbable its topic.
        nearly_as_well: the classifier's topic stays if its best score is at most this much lower than the best of all.
        offer_others: below this probability of the topic the answer also offers the next likely topics ...
        worth_offering: ... whose probability is at least this.
    """

    enough_words: int = 90
    also_fits: float = 0.25
    most_fitting: int = 5
    fits_advice: float = 0.12
    names_exercise: float = 0.3
    fits_follow_up: float = 0.28
    own_words: float = 2.0
    certain: float = 0.45
    nearly_as_well: float = 0.2
    offer_others: float = 0.75
    worth_offering: float = 0.05
