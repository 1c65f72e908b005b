// Holding something with one pointer or two: how far it was moved, and how far apart the fingers went.
import { useRef } from "react";

export function useGrab({ start, move, end }) {
  const held = useRef(null);
  const onPointerDown = (event) => {
    if (event.button > 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    const known = held.current?.points ?? new Map();
    known.set(event.pointerId, [event.clientX, event.clientY]);
    held.current = { points: known, from: start?.(event), at: middleOf(known), apart: apartOf(known) };
  };
  const onPointerMove = (event) => {
    const grip = held.current;
    if (!grip?.points.has(event.pointerId)) return;
    grip.points.set(event.pointerId, [event.clientX, event.clientY]);
    const [x, y] = middleOf(grip.points);
    const pinch = grip.points.size > 1 ? apartOf(grip.points) / grip.apart : 1;
    move({ x, y, dx: x - grip.at[0], dy: y - grip.at[1], pinch }, grip.from);
  };
  const onPointerUp = (event) => {
    if (!held.current?.points.delete(event.pointerId)) return;
    if (held.current.points.size) Object.assign(held.current, { at: middleOf(held.current.points), from: start?.(event) });
    else finish(event);
  };
  const finish = (event) => {
    const { from } = held.current;
    held.current = null;
    end?.(event, from);
  };
  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp };
}

function middleOf(points) {
  const all = [...points.values()];
  const mean = (axis) => all.reduce((sum, point) => sum + point[axis], 0) / all.length;
  return [mean(0), mean(1)];
}

function apartOf(points) {
  const [one, two] = [...points.values()];
  return two ? Math.max(1, Math.hypot(one[0] - two[0], one[1] - two[1])) : 1;
}
