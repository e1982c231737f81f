"""The comparison with an independent analyser: what is asked, how answers are written down, and what it found."""
