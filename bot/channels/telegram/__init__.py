"""The Telegram channel: a full client of the Bot API behind Rasa's channel interface."""
