"""How much a file may be, once it is unpacked; what people write is far below."""

LARGEST = 5 * 1024 * 1024
"""Bytes of the file itself."""
LONGEST_TEXT = 200_000
"""So many characters of its text are kept."""
MOST_PAGES = 200
MOST_ENTRIES = 2_000
"""Parts of a DOCX or ODT."""
UNPACKED = 100 * 1024 * 1024
HIGHEST_RATIO = 100
RATIO_COUNTS_FROM = 1024 * 1024
"""Below so many bytes unpacked, a few repeated words explain any ratio."""
MOST_ELEMENTS = 2_000_000
DEEPEST = 256
MOST_OBJECTS = 100_000
"""Objects of a PDF."""
MOST_PIXELS = 100_000_000
LARGEST_SIDE = 14_400
"""Of a page, in points: what PDF itself allows."""
