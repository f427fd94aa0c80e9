"""Adapters to Rasa: components, policies, importer, tracker store, actions in this process."""
