"""Measures what a video costs: all stages of the pipeline against one ffmpeg run for each thing apart."""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.media import encoding
from app.media.guards import file_url
from app.media.hls import RenditionFile
from app.media.package import First, Plan, make_first, make_rungs, make_stills, plan_for
from app.media.scan import scan
from app.settings import ffmpeg_path

Row = dict[str, Any]
Flags = list[str | Path]
LOUD = "loudnorm=I=-14:TP=-1.5:LRA=11,aformat=sample_rates=48000:channel_layouts=stereo"
SOUND = ("-c:a", "aac", "-b:a", encoding.AUDIO_BITRATE, "-af", LOUD)
VMAF_EVERY = 5
FITTING_KILOBITS = 4000


@dataclass
class Cost:
    """Seconds of processors and of the clock."""

    cpu: float = 0.0
    wall: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.cpu + other.cpu, self.wall + other.wall)


def _cpu_now() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


@contextmanager
def measured() -> Iterator[Cost]:
    """What the block costs, programs that it starts included."""
    cost = Cost(_cpu_now(), time.monotonic())
    yield cost
    cost.cpu, cost.wall = _cpu_now() - cost.cpu, time.monotonic() - cost.wall


def ffmpeg(*arguments: str | Path) -> str:
    command = [ffmpeg_path(), "-nostdin", "-hide_banner", "-v", "error", "-y", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def quiet(percent: float) -> None:
    """Nobody watches."""


@dataclass
class Ours:
    """One clip through all stages, and what each cost."""

    plan: Plan
    first: First
    renditions: tuple[RenditionFile, ...]
    costs: dict[str, Cost]

    @property
    def total(self) -> Cost:
        return sum(self.costs.values(), Cost())

    @property
    def playable(self) -> Cost:
        return self.costs["plan"] + self.costs["first"]


def ours(clip: Path, out: Path) -> Ours:
    with measured() as looking:
        plan = plan_for(clip, max_seconds=180)
    return staged(plan, out, looking)


def staged(plan: Plan, out: Path, looking: Cost) -> Ours:
    with measured() as beginning:
        first = make_first(plan, out, on_percent=quiet)
    with measured() as growing:
        others = make_rungs(plan, out, audio=out / first.rendition.file, on_percent=quiet)
    renditions = (*others, first.rendition)
    seen = next(one for one in renditions if min(one.width, one.height) <= 720)
    (out / "stills").mkdir(exist_ok=True)
    with measured() as stilling:
        make_stills(out / seen.file, out / "stills", small=out / first.rendition.file)
    costs = {"plan": looking, "first": beginning, "rungs": growing, "stills": stilling}
    return Ours(plan, first, renditions, costs)


def ladder_apart(plan: Plan, out: Path) -> Cost:
    """Each rung by a run of its own, with our encoder's settings, for the same kind of file."""
    with measured() as cost:
        for rung in plan.rungs:
            options = encoding.encoder(0, rung, plan, key_frames=encoding.first_key_frames(plan))
            flags = [str(part) for name, value in options.items() for part in (f"-{name}", value)]
            picture = f"scale={rung.width}:{rung.height}:flags=bicubic,setsar=1,format=yuv420p"
            segments: Flags = [part for name, value in encoding.HLS.items() for part in (f"-{name}", value)]
            names = [out / f"{rung.name}.mp4", out / f"{rung.name}.m3u8"]
            to: Flags = [*segments, "-hls_segment_filename", *names]
            ffmpeg("-i", file_url(plan.source), "-vf", picture, *flags, *SOUND, *to)
    return cost


def extras_apart(plan: Plan, out: Path) -> Cost:
    """All else that our stages give, each by the run that anyone would write for it."""
    source, board = file_url(plan.source), f"fps=2,scale=90:160,tile=6x{int(plan.seconds * 2 + 5) // 6}"
    with measured() as cost:
        ffmpeg("-i", source, "-frames:v", "1", "-vf", "scale=720:-2", out / "poster.jpg")
        for n in range(5):
            at = str((n + 0.5) * plan.seconds / 5)
            ffmpeg("-ss", at, "-i", source, "-frames:v", "1", "-vf", "scale=360:-2", out / f"thumb{n}.jpg")
        ffmpeg("-i", source, "-an", "-vf", board, "-frames:v", "1", out / "storyboard.jpg")
        gray = "scale=64:64:flags=area,format=gray,fps=4"
        ffmpeg("-i", source, "-an", "-vf", gray, "-f", "rawvideo", out / "frames.gray")
        raw: Flags = ["-f", "chromaprint", "-fp_format", "raw", out / "chroma.raw"]
        ffmpeg("-i", source, "-vn", "-ac", "1", "-ar", "11025", *raw)
        ffmpeg("-i", source, "-vn", *SOUND, out / "audio.m4a")
        for name in ("480", "360"):
            fast: Flags = ["-c", "copy", "-movflags", "+faststart", out / f"{name}-fast.mp4"]
            ffmpeg("-i", out / f"{name}.mp4", *fast)
    return cost


def vmaf(made: Path, plan: Plan) -> float:
    """Of a rendition against the source, both at the largest rung's size."""
    top = plan.rungs[0]
    size = f"scale={top.width}:{top.height}:flags=bicubic,format=yuv420p,setpts=PTS-STARTPTS"
    judge = f"libvmaf=n_threads=2:n_subsample={VMAF_EVERY}:log_fmt=json:log_path=/dev/stdout"
    graph = f"[0:v]{size}[made];[1:v]fps={plan.frame_rate},{size}[true];[made][true]{judge}"
    text = ffmpeg("-i", made, "-i", file_url(plan.source), "-lavfi", graph, "-f", "null", "-")
    return float(json.loads(text)["pooled_metrics"]["vmaf"]["mean"])


def cost_of_top(plan: Plan, out: Path, first: Path) -> float:
    """What the largest rung costs with nothing beside it."""
    alone = replace(plan, rungs=(plan.rungs[0], plan.rungs[-1]))
    with measured() as cost:
        make_rungs(alone, out, audio=first, on_percent=quiet)
    return cost.cpu


def fitting(clip: Path, out: Path) -> Row:
    """A source that is light enough to be its own largest rung, with and without that being used."""
    fit = out / "fitting.mp4"
    rate: Flags = ["-b:v", f"{FITTING_KILOBITS}k", "-maxrate", f"{FITTING_KILOBITS}k", "-bufsize", "8M"]
    group: Flags = ["-g", "30", "-keyint_min", "30", "-sc_threshold", "0"]
    ffmpeg("-i", clip, "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", *rate, *group, fit)
    plan = plan_for(fit, max_seconds=180)
    if not plan.copies_top:
        return {}
    copied, encoded = (replace(plan, copied_keys=keys) for keys in (plan.copied_keys, ()))
    apart = ladder_apart(encoded, out).cpu
    costs, tops = [], []
    for one in (copied, encoded):
        folder = out / f"fit-{one.copies_top}"
        folder.mkdir()
        made = staged(one, folder, Cost())
        costs.append(made.costs["first"].cpu + made.costs["rungs"].cpu)
        tops.append(cost_of_top(one, folder, folder / made.first.rendition.file))
    return {
        "fitting top": tops[0] / tops[1],
        "fitting ladder": costs[0] / apart,
        "fitting ladder to ours encoded": costs[0] / costs[1],
    }


def compare(clip: Path, *, with_vmaf: bool) -> Row:
    with TemporaryDirectory() as scratch:
        mine, theirs, fit = (Path(scratch) / name for name in ("ours", "theirs", "fitting"))
        for folder in (mine, theirs, fit):
            folder.mkdir()
        made = ours(clip, mine)
        ladder = ladder_apart(made.plan, theirs)
        extras = extras_apart(made.plan, theirs)
        apart = ladder.cpu + extras.cpu
        row: Row = {
            "clip": clip.stem,
            "seconds": made.plan.seconds,
            "stages": {name: cost.cpu / made.plan.seconds for name, cost in made.costs.items()},
            "ours": made.total.cpu / made.plan.seconds,
            "four runs": ladder.cpu / made.plan.seconds,
            "extras apart": extras.cpu / made.plan.seconds,
            "ratio": made.total.cpu / apart,
            "ratio to four runs alone": made.total.cpu / ladder.cpu,
            "playable": made.playable.wall,
            "playable share": made.playable.wall / made.total.wall,
            "playable share of CPU": made.playable.cpu / made.total.cpu,
            "stills share": made.costs["stills"].cpu / made.total.cpu,
            **fitting(clip, fit),
        }
        row["rungs"] = [_rung(one, made.plan, mine, theirs, with_vmaf) for one in made.renditions]
        return row


def _rung(one: RenditionFile, plan: Plan, mine: Path, theirs: Path, with_vmaf: bool) -> Row:
    seen = scan(mine / one.file, "mov")
    row: Row = {"name": one.name, "kbit/s": one.bitrate / 1000, "to first frame": seen.keys[0].end}
    if with_vmaf:
        row["vmaf"], row["vmaf apart"] = (vmaf(folder / one.file, plan) for folder in (mine, theirs))
    return row


def side_by_side(clip: Path, workers: int) -> Row:
    """As many whole pipelines at once, each a process of its own as media workers are."""
    command = [sys.executable, __file__, "--one", str(clip)]
    with measured() as cost, ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda _: subprocess.run(command, check=True), range(workers)))
    return {
        "workers": workers,
        "clips a minute": 60 * workers / cost.wall,
        "CPU s a clip": cost.cpu / workers,
    }


def show(rows: list[Row], crowds: list[Row]) -> None:
    names = ["ours", "four runs", "extras apart", "ratio", "playable", "playable share", "stills share"]
    names += ["fitting top", "fitting ladder", "fitting ladder to ours encoded"]
    print(f"{'':<32}" + "".join(f"{row['clip'][:12]:>14}" for row in rows))
    for name in names:
        print(f"{name:<32}" + "".join(f"{row.get(name, float('nan')):>14.3f}" for row in rows))
    for row in rows:
        print(f"\n{row['clip']:<14}{'kbit/s':>10}{'first frame':>14}{'VMAF':>10}{'apart':>10}")
        for rung in row["rungs"]:
            values = (rung["kbit/s"], rung["to first frame"], rung.get("vmaf", 0), rung.get("vmaf apart", 0))
            print(f"{rung['name']:<14}{values[0]:>10.0f}{values[1]:>14}{values[2]:>10.2f}{values[3]:>10.2f}")
    print()
    for crowd in crowds:
        print("  ".join(f"{name}: {value:.2f}" for name, value in crowd.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="*", type=Path)
    parser.add_argument("--one", type=Path, help="only put this clip through all stages, once")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2], help="how many side by side")
    parser.add_argument("--no-vmaf", action="store_true", help="quality is most of the time this takes")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.one:
        with TemporaryDirectory() as scratch:
            ours(options.one, Path(scratch))
        return
    rows = [compare(clip, with_vmaf=not options.no_vmaf) for clip in options.clips]
    crowds = [side_by_side(options.clips[0], workers) for workers in options.workers]
    if options.json:
        print(json.dumps({"clips": rows, "side by side": crowds}, indent=2))
    else:
        show(rows, crowds)


if __name__ == "__main__":
    main()
