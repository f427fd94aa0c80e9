"""What a message means: language, sentences, topic. Plain Python."""
