"""Rasa components: thin adapters over bot.understanding."""
