"""From a needs survey and a catalogue of offers to a report of the gaps between them."""

__version__ = "0.1.0"
