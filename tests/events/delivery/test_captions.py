"""Captions as meetings export them, and a transcript made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.delivery import captions, transcripts
from events.delivery.captions import CaptionsRefused, Cue
from events.delivery.transcripts import Paragraph, TranscriptRefused
from tests import films

FIRST = Cue(1000, 4500, "Thank you for giving this hour.", "Chair of the panel")
THIRD = Cue(
    1_055_000,
    1_061_000,
    "Ask to see where the baby slept last night.",
    "Nursing member",
)


class TestRead:
    def test_returns_who_said_what_and_when(self):
        cues = captions.read(films.VTT)

        assert (cues[0], cues[2]) == (FIRST, THIRD)
        assert cues[1].text == "Six themes come back year after year & none is a form."

    @pytest.mark.parametrize("ends", ["\r\n", "\r"])
    def test_takes_any_line_end_and_a_byte_order_mark(self, ends):
        content = b"\xef\xbb\xbf" + films.VTT.replace(b"\n", ends.encode())

        assert captions.read(content)[0] == FIRST

    def test_puts_cues_in_order_and_leaves_empty_ones_out(self):
        cues = captions.read(
            b"WEBVTT\n\n00:09.000 --> 00:10.000\nlater\n\n"
            b"00:01.000 --> 00:02.000\nsooner\n\n00:03.000 --> 00:04.000\n<i></i>\n"
        )

        assert [cue.text for cue in cues] == ["sooner", "later"]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "not a WebVTT"),
            (b"1\n00:00:01,000 --> 00:00:02,000\nHello", "not a WebVTT"),
            (b"WEBVTTX\n\n00:01.000 --> 00:02.000\nHello", "not a WebVTT"),
            (b"WEBVTT\n\nNOTE nothing", "nothing said"),
            (b"WEBVTT\n\n00:01 --> 00:02\nHello", "Line 3"),
            (b"WEBVTT\n\n00:05.000 --> 00:02.000\nHello", "Line 3"),
            (b"WEBVTT\n\n\xff\xfe", "UTF-8"),
            (b"WEBVTT" + bytes(3_000_001), "larger than 3 MB"),
        ],
    )
    def test_says_what_is_wrong_and_where(self, content, words):
        with pytest.raises(CaptionsRefused, match=words):
            captions.read(content)

    def test_refuses_more_parts_than_anybody_says(self):
        content = b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\nx\n\n" * 20_001

        with pytest.raises(CaptionsRefused, match="too many parts"):
            captions.read(content)


class TestWrite:
    def test_gives_back_the_same_cues_and_nothing_else(self):
        """U1: styles, regions and markup of the file stay behind."""
        content = films.VTT.replace(
            b"NOTE made for a test",
            b"STYLE\n::cue { background: url(https://x.example/) }\n\nREGION\nid:a",
        ).replace(b"this hour", b"<b>this</b> <script>hour")

        written = captions.write(captions.read(content))

        assert b"url(" not in written
        assert b"<script" not in written
        assert captions.read(written) == captions.read(films.VTT)

    @given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=20)), max_size=5))
    def test_survives_any_words(self, said):
        cues = [
            Cue(n * 1000, n * 1000 + 900, " ".join(text.split()), " ".join(who.split()))
            for n, (text, who) in enumerate(said)
            if text.replace("\x00", "").split()
        ]
        if not cues:
            return

        again = captions.read(captions.write(cues))

        assert [(cue.start, cue.end) for cue in again] == [
            (cue.start, cue.end) for cue in cues
        ]


class TestTranscript:
    def test_is_made_of_captions_by_speaker(self):
        assert transcripts.from_cues(captions.read(films.VTT)) == (
            "[00:01] Chair of the panel: Thank you for giving this hour. Six themes "
            "come back year after year & none is a form.\n\n"
            "[17:35] Nursing member: Ask to see where the baby slept last night."
        )

    def test_begins_a_paragraph_after_a_pause_or_many_words(self):
        cues = [
            Cue(0, 1000, "Yes."),
            Cue(6000, 7000, "After a pause."),
            *[Cue(7000 + n, 7001 + n, "word " * 20 + "end.") for n in range(8)],
        ]

        paragraphs = transcripts.read(transcripts.from_cues(cues))

        assert [one.seconds for one in paragraphs] == [0, 6, 7]

    def test_is_read_with_speakers_and_headings(self):
        typed = (
            "An opening without a time.\r\n\r\n[04:12] Chair: Six themes.\n"
            "[1:04:00] # Questions\n\nWho was in the room?"
        )

        assert transcripts.read(typed) == [
            Paragraph(0, "An opening without a time."),
            Paragraph(252, "Six themes.", "Chair"),
            Paragraph(3840, "Questions", is_heading=True),
            Paragraph(3840, "Who was in the room?"),
        ]

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("[10:00] a\n\n[09:00] b", r"\[09:00\] comes after \[10:00\]"),
            ("[59:00] a", "past the end"),
            ("x" * 600_001, "too long"),
        ],
    )
    def test_with_times_that_make_no_sense_is_refused(self, typed, words):
        with pytest.raises(TranscriptRefused, match=words):
            transcripts.check(typed, seconds=3480)

    @given(st.text(max_size=300))
    def test_of_any_words_can_be_read(self, typed):
        assert all(one.text for one in transcripts.read(typed))

    @pytest.mark.parametrize(
        ("seconds", "words"), [(0, "00:00"), (252, "04:12"), (3840, "1:04:00")]
    )
    def test_writes_a_place_as_a_clock(self, seconds, words):
        assert transcripts.clock(seconds) == words
