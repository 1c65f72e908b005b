// Our own short glide: the browser's smooth scrolling takes three times as long. Snapping rests meanwhile.
import { useMemo, useRef } from "react";

const GLIDE_MS = 240;

export function useGlide(scroller) {
  const run = useRef({});
  return useMemo(() => {
    const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const finish = (node) => {
      cancelAnimationFrame(run.current.frame);
      run.current = {};
      node.style.scrollSnapType = "";
    };
    return {
      target: (height, active) => run.current.index ?? active,
      to(index, height) {
        const node = scroller.current;
        const from = node.scrollTop;
        const began = performance.now();
        cancelAnimationFrame(run.current.frame);
        run.current = { index };
        node.style.scrollSnapType = "none";
        const step = (now) => {
          const part = still() ? 1 : Math.min(1, Math.max(0, now - began) / GLIDE_MS);
          node.scrollTop = from + (index * height - from) * (1 - (1 - part) ** 3);
          if (part < 1) run.current.frame = requestAnimationFrame(step);
          else requestAnimationFrame(() => requestAnimationFrame(() => run.current.index === index && finish(node)));
        };
        run.current.frame = requestAnimationFrame(step);
      },
    };
  }, []);
}
