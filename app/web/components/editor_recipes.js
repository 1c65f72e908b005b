// Colour recipes as the browser's filters: the same numbers with which the worker renders.

export const matrixOf = ({ matrix }) => `${matrix.flatMap(([r, g, b, plus]) => [r, g, b, 0, plus]).join(" ")} 0 0 0 1 0`;

export const filterOf = (scope, look) => (look === "none" ? "none" : `url("#${scope}${look}")`);
