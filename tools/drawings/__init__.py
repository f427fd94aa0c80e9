"""`make drawings`: draws the exercises from their poses, and the chart, into the folder the bot serves them from."""
