"""How much one visitor, and all visitors together, may ask of the server."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST_PACKET = 64_000  # bytes of one packet on the socket; `clean_message` shortens what is too long to read
MOST_CONNECTIONS = 1_000
MOST_SESSIONS = 5_000
# Messages that wait for their answer at the same time: of all visitors, and of one.
MOST_TURNS = 100
MOST_TURNS_OF_ONE = 5


@dataclass
class LeakyBucket:
    """Lets a burst of messages through, then one every `seconds_each`."""

    burst: int = 8
    seconds_each: float = 2.0
    used: float = 0.0
    at: float = 0.0

    def wait(self, now: float) -> float:
        """Admit one message and return 0, or return the seconds after which one can be admitted.

        Args:
            now: seconds of a monotonic clock.
        """
        self.used = max(0.0, self.used - (now - self.at) / self.seconds_each)
        self.at = now
        if self.used + 1 <= self.burst:
            self.used += 1
            return 0.0
        return (self.used + 1 - self.burst) * self.seconds_each
