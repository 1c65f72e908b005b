// Leaving, becoming a creator, and one line of news from anywhere on the page.
import { useEffect, useState } from "react";
import { api } from "./api.js";
import { Toast } from "./notices.jsx";

export function LogOut() {
  const [problem, setProblem] = useState("");
  const leave = async () => {
    try {
      await api("POST", "/auth/logout");
      sessionStorage.removeItem("token");
      window.location.assign("/");
    } catch (error) {
      setProblem(error.message);
    }
  };
  return (
    <>
      <button className="button quiet" onClick={leave}>Log out</button>
      {problem && <p className="wrong" role="alert">{problem}</p>}
    </>
  );
}

export function Announcer({ said, count }) {
  const [notice, setNotice] = useState(null);
  useEffect(() => {
    if (count) setNotice({ text: said });
  }, [count]);
  useEffect(() => {
    const heard = ({ detail }) => setNotice(typeof detail === "string" ? { text: detail } : detail);
    window.addEventListener("zoetrope:notice", heard);
    return () => window.removeEventListener("zoetrope:notice", heard);
  }, []);
  return <div className="announcer"><Toast notice={notice} onClose={() => setNotice(null)} /></div>;
}

export function BecomeCreator() {
  const [problem, setProblem] = useState("");
  const become = async () => {
    try {
      await api("POST", "/users/me/creator");
      window.location.reload();
    } catch (error) {
      setProblem(error.message);
    }
  };
  return (
    <>
      <button className="button" onClick={become}>Become a creator</button>
      {problem && <p className="wrong" role="alert">{problem}</p>}
    </>
  );
}
