"""The website channel: pages, loader script, socket, sessions."""
