"""The operator's command about the feed: `zoetrope evaluate`."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.feed.comparing import Comparison
    from app.feed.replay import Policy
    from app.recsys.evaluation import Estimate
    from app.recsys.ranker import Ranker

AS_SERVED = "as served"
Model = Annotated[int | None, typer.Option(help="The model that would choose; left out: as it was served.")]
Against = Annotated[int | None, typer.Option(help="The one to compare it with; left out: as it was served.")]
Temperature = Annotated[float | None, typer.Option(min=0.001, help="How boldly it would choose.")]
Weights = Annotated[str, typer.Option(help="What its score is made of, such as long=1,watch_ms=0.3,like=2.")]


def evaluate(  # noqa: PLR0913 - a command's options
    *,
    model: Model = None,
    against: Against = None,
    temperature: Temperature = None,
    weights: Weights = "",
    days: Annotated[int, typer.Option(min=1, help="Look at pages of so many days.")] = 7,
    pages: Annotated[int, typer.Option(min=1, help="At most so many pages, the newest.")] = 5000,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Compare models or settings on pages that were served already, before any viewer meets them."""
    from app.db import new_session
    from app.feed import comparing, replay
    from app.models.columns import now

    until = now() - replay.SETTLED
    with new_session() as session:
        second = _policy(session, model, weights=weights, temperature=temperature)
        first = _policy(session, against)
        served = replay.pages(session, since=until - timedelta(days=days), until=until, most=pages)
    if first.ranker or second.ranker:
        served = [page for page in served if page.suits_a_ranker]
    found = comparing.compare(served, first, second)
    names = (_name(against), _name(model, weights=weights, temperature=temperature))
    typer.echo(json.dumps(found.told(), indent=2) if as_json else "\n".join(_lines(found, names)))


def _policy(
    session: "Session", model: int | None, *, weights: str = "", temperature: float | None = None
) -> "Policy":
    from app.feed.replay import Policy
    from app.recsys.ranker import WEIGHTS

    chosen = _parsed(weights) if weights else WEIGHTS
    return Policy(_ranker(session, model) if model or weights else None, chosen, temperature)


def _ranker(session: "Session", model: int | None) -> "Ranker":
    """Of that model, or of the active one."""
    from app.errors import NotFound
    from app.learning import files, versions
    from app.models import RecsysModel

    row = session.get(RecsysModel, model) if model else versions.active_row(session)
    if row is None:
        raise NotFound("model", model or "that is active")
    return files.load(row).ranker


def _parsed(weights: str) -> dict[str, float]:
    """Raises what typer tells as a mistake in the command."""
    from app.recsys.outcomes import HEADS

    try:
        found = {
            name: float(weight) for name, _, weight in (one.partition("=") for one in weights.split(","))
        }
    except ValueError:
        raise typer.BadParameter("Say name=number,name=number.", param_hint="--weights") from None
    if strange := set(found) - set(HEADS):
        raise typer.BadParameter(
            f"There is no {', '.join(sorted(strange))}, but {', '.join(HEADS)}.", param_hint="--weights"
        )
    return found


def _name(model: int | None, *, weights: str = "", temperature: float | None = None) -> str:
    named = [
        f"model {model}" if model else "",
        weights,
        f"temperature {temperature:g}" if temperature else "",
    ]
    return ", ".join(part for part in named if part) or AS_SERVED


def _lines(found: "Comparison", names: tuple[str, str]) -> Iterator[str]:
    yield (
        f"{found.pages:,} pages with {found.impressions:,} impressions, of which {found.watched:.0%} were "
        "watched. Worth an impression, with 95 % intervals:"
    )
    yield f"{'':<20}{names[0]:>30}{names[1]:>30}{'difference':>30}{'its IPS':>30}"
    for row in found.rows:
        cells = (row.first.snips, row.second.snips, row.difference, row.second.ips)
        yield f"{row.reward:<20}" + "".join(f"{_cell(one):>30}" for one in cells)
    first, second = found.rows[0].first, found.rows[0].second
    yield (
        f"The log says as much as {first.effective:,.0f} impressions of the first and "
        f"{second.effective:,.0f} of the second; {second.cut:.1%} of the second's weights were cut."
    )
    if not found.rows[0].is_told:
        yield "That is too little: they choose too differently from what was served to tell them apart."


def _cell(estimate: "Estimate") -> str:
    return f"{estimate.mean:.4f} [{estimate.low:.4f}, {estimate.high:.4f}]"
