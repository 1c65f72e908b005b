// Who may watch a clip: the choices with what each means. What is open of a private account is for its followers.
export const AUDIENCES = [["public", "Everyone", "In feeds and on your profile"], ["followers", "Followers", "In the feeds of who follows you"],
  ["unlisted", "With the link", "Not in feeds"], ["private", "Only me", "Nobody else sees it"]];
