// Sounds as rows with a play button; one plays at a time.
import { useEffect, useRef, useState } from "react";
import { Pause, Play } from "lucide-react";
import { announce } from "./steer.js";
import { Spark } from "./spark.jsx";
import { short } from "./ui.jsx";

export function SoundRows({ sounds, all = false }) {
  const audio = useRef(null);
  const [playing, setPlaying] = useState(null);
  useEffect(() => () => audio.current?.pause(), []);
  const toggle = (sound) => {
    if (playing === sound.id) {
      audio.current.pause();
      return;
    }
    audio.current.src = sound.audio_url;
    audio.current.play().then(() => setPlaying(sound.id), refused);
  };
  return (
    <>
      <ul className={`sound-rows ${all ? "all" : ""}`}>
        {sounds.map((sound) => (
          <li key={sound.id}>
            <button className="round" disabled={!sound.audio_url} onClick={() => toggle(sound)}
              aria-label={`${playing === sound.id ? "Pause" : "Play"} ${sound.title}`}>
              {playing === sound.id ? <Pause /> : <Play />}
            </button>
            <a href={`/sound/${sound.id}`}>
              <b>{sound.title}</b>
              <small>{sound.creator_username && `@${sound.creator_username} · `}{short(sound.use_count)} {sound.use_count === 1 ? "video" : "videos"}</small>
            </a>
            {sound.series && <Spark series={sound.series} />}
          </li>
        ))}
      </ul>
      <audio ref={audio} preload="none" onPause={() => setPlaying(null)} onEnded={() => setPlaying(null)} />
    </>
  );
}

const refused = (error) => error.name !== "AbortError" && announce("This sound cannot be played right now.");
