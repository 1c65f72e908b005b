"""Rules of the packet scan: order, gaps and lengths are what the packets say."""

from dataclasses import replace

from app.media.scan import scan_of

LINES = """pts_time=0.000000|dts_time=-0.1|duration_time=0.100000|flags=K__
pts_time=0.300000|dts_time=0.0|duration_time=0.100000|flags=___
pts_time=0.100000|dts_time=0.1|duration_time=0.100000|flags=___
pts_time=1.300000|dts_time=0.2|duration_time=0.200000|flags=K__
"""


def test_packets_are_measured_in_the_order_they_are_shown():
    found = scan_of(LINES)
    assert (found.packets, found.start_seconds, found.end_seconds) == (4, 0.0, 1.5)
    assert found.max_gap_seconds == 1.0
    assert found.max_gop_seconds == 1.3
    assert found.key_times == (0.0, 1.3)


def test_packets_that_the_player_skips_do_not_count():
    found = scan_of("pts_time=-1.0|dts_time=-1.0|duration_time=0.1|flags=KD_\n" + LINES)
    assert found.has_skipped
    assert replace(found, has_skipped=False) == scan_of(LINES)


def test_a_packet_without_a_shown_time_has_its_decoding_time():
    assert scan_of("pts_time=N/A|dts_time=2.0|duration_time=N/A|flags=K__").start_seconds == 2.0


def test_a_file_without_packets_has_no_length():
    assert scan_of("").span_seconds == 0.0
