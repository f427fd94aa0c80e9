"""Custom actions, one file for each kind of reply: read the turn, plan, build, speak."""
