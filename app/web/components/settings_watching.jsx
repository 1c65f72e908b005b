// How clips play: by themselves or not, with how much of the line, and for how long a day.
import { useEffect } from "react";
import { ChoiceRow, LinkRow, SwitchRow, Waiting } from "./settings_rows.jsx";
import { useSaved } from "./settings_store.js";
import { wish } from "./playback_wishes.js";

const MINUTES = [["", "Off"], ["15", "15 minutes"], ["30", "30 minutes"], ["45", "45 minutes"], ["60", "1 hour"], ["90", "1½ hours"], ["120", "2 hours"], ["180", "3 hours"]];

export function WatchingSection() {
  const { values, problem, load, save } = useSaved("/users/me/settings");
  useEffect(() => {
    if (values) wish(values);
  }, [values]);
  if (!values) return <Waiting problem={problem} again={load} rows={4} />;
  const minutes = String(values.screen_minutes ?? "");
  const options = MINUTES.some(([key]) => key === minutes) ? MINUTES : [...MINUTES, [minutes, `${minutes} minutes`]];
  const remind = (chosen) => save({ screen_minutes: chosen ? Number(chosen) : null },
    chosen ? `A card asks after ${options.find(([key]) => key === chosen)[1]} a day.` : "No more reminders.");
  return (
    <>
      <SwitchRow name="Autoplay" note="A clip begins as soon as it is on the screen" on={values.autoplay}
        onChange={(autoplay) => save({ autoplay }, autoplay ? "Clips begin by themselves." : "Clips wait until you tap them.")} />
      <SwitchRow name="Data saver" note="The smallest picture, and nothing loaded before its time" on={values.data_saver}
        onChange={(data_saver) => save({ data_saver }, data_saver ? "Clips take as little data as they can." : "Clips look their best again.")} />
      <ChoiceRow name="Screen time" note="A calm card when you have watched this long on a day" value={minutes} options={options} onChange={remind} />
      <LinkRow name="Muted words, creators and sounds" note="And everything else your feed goes by" href="/taste" />
    </>
  );
}
