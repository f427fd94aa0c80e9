"""Runs the bot: loading, training, start."""
