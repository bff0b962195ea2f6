"""What people have decided: the themes they named, and their word on statements and matches."""
