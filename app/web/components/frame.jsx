// What is around the content of every page: the way past the navigation, and what stands there when it fails.
import { Component } from "react";
import { RotateCw, Unplug } from "lucide-react";

// Not a link: the router would take it for another page.
export function Skip() {
  return <button type="button" className="skip" onClick={() => document.getElementById("main").focus()}>Skip to content</button>;
}

// A part that cannot be drawn takes the content with it, and nothing else.
export class Boundary extends Component {
  state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="nothing" role="alert">
        <Unplug className="art" />
        <h1>This page stumbled</h1>
        <p>Something on it went wrong. What you wrote and published before is safe.</p>
        <button type="button" className="button" onClick={() => window.location.reload()}><RotateCw /> Load it again</button>
        <a className="button quiet" href="/">Back to the feed</a>
      </div>
    );
  }
}
