"""A delivered export -> a first wave.toml, from its headings and its contents."""
