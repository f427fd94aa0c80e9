"""The Telegram channel against an emulator of the Bot API."""
