// Colour looks as the page gets them from Python: the numbers with which the worker renders, as filter attributes.
export const ORIGINAL = "none";

export const filterOf = (scope, look) => (look === ORIGINAL ? "none" : `url("#${scope}${look}")`);

export const titleOf = (look) => (look === ORIGINAL ? "Original" : look[0].toUpperCase() + look.slice(1));
