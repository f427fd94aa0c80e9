"""What the bot says. Plain Python over the knowledge base."""
