"""Reads the calendar files of all letters as another program does: python icalendar, which shares nothing with the server
or with the Rust library of its tests. The files are those that `backend/tests/letters` holds the server to.
"""

import datetime
import pathlib
import sys

import icalendar

LETTERS = pathlib.Path(sys.argv[1])
STARTS = datetime.datetime(2026, 12, 7, 8, 20, tzinfo=datetime.timezone.utc)
ENDS = datetime.datetime(2026, 12, 7, 8, 40, tzinfo=datetime.timezone.utc)
# In the order in which a visit sends them; a reminder is of the same state as the letter before it.
KINDS = ["confirmation", "moved", "reminder", "cancelled"]
LANGUAGES = ["pl", "en", "uk", "de"]
CODE = "482915738"


def read(kind, language):
    text = (LETTERS / f"{kind}.{language}.ics").read_text(encoding="utf-8")
    # As it is sent; the files are kept with the line ends of the repository.
    calendar = icalendar.Calendar.from_ical(text.replace("\n", "\r\n"))
    events = calendar.walk("VEVENT")
    assert len(events) == 1, (kind, language, events)
    assert not calendar.errors and not events[0].errors, (kind, language, calendar.errors, events[0].errors)
    return text, calendar, events[0]


for language in LANGUAGES:
    uids, sequences = set(), []
    for kind in KINDS:
        text, calendar, event = read(kind, language)
        where = f"{kind}.{language}"
        cancelled = kind == "cancelled"
        assert calendar["METHOD"] == ("CANCEL" if cancelled else "PUBLISH"), where
        assert event["STATUS"] == ("CANCELLED" if cancelled else "CONFIRMED"), where
        assert len(event.walk("VALARM")) == (0 if cancelled else 1), where
        assert event.decoded("DTSTART") == STARTS, (where, event.decoded("DTSTART"))
        assert event.decoded("DTEND") == ENDS, (where, event.decoded("DTEND"))
        assert len(calendar.walk("VTIMEZONE")) == 1, where
        # The zone by the file's own description, not by any table of this machine.
        zone = calendar.walk("VTIMEZONE")[0].to_tz()
        assert event.decoded("DTSTART").replace(tzinfo=None) == STARTS.astimezone(zone).replace(tzinfo=None), where
        assert CODE not in text.replace(" ", "") and "#" not in text, f"{where} tells a secret"
        uids.add(str(event["UID"]))
        sequences.append(int(event["SEQUENCE"]))
    assert len(uids) == 1, uids
    booked, moved, reminded, given_up = sequences
    assert booked < moved == reminded < given_up, sequences

print(f"Read {len(KINDS) * len(LANGUAGES)} calendar files")
