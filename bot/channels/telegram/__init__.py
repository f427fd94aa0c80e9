"""The Telegram channel: a program of its own behind Rasa's channel interface."""
