"""The channels: REST, the website chat and Telegram."""
