"""What a message says: language, words, sentences, context, meaning. Plain Python."""
