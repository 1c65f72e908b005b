// Whose trends one looks at: one's own region's, another's, or everybody's.
import { Globe } from "lucide-react";
import { useAnswer } from "./pages_of.js";

const names = typeof Intl === "undefined" ? null : new Intl.DisplayNames(["en"], { type: "region" });

export function Regions({ chosen, onChange, signedIn }) {
  const { answer } = useAnswer("/hashtags/regions");
  if (!answer?.items.length) return null;
  return (
    <label className="select">
      <Globe aria-hidden="true" />
      <select aria-label="Region" value={chosen ?? (signedIn ? "own" : "")} onChange={(event) => onChange(event.target.value === "own" ? null : event.target.value)}>
        {signedIn && <option value="own">My region</option>}
        <option value="">Everywhere</option>
        {answer.items.map((code) => <option key={code} value={code}>{nameOf(code)}</option>)}
      </select>
    </label>
  );
}

function nameOf(code) {
  try {
    return names.of(code);
  } catch {
    return code;
  }
}
