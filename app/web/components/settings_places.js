// Languages and regions by their names, in the browser's own words.
const LANGUAGES = "ar bg bn ca cs da de el en es et fa fi fil fr he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl sr sv sw ta te th tr uk ur vi zh";
const REGIONS =
  "AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PR PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VN VU WS XK YE ZA ZM ZW";

const named = (type, codes, chosen) => {
  const names = new Intl.DisplayNames(["en"], { type });
  const all = chosen && !codes.split(" ").includes(chosen) ? `${codes} ${chosen}` : codes;
  const rows = all.split(" ").map((code) => [code, names.of(code) ?? code]);
  return [["", "Not set"], ...rows.sort((a, b) => a[1].localeCompare(b[1]))];
};

export const languages = (chosen) => named("language", LANGUAGES, chosen);
export const regions = (chosen) => named("region", REGIONS, chosen);
