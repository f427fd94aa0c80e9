"""Finds red flags in messages and decides what follows. Plain Python."""
