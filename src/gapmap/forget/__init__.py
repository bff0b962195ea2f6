"""Taking a person out of a project."""
