"""The website chat: units, socket, and a real browser against the real bot."""
