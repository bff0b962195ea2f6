"""Languages, tokens and lemmas, the domain vocabulary and the encoders."""
