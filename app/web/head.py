"""What every page's head carries: icon, colours, and a head start for the feed's first clip."""

import reflex as rx

# Runs while the scripts are on their way: asks for the first page of the feed, then for the first second
# of its first clip, so that the player finds both when it wakes.
HEAD_START = """
(function () {
  var path = location.pathname === "/" ? "/feed" : null;
  if (!path || !window.fetch) return;
  var asked = { credentials: "same-origin", priority: "high" };
  var page = fetch("/api/v1" + path + "?limit=10", asked).then(function (answer) {
    return answer.ok ? answer.json() : Promise.reject(answer);
  });
  window.__zoetropeFeed = { path: path, page: page };
  page.then(function (list) {
    var start = list.items.length && list.items[0].video.start;
    var saves = /"data_saver":true/.test(localStorage.getItem("zoetrope.playback"));
    if (!start || saves || !window.MediaSource) return;
    var range = "bytes=" + start.init[0] + "-" + (start.segments[0][0] + start.segments[0][1] - 1);
    var bytes = fetch(start.url, { headers: { Range: range } }).then(function (answer) {
      return answer.status === 206 ? answer.arrayBuffer() : Promise.reject(answer);
    });
    bytes.catch(function () {});
    window.__zoetropeFirst = { url: start.url, range: range, bytes: bytes };
  }).catch(function () {});
})();
"""


def head() -> list[rx.Component]:
    return [
        rx.el.script(HEAD_START),
        rx.el.link(rel="icon", href="/mark.svg", type="image/svg+xml"),
        rx.el.meta(name="theme-color", content="#0B0B0F"),
    ]
