"""What could be better in a vocabulary: its forms by themselves, and against the answers."""
