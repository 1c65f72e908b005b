// Every section of the settings, in the order of the page. A section is one file; its Body gets the account and `refresh`.
import { Bell, CirclePlay, Code, Lock, Package, ShieldCheck, UserRound } from "lucide-react";
import { AccountSection } from "./settings_account.jsx";
import { PrivacySection } from "./settings_privacy.jsx";
import { SecuritySection } from "./settings_security.jsx";
import { NotificationsSection } from "./settings_notifications.jsx";
import { TokensSection } from "./settings_tokens.jsx";
import { WatchingSection } from "./settings_watching.jsx";
import { YoursSection } from "./settings_yours.jsx";

export const SECTIONS = [
  { id: "account", name: "Account", Icon: UserRound, Body: AccountSection },
  { id: "security", name: "Security", Icon: ShieldCheck, Body: SecuritySection },
  { id: "watching", name: "Watching", Icon: CirclePlay, Body: WatchingSection },
  { id: "privacy", name: "Privacy", Icon: Lock, Body: PrivacySection },
  { id: "notifications", name: "Notifications", Icon: Bell, Body: NotificationsSection },
  { id: "yours", name: "Your data", Icon: Package, Body: YoursSection },
  { id: "developer", name: "Developer", Icon: Code, Body: TokensSection },
];
