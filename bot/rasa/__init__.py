"""Adapters to Rasa: components, policies, importer, tracker store, in-process actions."""
