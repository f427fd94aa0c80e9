"""Which exercises suit a person, from what they said about themselves. Plain Python, no Rasa and no texts."""
