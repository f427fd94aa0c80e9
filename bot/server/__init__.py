"""Runs the bot: settings, logs, training, start."""
