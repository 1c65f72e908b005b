// The last days of something as one small line.
const WIDE = 56;
const HIGH = 20;

export function Spark({ series }) {
  const most = Math.max(1, ...series);
  const points = smooth(whole(series)).map((value, index, all) => [
    (index * WIDE) / Math.max(1, all.length - 1),
    HIGH - 2 - (value / most) * (HIGH - 4),
  ]);
  const line = points.map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  return (
    <svg className="spark" viewBox={`0 0 ${WIDE} ${HIGH}`} width={WIDE} height={HIGH} aria-hidden="true">
      <path className="spark-fill" d={`${line}L${WIDE} ${HIGH}L0 ${HIGH}Z`} />
      <path className="spark-line" d={line} />
    </svg>
  );
}

// The step that we are in has only begun, which is no fall.
const whole = (series) => (series.at(-1) < series.at(-2) ? series.slice(0, -1) : series);

// Night and day would make every line a saw.
const smooth = (series) => series.map((_, index) => {
  const near = series.slice(Math.max(0, index - 2), index + 3);
  return near.reduce((sum, value) => sum + value, 0) / near.length;
});
