"""What an edit list does to the pictures: speed before the scaling, colours and words behind it."""

from pathlib import Path
from tempfile import mkdtemp

import ffmpeg

from app.media.guards import file_url
from app.media.looks import Stream, looked
from app.media.plan import Plan
from app.media.words import Size, Words, draw_words


def paced(flow: Stream, plan: Plan) -> Stream:
    """The pictures at the edit's speed; those that the finished clip has no place for are dropped early.

    None is made twice here, however sparse they are: that is left to the encoder.
    """
    speed = plan.edit.speed
    if speed == 1:
        return flow
    flow = flow.filter("settb", "AVTB").filter("setpts", f"PTS/{speed}")
    return _thinned(flow, float(plan.frame_rate)) if speed > 1 else flow


def _thinned(flow: Stream, rate: float) -> Stream:
    """The first picture of each place; the places are where the encoder puts its pictures."""
    place, before = (f"floor({time}*{rate:.6f}+0.5)" for time in ("t", "prev_selected_t"))
    return flow.filter("select", f"isnan(prev_selected_t)+gt({place},{before})")


def dressed(flow: Stream, plan: Plan, size: Size) -> Stream:
    """The pictures, already of this size, in the look's colours and with the words on them."""
    flow = looked(flow, plan.edit.look)
    if plan.scratch is None:
        return flow
    folder = Path(mkdtemp(dir=plan.scratch))  # inputs of the same name would become one
    for words in draw_words(plan.edit.texts, size, folder):
        flow = _with_words(flow, words)
    return flow


def _with_words(flow: Stream, words: Words) -> Stream:
    drawn = ffmpeg.input(file_url(words.file), f="png_pipe", protocol_whitelist="file", threads=1)
    colors = drawn.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", "yuva420p")
    shown = f"gte(t,{words.start:.3f})*lt(t,{words.end:.3f})"
    return flow.overlay(colors, x=words.x, y=words.y, enable=shown)
