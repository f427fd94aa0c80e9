"""How much a visitor and all visitors together may ask of the server."""

from __future__ import annotations

from dataclasses import dataclass

# Characters of one message that are looked at; what is longer is shortened by `clean_message`.
LARGEST_PACKET = 64_000  # bytes of one packet on the socket
MOST_CONNECTIONS = 1_000
MOST_SESSIONS = 5_000
# Messages of all visitors that wait for their answer at the same time, and of one visitor.
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
        """Take one place and return 0, or return the seconds after which there is one.

        Args:
            now: seconds of a clock that never goes back.
        """
        self.used = max(0.0, self.used - (now - self.at) / self.seconds_each)
        self.at = now
        if self.used + 1 <= self.burst:
            self.used += 1
            return 0.0
        return (self.used + 1 - self.burst) * self.seconds_each
