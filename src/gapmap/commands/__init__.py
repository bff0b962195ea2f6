"""Groups of commands; each module adds its own to the parser of the command line."""
