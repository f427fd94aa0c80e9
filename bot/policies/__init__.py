"""Rasa policies: thin adapters over bot.safety."""
