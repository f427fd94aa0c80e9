"""`make explain TEXT="…"`: shows what the rules find in a message, for editors of the phrases."""

from __future__ import annotations

import sys

from bot.red_flags.rules import shared_rules
from bot.yaml_files import ContentError


def main() -> int:
    """Print the concepts, assertions and findings of each message given, in both languages."""
    try:
        rules = shared_rules()
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    for text in sys.argv[1:]:
        print(f"\n{text}")
        for language, detector in rules.items():
            document, asserted, answers = detector.mentions(text)
            if not asserted and not answers:
                continue
            print(f"  {language}, read as: {' '.join(token.norm_ for token in document)}")
            for found in asserted:
                words = document[found.mention.start : found.mention.end].text
                assertions = f"  ({', '.join(sorted(found.assertions))})" if found.assertions else ""
                print(f"    {found.mention.name}: {words!r}{assertions}")
            result = detector.detect(text)
            for answer in sorted(result.answers):
                print(f"    answer: {answer}")
            for finding in result.found:
                print(f"    => {finding.category}, {finding.urgency}: {', '.join(finding.words)}")
            for finding in result.asks:
                print(f"    => asks {finding.ask!r}: {', '.join(finding.words)}")
            for category, why in result.ruled_out.items():
                print(f"    => not counted as {category}: {', '.join(sorted(why))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
