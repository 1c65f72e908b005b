"""Logs in JSON and counters for Prometheus, the same in every process."""

import logging
import os
import sys

import structlog
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from app.settings import settings

FEED_LATENCY = Histogram(
    "zoetrope_fyp_latency_seconds",
    "Time to answer a page of the For You feed.",
    ["user_type"],
    buckets=(0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 2),
)
PHASE = Histogram(
    "zoetrope_recommendation_latency_seconds",
    "Time that a page of the feed spends in each of its phases.",
    ["phase"],
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5),
)
GATHERED = Counter(
    "zoetrope_feed_cache_total", "Feed pages whose candidates were kept from before, or not.", ["outcome"]
)
CALIBRATION = Counter(
    "zoetrope_feed_calibration",
    "Watches of recommended videos by tenth of the foreseen chance of a long view: their number (watches), "
    "and the sums of what was foreseen and of what came (observed).",
    ["tenth", "sum"],
)
REQUESTS = Counter("zoetrope_http_requests_total", "Requests answered.", ["method", "route", "status"])
VIEWS = Counter("zoetrope_video_views_total", "Watches that were counted, by where they began.", ["source"])
LIKES = Counter("zoetrope_video_likes_total", "Likes given.")
CANDIDATES = Counter("zoetrope_feed_candidates_total", "Candidates found, by source.", ["source"])
FALLBACKS = Counter("zoetrope_feed_fallbacks_total", "Feed pages answered without ranking.", ["reason"])
EXPLORED = Counter(
    "zoetrope_exploration_decided_total", "New videos that left the exploration pool.", ["state"]
)
EVENTS = Counter("zoetrope_events_total", "Events of the log that were applied.", ["topic", "outcome"])
LIMITED = Counter("zoetrope_limited_total", "Requests refused by a rate limit.", ["limit"])
MODEL = Gauge("zoetrope_model_id", "The model that serves; 0 until one was trained.", multiprocess_mode="min")
MODEL_LOADS = Counter("zoetrope_model_loads_total", "Times a process loaded a new model.", ["outcome"])
TASTES = Counter("zoetrope_tastes_folded_total", "Tastes of viewers worked out anew.", ["reason"])
MAILS = Counter("zoetrope_mails_total", "Letters that were sent, failed, or given up.", ["outcome"])
PUSHES = Counter("zoetrope_pushes_total", "Web pushes sent, failed, or to who is gone.", ["outcome"])
BREAKER = Gauge(
    "zoetrope_breaker_state",
    "0 closed, 1 half-open, 2 open.",
    ["name"],
    multiprocess_mode="max",
)


def metrics_page() -> tuple[bytes, str]:
    """Body and content type of `/metrics`, over all processes of this machine."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry), CONTENT_TYPE_LATEST


def configure_logs() -> None:
    """One JSON object a line on standard error, with the request's id where there is one."""
    level = logging.getLevelNamesMapping()[settings().zoetrope_log_level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def log() -> structlog.typing.FilteringBoundLogger:
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return logger
