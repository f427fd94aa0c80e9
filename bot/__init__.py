"""Rückenwind: a chat companion for people with back pain."""
