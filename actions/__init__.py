"""Custom actions: read the turn, ask bot.conversation, speak."""
