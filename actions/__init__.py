"""Custom actions, one file for each kind of reply: read the turn, plan the reply, build it, send it."""
