"""What search holds about a person: nothing."""

from accounts.exports import leave_out

leave_out(
    "what jobs say, to be found by; of nobody",
    *("search_document", "search_sample", "search_stale"),
    *("search_language", "search_title_word", "search_wordcount", "search_boardsize"),
)
leave_out("words that admins edit; of nobody", "search_synonym")
leave_out("what was looked for on a day, without by whom", "search_askedterm")
