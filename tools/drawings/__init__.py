"""`make drawings`: draws the chart, and the exercises from their poses, into `bot/pictures/`."""
