"""The dialogue: what the bot says and what it remembers. Plain Python."""
