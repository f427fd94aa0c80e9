"""How well statements must fit a question; the values in use are in config.yml."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AnswerThresholds:
    """How well a statement must fit a question (0: not at all, above 1: a known paraphrase), and how long answers are.

    Attributes:
        enough_words: "more" gets no further statement beyond this many words: short enough to read in pain.
        also_fits: a second statement needs at least this share of the first one's score.
        fits_second_question: from this score another question of the message is answered as well.
        most_fitting: advice on doing exercises is looked for among this many best matches.
        fits_advice: from this score a statement on doing exercises comes before the exercises.
        fits_follow_up: from this score a statement answers a short message that refers back to the last answer.
        prefers_last: by how much statements of the last topic count more when a message refers back ...
        prefers_new: ... and those that were not in the last answer.
        fits_better: a statement of another topic answers a question on getting help if it fits so much better.
        fits_pending: from this score a question is answered that had to wait for one on red flags.
        fits_for_few: a statement for some people only needs this score, where the person is not known to be one.
        fits_exactly: below this score no answer is given; the questions of the statements that fit best are offered.
        fits_again: the same of the answer just given: who asks on mostly wants to hear something else.
        fits_at_all: below this score, and below the probability `doubtful_topic`, the bot says that it is not sure.
        nearby: the questions of further statements are offered below an answer from this share of its score on.
        asks_for_fact: from this score one fact about an exercise is asked for; below, the exercise is.
        offer_others: below this probability of the topic the answer also offers the next likely topics ...
        worth_offering: ... whose probability is at least this.
    """

    enough_words: int = 60
    also_fits: float = 0.85
    fits_second_question: float = 0.16
    most_fitting: int = 5
    fits_advice: float = 0.52
    fits_follow_up: float = 0.14
    prefers_last: float = 1.2
    prefers_new: float = 1.25
    fits_better: float = 1.5
    fits_pending: float = 0.1
    fits_for_few: float = 0.3
    fits_exactly: float = 0.2
    fits_again: float = 0.35
    fits_at_all: float = 0.08
    doubtful_topic: float = 0.4
    nearby: float = 0.5
    asks_for_fact: float = 0.7
    offer_others: float = 0.75
    worth_offering: float = 0.05
