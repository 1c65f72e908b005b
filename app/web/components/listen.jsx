// A sound to be heard: one button, and its wave, which fills as it plays and can be touched.
import { useEffect, useRef, useState } from "react";
import { Pause, Play } from "lucide-react";
import "./listen.css";

const LOWEST = 0.06;

export function Listen({ url, waveform, label }) {
  const audio = useRef(null);
  const wave = useRef(null);
  const [playing, setPlaying] = useState(false);
  const [problem, setProblem] = useState(false);
  useFilling(audio, wave, playing);
  const toggle = () => {
    setProblem(false);
    if (playing) audio.current.pause();
    else audio.current.play().catch(() => setProblem(true));
  };
  const seek = (event) => {
    const box = wave.current.getBoundingClientRect();
    const part = Math.max(0, Math.min(0.999, (event.clientX - box.left) / box.width));
    audio.current.currentTime = part * (audio.current.duration || 0);
    wave.current.style.setProperty("--heard", part);
  };
  return (
    <div className="listen">
      <button className="listen-play" onClick={toggle} aria-label={`${playing ? "Pause" : "Play"} ${label}`}>
        {playing ? <Pause /> : <Play />}
      </button>
      <div className="listen-wave" ref={wave} onPointerDown={seek}>
        <Bars heights={waveform} className="listen-all" />
        <Bars heights={waveform} className="listen-heard" />
      </div>
      {problem && <p className="wrong" role="alert">This sound cannot be played right now.</p>}
      <audio ref={audio} src={url} preload="none" loop
        onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)} onError={() => setProblem(true)} />
    </div>
  );
}

function Bars({ heights, className }) {
  const path = heights.map((height, index) => {
    const tall = 40 * Math.max(LOWEST, height);
    return `M${index * 4 + 2} ${20 - tall / 2}v${tall}`;
  });
  return (
    <svg className={className} viewBox={`0 0 ${heights.length * 4} 40`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path.join("")} />
    </svg>
  );
}

// Written straight to the style: sixty renders a second would be React's, not the sound's.
function useFilling(audio, wave, playing) {
  useEffect(() => {
    let frame;
    const draw = () => {
      const { currentTime, duration } = audio.current;
      wave.current.style.setProperty("--heard", duration ? currentTime / duration : 0);
      frame = requestAnimationFrame(draw);
    };
    if (playing) draw();
    return () => cancelAnimationFrame(frame);
  }, [audio, wave, playing]);
}
