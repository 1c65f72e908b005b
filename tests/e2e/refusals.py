"""What a page's Content-Security-Policy refused, as the browser itself reports it."""

LISTEN = """
window.__refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  const place = `${event.sourceFile}:${event.lineNumber}`;
  window.__refused.push(`${event.violatedDirective} ${event.blockedURI} ${place} ${event.sample}`);
});
"""
